"""PowerPoint slides."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pptx
from pptx.exc import PythonPptxError

from ingest.packages import sound_package
from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, PageWarning, Reading, one_line
from ingest.tables import Cell, Row, table_blocks
from knowledge.domain import PageReference

_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_PICTURES = ("}pic", "}graphicFrame")
_FEW_WORDS = 8


def read_slides(path: Path) -> Reading:
    """A PPTX file: a slide is a page; its title is the heading; speaker notes come after its text.

    A hidden slide keeps its number, is not read and is named in a warning.
    """
    with sound_package(path, "a PowerPoint file", PythonPptxError):
        presentation = pptx.Presentation(str(path))
        return _reading(list(presentation.slides), one_line(presentation.core_properties.title or ""))


def _reading(slides: Sequence[Any], title: str) -> Reading:
    read = [[] if _is_hidden(slide) else list(_slide_blocks(number, slide)) for number, slide in enumerate(slides, 1)]
    unreadable = tuple(
        number
        for number, (slide, blocks) in enumerate(zip(slides, read, strict=True), 1)
        if not _is_hidden(slide) and _has_only_pictures(slide, blocks)
    )
    warnings = tuple(
        PageWarning(number, what)
        for number, slide in enumerate(slides, 1)
        for what in _unread(slide, number in unreadable)
    )
    return Reading(
        _SLIDES, tuple(block for blocks in read for block in blocks), title, len(slides), unreadable, warnings
    )


def _is_hidden(slide: Any) -> bool:
    return slide._element.get("show") in ("0", "false")


def _unread(slide: Any, is_unreadable: bool) -> Iterator[str]:
    """What of a slide was not read."""
    if _is_hidden(slide):
        yield "a hidden slide: it was not read; show it to have it read"
        return
    if is_unreadable:
        yield "hardly any readable text: a picture, a chart or a diagram"
        return
    if any(_is_drawn(shape) for shape in _reading_order(slide.shapes)):
        yield "a chart, a diagram or an embedded file beside its text: what it says was not read"


def _is_drawn(shape: Any) -> bool:
    return bool(shape._element.tag.endswith("}graphicFrame")) and not shape.has_table


def _slide_blocks(number: int, slide: Any) -> Iterator[Block]:
    page, place, trail = PageReference(number), f"slide {number}", HeadingTrail()
    title = slide.shapes.title
    if title is not None and (text := one_line(title.text_frame.text)):
        trail.enter(1, text)
        yield Block(BlockKind.HEADING, text, trail.headings, page, place)
    for shape in _reading_order(slide.shapes):
        if title is not None and shape._element is title._element:
            continue
        if shape.has_table:
            yield from table_blocks(list(_rows(shape.table, place)), trail.headings, page)
        elif shape.has_text_frame:
            yield from _frame_blocks(shape, trail.headings, page, place)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if text := one_line(paragraph.text):
                yield Block(BlockKind.PARAGRAPH, text, (*trail.headings, "Speaker notes"), page, place)


def _rows(table: Any, place: str) -> Iterator[Row]:
    for number, row in enumerate(table.rows):
        cells = [cell for cell in row.cells if not cell.is_spanned]
        is_head = number == 0 and table.first_row
        yield Row(tuple(_cell(cell) for cell in cells), is_head, place)


def _cell(cell: Any) -> Cell:
    is_merged = cell.is_merge_origin
    return Cell(cell.text, cell.span_width if is_merged else 1, cell.span_height if is_merged else 1)


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


def _frame_blocks(shape: Any, headings: tuple[str, ...], page: PageReference, place: str) -> Iterator[Block]:
    is_body = shape.is_placeholder and shape.placeholder_format.idx == 1
    for paragraph in shape.text_frame.paragraphs:
        text = one_line(paragraph.text)
        if text and is_body:
            yield Block(BlockKind.ITEM, BULLET + text, headings, page, place)
        elif text:
            yield Block(BlockKind.PARAGRAPH, text, headings, page, place)
