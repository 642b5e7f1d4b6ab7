"""Word documents and PowerPoint slides."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

import docx
import pptx
from docx.opc.exceptions import PackageNotFoundError as WordPackageError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError
from pptx.exc import PackageNotFoundError as SlidesPackageError

from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, PageWarning, Reading, one_line, table_rows
from knowledge.domain import PageReference
from knowledge.errors import UnreadableFileError

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_NOT_A_PACKAGE = (WordPackageError, SlidesPackageError, BadZipFile, LxmlError, KeyError, ValueError, AttributeError)
_MOST_UNPACKED_BYTES = 500_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What holds the text of a paragraph. Deleted and moved words, and text boxes, are not part of its sentence.
_BREAKS = {f"{_W}tab", f"{_W}br", f"{_W}cr"}
_NOT_SENTENCE = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}object"}
_WRAPPERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"}
_PICTURES = ("}pic", "}graphicFrame")
_FEW_WORDS = 8


def read_word(path: Path) -> Reading:
    """A DOCX file's body: headings by style, list items, tables. It has no pages of its own."""
    document = _open(docx.Document, path, "Word document")
    body = getattr(document.element, "body", None)
    if body is None:
        raise UnreadableFileError("It is a Word document without a body: open it and save it again.")
    trail, blocks = HeadingTrail(), []
    for part in _parts(body):
        if part.tag == f"{_W}tbl":
            blocks += table_rows(_word_rows(Table(part, document)), trail.headings)
        else:
            blocks += _word_paragraph(Paragraph(part, document), trail)
    boxes = next(body.iter(f"{_W}txbxContent"), None)
    warnings = () if boxes is None else (PageWarning(None, "it has text boxes: what stands in them was not read"),)
    return Reading(_WORD, tuple(blocks), one_line(document.core_properties.title or ""), warnings=warnings)


def read_slides(path: Path) -> Reading:
    """A PPTX file: a slide is a page; its title is the heading; speaker notes come after its text."""
    presentation = _open(pptx.Presentation, path, "PowerPoint file")
    title, slides = one_line(presentation.core_properties.title or ""), list(presentation.slides)
    read = [list(_slide_blocks(number, slide)) for number, slide in enumerate(slides, 1)]
    unreadable = tuple(n for n, slide in enumerate(slides, 1) if _has_only_pictures(slide, read[n - 1]))
    warnings = tuple(PageWarning(n, "hardly any readable text: a picture, a chart or a diagram") for n in unreadable)
    blocks = tuple(block for slide_blocks in read for block in slide_blocks)
    return Reading(_SLIDES, blocks, title, len(slides), unreadable, warnings)


def _open(opener: Callable[[str], Any], path: Path, what: str) -> Any:
    try:
        _check_unpacked_size(path)
        return opener(str(path))
    except _NOT_A_PACKAGE as error:
        raise UnreadableFileError(f"It is not a {what}, or it is damaged: open it and save it again.") from error


def _check_unpacked_size(path: Path) -> None:
    """Refuse a file whose parts unpack to more than memory should hold, whatever its own size."""
    if is_zipfile(path):
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED_BYTES:
                raise UnreadableFileError(f"It unpacks to more than {_MOST_UNPACKED_BYTES // 1_000_000} MB: split it.")


def _parts(body: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body or a cell, those in content controls and insertions among them."""
    for element in body:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _parts(element)


def _text(element: Any) -> str:
    """All text that a paragraph shows, in whatever element its runs stand."""
    if element.tag in _NOT_SENTENCE:
        return ""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag == f"{_W}noBreakHyphen":
        return "-"
    return " " if element.tag in _BREAKS else "".join(map(_text, element))


def _word_rows(table: Table) -> list[list[str]]:
    """The cells of each row: one merged across columns once, one merged across rows in each of them."""
    rows = [{id(cell._tc): cell._tc for cell in row.cells} for row in table.rows]
    return [[_cell_text(cell, table) for cell in cells.values()] for cells in rows]


def _cell_text(cell: Any, table: Table) -> str:
    texts = []
    for part in _parts(cell):
        if part.tag == f"{_W}tbl":
            texts += [text for row in _word_rows(Table(part, table)) for text in row]
        else:
            texts.append(_text(part))
    return " ".join(texts)


def _word_paragraph(paragraph: Paragraph, trail: HeadingTrail) -> list[Block]:
    text = one_line(_text(paragraph._p))
    if not text:
        return []
    style = (paragraph.style.name if paragraph.style is not None else None) or ""
    level = 0 if style == "Title" else _heading_level(style)
    if level is not None:
        trail.enter(level, text)
        return [Block(BlockKind.HEADING, text, trail.headings)]
    if _is_listed(paragraph, style):
        return [Block(BlockKind.ITEM, BULLET + text, trail.headings)]
    return [Block(BlockKind.PARAGRAPH, text, trail.headings)]


def _heading_level(style: str) -> int | None:
    match = re.fullmatch(r"Heading (\d)", style)
    return int(match.group(1)) if match else None


def _is_listed(paragraph: Paragraph, style: str) -> bool:
    properties = paragraph._p.pPr
    return style.startswith("List") or (properties is not None and properties.numPr is not None)


def _slide_blocks(number: int, slide: Any) -> Iterator[Block]:
    page, trail = PageReference(number), HeadingTrail()
    title = slide.shapes.title
    if title is not None and (text := one_line(title.text_frame.text)):
        trail.enter(1, text)
        yield Block(BlockKind.HEADING, text, trail.headings, page)
    for shape in _reading_order(slide.shapes):
        if title is not None and shape._element is title._element:
            continue
        if shape.has_table:
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            yield from table_rows(rows, trail.headings, page)
        elif shape.has_text_frame:
            yield from _frame_blocks(shape, trail.headings, page)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if text := one_line(paragraph.text):
                yield Block(BlockKind.PARAGRAPH, text, (*trail.headings, "Speaker notes"), page)


def _reading_order(shapes: Any) -> list[Any]:
    """Left to right within a band of the slide, then down; the members of a group in its place."""
    ordered = sorted(shapes, key=lambda shape: ((shape.top or 0) // 500_000, shape.left or 0))
    members = (_reading_order(shape.shapes) if hasattr(shape, "shapes") else [shape] for shape in ordered)
    return [member for group in members for member in group]


def _has_only_pictures(slide: Any, blocks: list[Block]) -> bool:
    """Whether a slide says hardly anything beside its title, and shows a picture, a chart or nothing at all."""
    words = sum(len(block.text.split()) for block in blocks if block.kind != BlockKind.HEADING)
    shapes = _reading_order(slide.shapes)
    is_pictured = any(shape._element.tag.endswith(_PICTURES) and not shape.has_table for shape in shapes)
    return words < _FEW_WORDS and (is_pictured or not blocks)


def _frame_blocks(shape: Any, headings: tuple[str, ...], page: PageReference) -> Iterator[Block]:
    is_body = shape.is_placeholder and shape.placeholder_format.idx == 1
    for paragraph in shape.text_frame.paragraphs:
        text = one_line(paragraph.text)
        if text and is_body:
            yield Block(BlockKind.ITEM, BULLET + text, headings, page)
        elif text:
            yield Block(BlockKind.PARAGRAPH, text, headings, page)
