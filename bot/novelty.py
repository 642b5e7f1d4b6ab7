"""What a text names that stands in none of the texts it was made from: names, short forms and numbers."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:]\s+|\n\s*)[\"“‘(]*$")
_NUMBER_WORDS_TEXT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "first second third fourth fifth half quarter"
)
_NUMBER_WORDS = frozenset(_NUMBER_WORDS_TEXT.split())
# Words that may begin a question with a capital and name nothing.
_OPENINGS_TEXT = (
    "a about after all an and any are as at before by can could did do does for from had has have how i if in is it "
    "may must no not of on once or our shall should so than that the their then there these they this those to "
    "under upon was we were what when where which while who whom whose why will with within would you your please "
    "tell"
)
_OPENINGS = frozenset(_OPENINGS_TEXT.split())


def new_names(text: str, known: Iterable[str]) -> list[str]:
    """The names and numbers of `text` that are in none of the known texts, whatever their case there."""
    there = {word for each in known for word in _words(each)}
    return [
        match.group()
        for match in _WORD.finditer(text)
        if _names(match, text) and not set(_words(match.group())) <= there
    ]


def _names(word: "re.Match[str]", text: str) -> bool:
    said = word.group()
    if any(character.isdigit() for character in said) or not _NUMBER_WORDS.isdisjoint(_words(said)):
        return True
    if said == said.lower() or said == "I":
        return False
    begins = _SENTENCE_START.search(text[: word.start()]) is not None
    return not (begins and said.lower() in _OPENINGS)


def _words(text: str) -> list[str]:
    """Words in lower case, without a possessive's ending: "LADO's" is "lado"."""
    return [part for word in _WORD.findall(text.lower()) for part in re.split(r"[-’']", re.sub(r"['’]s$", "", word))]
