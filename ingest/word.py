"""Word documents."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph

from ingest.packages import sound_package
from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, Reading, one_line
from ingest.tables import table_blocks
from ingest.word_notes import Notes, unread_parts
from ingest.word_numbering import WordNumbering
from ingest.word_tables import rows_of
from ingest.word_text import W, boxes_of, parts_of, text_of
from knowledge.errors import UnreadableFileError

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_word(path: Path) -> Reading:
    """A DOCX file's body: headings by style, list items, tables, text boxes, and its notes at the end.

    It has no pages of its own: places count the paragraphs that are not empty, and the tables.
    """
    with sound_package(path, "a Word document", PythonDocxError, OpcError):
        document = docx.Document(str(path))
        body = getattr(document.element, "body", None)
        if body is None:
            raise UnreadableFileError("It is a Word document without a body: open it and save it again.")
        blocks, title = tuple(_Body(document).blocks(body)), one_line(document.core_properties.title or "")
        return Reading(_WORD, blocks, title, warnings=tuple(unread_parts(document)))


class _Body:
    """A document that is read from its beginning: where reading stands, and the notes it has come by."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._trail = HeadingTrail()
        self._notes = Notes(document.part)
        self._numbering = WordNumbering(document.part)
        self._paragraphs = self._tables = 0

    def blocks(self, body: Any) -> Iterator[Block]:
        """The blocks of the body in order, then the notes in the order of their marks."""
        yield from self._flow(body)
        yield from self._notes.blocks()

    def _flow(self, body: Any) -> Iterator[Block]:
        for part in parts_of(body):
            if part.tag == f"{W}tbl":
                self._tables += 1
                yield from table_blocks(rows_of(part, f"table {self._tables}"), self._trail.headings)
                self._notes.come_by(part, self._trail.headings)
                continue
            yield from self._paragraph(Paragraph(part, self._document))
            self._notes.come_by(part, self._trail.headings)
            for box in boxes_of(part):
                yield from self._flow(box)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        text = one_line(text_of(paragraph._p))
        if not text:
            return
        mark = self._numbering.mark(paragraph)
        text = f"{mark} {text}" if mark else text
        self._paragraphs += 1
        place = f"paragraph {self._paragraphs}"
        style = (paragraph.style.name if paragraph.style is not None else None) or ""
        level = 0 if style == "Title" else _heading_level(style)
        if level is not None:
            self._trail.enter(level, text)
            yield Block(BlockKind.HEADING, text, self._trail.headings, place=place)
        elif mark:
            yield Block(BlockKind.ITEM, text, self._trail.headings, place=place)
        elif _is_listed(paragraph, style):
            yield Block(BlockKind.ITEM, BULLET + text, self._trail.headings, place=place)
        else:
            yield Block(BlockKind.PARAGRAPH, text, self._trail.headings, place=place)


def _heading_level(style: str) -> int | None:
    match = re.fullmatch(r"Heading (\d)", style)
    return int(match.group(1)) if match else None


def _is_listed(paragraph: Paragraph, style: str) -> bool:
    properties = paragraph._p.pPr
    return style.startswith("List") or (properties is not None and properties.numPr is not None)
