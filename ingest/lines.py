"""A line as it stands on its page, and lines joined to running text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.grid import Cell

HYPHEN_AT_LINE_END = "\ufffe"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_END = re.compile(r"([^\W\d_]+)[-\u2010]$")
_NUMBER_AND_HYPHEN = re.compile(r"\d[-\u2010]$")
_BROKEN_START = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page, in points from the lower left: `baseline` upwards, `height` of its type.

    `cell` is the cell of a ruled table that it stands in, `level` that of the bookmark which names it as a heading, and
    `is_soft_broken` says that a soft hyphen ended it.
    """

    text: str
    left: float
    right: float
    baseline: float
    height: float
    bold: bool = False
    cell: Cell | None = None
    is_soft_broken: bool = False
    level: int | None = None


class Vocabulary:
    """The words of a file, which tell "safeguard-" + "ing" from "looked-" + "after"."""

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self._pages = pages

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for lines in self._pages for line in lines for word in _WORD.findall(line.text.lower()))

    def is_one_word(self, start: str, end: str) -> bool:
        """Whether the two ends of a word broken at a line end are written without a hyphen.

        As the file writes it elsewhere; else as one word unless each end is a word of its own.
        """
        start, end = start.lower(), end.lower()
        if f"{start}-{end}" in self._words:
            return False
        return start + end in self._words or not (start in self._words and end in self._words)


def joined(lines: Sequence[Line], vocabulary: Vocabulary) -> str:
    """The lines of a paragraph as one text, words broken at their ends made whole."""
    parts = [lines[0].text] if lines else []
    for before, line in pairwise(lines):
        if before.is_soft_broken:
            glue, kept = "", before.text
        else:
            glue, kept = _glue(before.text, line.text, vocabulary)
        parts[-1] = parts[-1][: len(parts[-1]) - len(before.text) + len(kept)]
        parts += [glue, line.text]
    return "".join(parts)


def _glue(before: str, line: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What goes between two lines, and the first as it is then written."""
    end, start = _BROKEN_END.search(before), _BROKEN_START.match(line)
    if end is None:
        is_broken_number = line[:1].isdigit() and _NUMBER_AND_HYPHEN.search(before)
        return ("" if is_broken_number else " "), before
    if start is None or start.group() in ("and", "or", "to"):  # "pre- and post-adoption"
        return " ", before
    if start.group()[0].islower() and vocabulary.is_one_word(end.group(1), start.group()):
        return "", before[:-1]
    return "", before
