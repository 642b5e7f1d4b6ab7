"""What stands on the pages of a generated PDF: the blocks of a source as flowables."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import Image, KeepTogether, ListFlowable, ListItem, PageBreak, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from builders.corpus_source import (
    NOTICE,
    Block,
    Bullets,
    Callout,
    Directive,
    Heading,
    Paragraph,
    Source,
    Spans,
    Table,
)

BLUE = HexColor("#1F3A5F")
_PALE, _YELLOW, _RULE = HexColor("#E8EEF5"), HexColor("#FFF4D6"), HexColor("#9FB3C8")
_TILES_IN_A_ROW = 3

_BODY = ParagraphStyle("Body", fontName="Helvetica", fontSize=10.5, leading=14.5, spaceAfter=6)
_SMALL = ParagraphStyle("Cell", parent=_BODY, fontSize=9, leading=11.5, spaceAfter=0)
_CELL_HEAD = ParagraphStyle("CellHead", parent=_SMALL, fontName="Helvetica-Bold", textColor=white)
_FIGURE = ParagraphStyle("Figure", fontName="Helvetica-Bold", fontSize=26, leading=32, textColor=BLUE)
_SUBTITLE = ParagraphStyle("Subtitle", parent=_BODY, fontSize=13, leading=18, spaceAfter=8)
_CAPTION = ParagraphStyle("Caption", parent=_BODY, fontSize=12.5, leading=16)
_LARGE = ParagraphStyle("Large", parent=_BODY, fontSize=14.5, leading=20, spaceAfter=9)
_TITLE = ParagraphStyle("Title", fontName="Helvetica-Bold", fontSize=24, leading=30, textColor=BLUE)
_COVER_TITLE = ParagraphStyle("CoverTitle", parent=_TITLE, fontSize=38, leading=46)
_HEADINGS = {
    1: ParagraphStyle("Heading1", parent=_TITLE, fontSize=16, leading=20, spaceBefore=12, spaceAfter=6),
    2: ParagraphStyle("Heading2", parent=_TITLE, fontSize=12.5, leading=16, spaceBefore=8, spaceAfter=4),
}
_PAGE_HEADING = ParagraphStyle("Heading1", parent=_TITLE, spaceAfter=12)


def flowables(source: Source, has_cover: bool, width: float) -> list[Any]:
    """The whole document, `width` points wide."""
    made = list(_cover(source, width) if has_cover else _title_block(source, width))
    for block in source.blocks:
        if has_cover and isinstance(block, Heading) and block.level == 1:
            made += [PageBreak(), Text(escape(block.text), _PAGE_HEADING)]
        else:
            made += _flowables_of(block, source, width, _LARGE if has_cover else _BODY)
    return list(_with_headings_kept(made))


def _cover(source: Source, width: float) -> Iterator[Any]:
    yield Spacer(1, 3 * cm)
    yield Text(escape(source.title), _COVER_TITLE)
    yield Spacer(1, 0.6 * cm)
    yield Text(escape(source.subtitle), _LARGE)
    yield Text(escape(f"{source.publisher}. {source.version}."), _LARGE)
    yield Spacer(1, 1 * cm)
    yield _box([f"<b>{NOTICE}.</b> Follow your own partnership’s procedures."], width, _LARGE)


def _title_block(source: Source, width: float) -> Iterator[Any]:
    yield Text(escape(source.title), _TITLE)
    yield Spacer(1, 4)
    yield Text(escape(source.subtitle), _SUBTITLE)
    yield Text(escape(f"{source.publisher}. {source.version}."), _BODY)
    yield _box([f"<b>{NOTICE}.</b> Follow your own partnership’s procedures."], width, _BODY)


def _with_headings_kept(made: list[Any]) -> Iterator[Any]:
    """Tie each heading in the running text to what follows, so that none ends a page."""
    waiting: list[Any] = []
    for flowable in made:
        if getattr(flowable, "style", None) in _HEADINGS.values():
            waiting.append(flowable)
        elif waiting:
            yield KeepTogether([*waiting, flowable])
            waiting = []
        else:
            yield flowable


def _flowables_of(block: Block, source: Source, width: float, body: ParagraphStyle) -> list[Any]:
    match block:
        case Heading():
            return [Text(escape(block.text), _HEADINGS[block.level])]
        case Paragraph():
            return [Text(_markup(block.spans), body)]
        case Callout():
            return [_box([_markup(spans) for spans in block.paragraphs], width, body), Spacer(1, 6)]
        case Bullets():
            return [_list(block, body)]
        case Table():
            return [_table(block, width), Spacer(1, 8)]
        case Directive():
            return [_directive(block, source, width)]


def _directive(block: Directive, source: Source, width: float) -> Any:
    match block.name:
        case "tiles":
            return KeepTogether([_tiles([line.split(" | ", 1) for line in block.lines], width), Spacer(1, 10)])
        case "picture":
            # As bytes: of a path the PDF would hold a digest, and so depend on the folder.
            picture = BytesIO((source.folder / block.lines[0]).read_bytes())
            return Image(picture, width=width, height=width * 0.52)
        case "contents":
            style = ParagraphStyle("Contents", parent=_BODY, fontSize=14, leading=23)
            return TableOfContents(levelStyles=[style], dotsMinLevel=0)
    raise ValueError(f"a PDF cannot show {block.name}")


def _markup(spans: Spans) -> str:
    return "".join(f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text) for span in spans)


def _box(paragraphs: list[str], width: float, style: ParagraphStyle) -> Any:
    look = [("BACKGROUND", (0, 0), (-1, -1), _YELLOW), ("BOX", (0, 0), (-1, -1), 0.7, _RULE)]
    return Grid([[[Text(text, style) for text in paragraphs]]], colWidths=[width], style=look)


def _list(block: Bullets, body: ParagraphStyle) -> Any:
    items = [ListItem(Text(_markup(item), body)) for item in block.items]
    if block.ordered:
        return ListFlowable(items, bulletType="1", bulletFormat="%s.", leftIndent=22, bulletFontSize=body.fontSize)
    # The sign comes out of the PDF as text from the Symbol font, as a control code from Helvetica.
    return ListFlowable(
        items,
        bulletType="bullet",
        start="•",
        bulletFontName="Symbol",
        bulletFontSize=body.fontSize,
        leftIndent=16,
    )


def _table(block: Table, width: float) -> Any:
    heads, *rows = block.rows
    cells = [[Text(_markup(spans), _CELL_HEAD) for spans in heads]]
    cells += [[Text(_markup(spans), _SMALL) for spans in row] for row in rows]
    look = [
        ("BACKGROUND", (0, 0), (-1, 0), BLUE),
        ("BACKGROUND", (0, 1), (0, -1), _PALE),
        ("GRID", (0, 0), (-1, -1), 0.7, _RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Grid(cells, colWidths=[width / len(heads)] * len(heads), style=look, repeatRows=1, splitInRow=0)


def _tiles(pairs: list[list[str]], width: float) -> Any:
    tiles: list[Any] = [[Text(escape(figure), _FIGURE), Text(escape(what), _CAPTION)] for figure, what in pairs]
    tiles += [""] * (-len(tiles) % _TILES_IN_A_ROW)
    rows = [tiles[first : first + _TILES_IN_A_ROW] for first in range(0, len(tiles), _TILES_IN_A_ROW)]
    look = [
        ("BACKGROUND", (0, 0), (-1, -1), _PALE),
        ("INNERGRID", (0, 0), (-1, -1), 6, white),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
    ]
    return Grid(rows, colWidths=[width / _TILES_IN_A_ROW] * _TILES_IN_A_ROW, style=look)
