"""A follow-up to a question that stands on its own, by rules; and whether a language model's version may be used."""

import re

from bot.clarifying import left_open
from bot.leaning import is_whole, leaning, without_connective
from bot.novelty import new_names
from knowledge.domain import Question, Turn
from knowledge.keywords import stems

_MOST_WORDS = 60
# How a question begins that asks for something else than the next one: what follows is what it is about.
_OPENING = re.compile(
    r"^(?:how (?:quickly|soon|long|often|many|much|old|far|fast|do|does|did|can|could|should|must|is|are)?"
    r"|what(?:['’]s)?|who(?:['’]s)?|whom|when|where|which|why)?\s*"
    r"(?:(?:is|are|was|were|do|does|did|can|could|shall|should|must|may|will|would|has|have|had)\b\s*)?"
    r"(?:(?:i|we|you|there|someone|anyone)\b\s*)?(?:(?:have|need) to\b\s*)?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
# Short forms that the last answer named: what "them" often stands for.
_SHORT_FORM = re.compile(r"\b[A-Z]{3,}\b")
_FIRST_STATEMENT = re.compile(r"^(.*?) ?\[1\]", re.DOTALL)
_MOST_SHORT_FORMS = 2
# What stands for its like in the question before: "and grade 4?", "and for clothing?".
_NUMBERED = re.compile(r"(?:the )?(\w+) \d+\W*$", re.IGNORECASE)
_PLACED = re.compile(r"(for|in|on|at|by|under|with|from|during|about) ", re.IGNORECASE)


def standalone(question: Question) -> str:
    """What to search for: a question that leans on the turn before it, with what that one was about.

    The turn before may lean back in its turn. What leaves out its own asking ("and a toddler?") takes the whole
    question before it; what asks something else ("who decides?") takes its topic, and a new topic takes nothing. What
    replies to a question back belongs to the question that it was put to.
    """
    text = question.text.strip()
    if not question.history:
        return text
    *earlier, turn = question.history
    last, leans = Question(turn.question, history=tuple(earlier)), leaning(text)
    rest = without_connective(text)
    answers_back = left_open(last) is not None and not is_whole(rest)
    if leans is None and not answers_back:
        return text
    before = without_connective(standalone(last)).rstrip("?. ")
    if not is_whole(rest):
        return _shortened(_exchanged(before, rest) or f"{before}: {rest}")
    named = _short_forms(turn, before) if leans and leans.pronoun else []
    return _shortened(f"{rest.rstrip('?. ')}: {', '.join([_topic(before), *named])}?")


def is_faithful(text: str, question: Question) -> bool:
    """Whether a standing question says nothing that stands neither in the thread nor in the question itself.

    One question, no new name, short form or number, and at least half of its telling words from there.
    """
    known = [question.text, *(f"{turn.question}\n{turn.answer}" for turn in question.history)]
    words = stems(text)
    return (
        text.endswith("?")
        and "\n" not in text
        and len(text.split()) <= _MOST_WORDS
        and not new_names(text, known)
        and 2 * len(words & stems("\n".join(known))) >= len(words)
    )


def _exchanged(before: str, rest: str) -> str:
    """The question before with a part of it exchanged for its like, "grade 3" for "grade 4"; empty where none is."""
    numbered, placed = _NUMBERED.match(rest), _PLACED.match(rest)
    if numbered:
        like = rf"\b{re.escape(numbered.group(1))} \d+\b"
    elif placed:
        like = rf"\b{placed.group(1)} (?:(?!\b{placed.group(1)}\b)[^,.;])+$"
    else:
        return ""
    changed, times = re.subn(like, lambda _: rest.rstrip("?. "), before, count=1, flags=re.IGNORECASE)
    return f"{changed}?" if times else ""


def _topic(text: str) -> str:
    """What a question is about: its sentences without the words that ask."""
    about = (_OPENING.sub("", sentence).rstrip("?. ") for sentence in _SENTENCE.split(text))
    return ". ".join(filter(None, about))


def _short_forms(turn: Turn, said: str) -> list[str]:
    stated = _FIRST_STATEMENT.match(turn.answer)
    found = dict.fromkeys(_SHORT_FORM.findall(stated.group(1)) if stated else [])
    return [each for each in found if each not in said][:_MOST_SHORT_FORMS]


def _shortened(text: str) -> str:
    """A long thread must not drown the question: its first words are the latest."""
    return " ".join(text.split()[:_MOST_WORDS])
