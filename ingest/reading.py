"""What reading a file gives: blocks in reading order, whatever the format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.domain import PageReference
from knowledge.scanned_words import ScannedWord

# All control characters but those that are white space.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\ufffe\uffff\ud800-\udfff]")


class BlockKind(StrEnum):
    """What a block is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row: one line of text, without a line break.

    A bulleted item begins with "• ". The cells of a row are joined by " | ", and its column heads are the
    last of its headings. `place` is for formats without pages, and for those with another word for them: "slide 3".
    """

    kind: BlockKind
    text: str
    headings: tuple[str, ...] = ()
    page: PageReference | None = None
    place: str = ""


class WarningKind(StrEnum):
    """What a warning is about: stable words that a program can group by."""

    UNREADABLE = "unreadable page"
    CHART_ONLY = "chart or picture only"
    HEADING_ONLY = "heading without a body"
    READ_BY_OCR = "read by OCR"
    CONTENTS_LIST = "contents list"
    RUNNING_LINE = "repeated line"
    READING_ORDER = "reading order"
    REPAIRED = "repaired"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PageWarning:
    """Something a person should know of a page; `page` is its index from 1, None for the whole file."""

    page: int | None
    what: str
    kind: WarningKind = WarningKind.OTHER


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's blocks, with its own title where it states one.

    `scanned` are the words of the pages that were read by OCR, by page index from 1.
    """

    media_type: str
    blocks: tuple[Block, ...]
    title: str = ""
    page_count: int | None = None
    unreadable_pages: tuple[int, ...] = ()
    warnings: tuple[PageWarning, ...] = ()
    scanned: Mapping[int, tuple[ScannedWord, ...]] = field(default_factory=dict)


class HeadingTrail:
    """The headings above the place where reading stands."""

    def __init__(self) -> None:
        self._levels: list[tuple[float, str]] = []

    def enter(self, level: float, text: str) -> None:
        """Come to a heading; a smaller `level` is a higher heading, and ends those at or below it."""
        self._levels = [(above, title) for above, title in self._levels if above < level]
        self._levels.append((level, text))

    @property
    def headings(self) -> tuple[str, ...]:
        """From the highest to the nearest."""
        return tuple(title for _, title in self._levels)


BULLET = "• "


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and without what is not seen.

    Control characters and lone surrogates cannot be stored (PostgreSQL refuses NUL); a soft hyphen cuts a word in two.
    """
    return " ".join(_UNSEEN.sub("", text).split())
