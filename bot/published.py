"""Whether a name stands in the documents that answer: a review's pseudonym, a public office-holder."""

import re
from collections.abc import Callable

from bot.name_lists import is_given_name
from knowledge.domain import Passage
from knowledge.editions import Edition
from knowledge.errors import SignpostError
from knowledge.keywords import stems

_MOST_PASSAGES = 50
# What follows a name that stands for a person alone, as a pseudonym does: "Ted's mother", "Ted was seen"; a law that is
# called after somebody is no person.
_ALONE = (
    r"(?=['’]s\s(?!law\b|[A-Z])"
    r"|,? (?:was|is|had|has|did|died|lived|said|told|went|could|would|and (?:his|her|their|the))\b)"
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+$")


def published_in(edition: Callable[[], Edition]) -> Callable[[str], bool]:
    """A look-up of names in the edition that answers, opened when a name is first asked for.

    While no edition can be read, no name counts as published. The case of the name asked for is not significant.
    """

    def is_published(name: str) -> bool:
        try:
            return _stands_in(edition(), name)
        except SignpostError:
            return False

    return is_published


def _stands_in(edition: Edition, name: str) -> bool:
    words = name.replace(".", " ").split()
    telling = stems(name)
    if not telling or not all(map(edition.keywords.has, telling)):
        return False
    rows, _ = edition.keywords.search(name, _MOST_PASSAGES)
    spelt = r"\.?\s+".join(map(_capitalised, words))
    pattern = re.compile(rf"(?<!\w){spelt}(?!\w)" + ("" if len(words) > 1 else _ALONE))
    return any(_names(passage, pattern, len(words)) for passage in edition.passages.fetch([int(row) for row in rows]))


def _capitalised(word: str) -> str:
    return re.escape(word[0].upper()) + f"(?i:{re.escape(word[1:])})"


def _names(passage: Passage, pattern: re.Pattern[str], words: int) -> bool:
    """Whether the name stands there whole; one word that follows a given name is the surname of someone else."""
    text = "\n".join([passage.version.document.title, *passage.headings, passage.text])
    for found in pattern.finditer(text):
        before = _WORD_BEFORE.search(text, max(0, found.start() - 40), found.start())
        if words > 1 or before is None or not is_given_name(before.group(1).lower()):
            return True
    return False
