"""One PDF page, read with pdfium: its lines and where they stand, its tables, and what it shows beside text."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.columns import has_columns_side_by_side, in_reading_order
from ingest.grid import Cell, boxes_apart, cells_of
from ingest.lines import HYPHEN_AT_LINE_END, Line
from ingest.ocr import DOTS_PER_INCH, Picture
from ingest.pdf_rulings import Drawing, drawing_of
from ingest.reading import one_line
from ingest.tables import fit_for_rows

_BOLD = 600
_FEW_RULES = 4
# Boxes that stand alone, with arrows between them: more than a form or a pair of frames has.
_BOXES_OF_A_FLOWCHART = 5
_SHAPES_OF_A_CHART = 3
_SHARE_OF_A_LOGO = 0.05
_SHARE_OF_A_FIGURE = 0.2
_WORDS_BESIDE_A_FIGURE = 250
# Letters drawn as outlines, and drawings with letters in them, take more shapes than a chart's bars do.
_SHAPES_OF_WRITING = 40
# Characters that a font without a map to Unicode gives: private use, replacement, and what is not a character.
_GARBLED = re.compile("[\ue000-\uf0a6\uf100-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_POINTS_PER_INCH = 72
# Wider a character, in heights of type, than prose is set: there is a gap somewhere.
_WIDE = 0.42
# A gap of so many heights parts columns.
_GAP = 0.8
_FEWEST_WIDE_LINES = 4
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class PageContent:
    """What was read from a page, and what a person should know of it; pictures cover the share `pictured` of it."""

    lines: list[Line]
    pictured: float = 0
    shapes: int = 0
    is_garbled: bool = False
    is_reordered: bool = False
    is_flowchart: bool = False

    @property
    def may_be_a_picture(self) -> bool:
        """Whether there may be words in what is drawn on it."""
        return self.pictured > 0 or self.shapes > _SHAPES_OF_WRITING

    @property
    def is_mostly_picture(self) -> bool:
        """Whether a picture takes the place of text, as where a flowchart has a heading and footnotes of its own."""
        words = sum(len(line.text.split()) for line in self.lines)
        return self.pictured > _SHARE_OF_A_FIGURE and words < _WORDS_BESIDE_A_FIGURE

    @property
    def is_drawn(self) -> bool:
        """Whether it shows a picture, or shapes enough for a chart."""
        return self.pictured > _SHARE_OF_A_LOGO or self.shapes >= _SHAPES_OF_A_CHART


def read_page(document: pypdfium2.PdfDocument, index: int) -> PageContent:
    """A page by its index from 0; one that pdfium cannot load is empty and counts as a picture."""
    try:
        content = _read(document, index, is_flattened=False)
        if not content.lines and document.get_formtype() != pdfium.FORMTYPE_NONE:
            return _read(document, index, is_flattened=True)
        return content
    except pypdfium2.PdfiumError:
        return PageContent([], pictured=1)


def _read(document: pypdfium2.PdfDocument, index: int, is_flattened: bool) -> PageContent:
    """A page's content; flattened, what its form's fields show is part of it."""
    page = document[index]
    try:
        if is_flattened and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
            page.close()
            page = document[index]
        text_page = page.get_textpage()
        try:
            return _content(page, text_page)
        finally:
            text_page.close()
    finally:
        page.close()


def content_of_text(text: str, content: PageContent) -> PageContent:
    """A page whose text has no place: its lines stand one under the other."""
    lines = [one_line(line) for line in text.splitlines()]
    placed = [Line(line, 0, len(line), -14 * place, 12) for place, line in enumerate(lines) if line]
    return PageContent(placed, content.pictured, content.shapes)


def is_garbled(text: str) -> bool:
    """Whether a fifth of it and more is no character that a person could read."""
    return len(_GARBLED.findall(text)) > 0.2 * len(text.strip())


def picture_of(document: pypdfium2.PdfDocument, index: int) -> Picture:
    """A page drawn as OCR likes it; a huge one smaller, an empty picture where pdfium cannot draw it."""
    try:
        page = document[index]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return Picture(Image.new("L", (1, 1)), 1)
    return Picture(image, scale)


def _content(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> PageContent:
    drawing, text = drawing_of(page), text_page.get_text_range()
    cells = cells_of(drawing.rules) if len(drawing.rules) >= _FEW_RULES else []
    lines = fit_for_rows(_lines_or_columns(text_page, text, cells))
    ordered = in_reading_order(lines)
    return PageContent(
        lines=ordered,
        pictured=drawing.pictured,
        shapes=drawing.shapes,
        is_garbled=is_garbled(text),
        is_reordered=_is_reordered(lines, ordered),
        is_flowchart=_is_flowchart(drawing, ordered),
    )


def _is_reordered(lines: Sequence[Line], ordered: Sequence[Line]) -> bool:
    """Whether more than a line at the page's edge, such as its number, was moved."""
    edges = sorted(line.baseline for line in lines)
    body = {line for line in lines if edges and edges[0] + 1 < line.baseline < edges[-1] - 1}
    return [line for line in lines if line in body] != [line for line in ordered if line in body]


def _is_flowchart(drawing: Drawing, lines: Sequence[Line]) -> bool:
    return boxes_apart(drawing.rules) >= _BOXES_OF_A_FLOWCHART and all(line.cell is None for line in lines)


def _lines_or_columns(text_page: pypdfium2.PdfTextPage, text: str, cells: Sequence[Cell]) -> list[Line]:
    """The page's lines; where pdfium took lines of neighbouring columns for one, the columns' lines."""
    lines = list(_lines(text_page, text, cells))
    if sum(line.right - line.left > _WIDE * line.height * len(line.text) for line in lines) < _FEWEST_WIDE_LINES:
        return lines
    pieces = list(_lines(text_page, text, cells, gap=_GAP))
    return pieces if has_columns_side_by_side(pieces) else lines


def _lines(
    text_page: pypdfium2.PdfTextPage, text: str, cells: Sequence[Cell], gap: float | None = None
) -> Iterator[Line]:
    """The page's lines as the file orders them, cut at the borders of cells, and at gaps of so many heights."""
    position = 0
    for line in text.split("\r\n"):
        start = position
        # pdfium writes two lines as one where a hyphen ends the first.
        for part in re.split(f"(?<={HYPHEN_AT_LINE_END})", line):
            for begin, end in _cut(text_page, part, start, cells, gap):
                yield from _line(text_page, part[begin - start : end - start], begin, cells)
            start += len(part)
        position += len(line) + 2


def _line(text_page: pypdfium2.PdfTextPage, text: str, start: int, cells: Sequence[Cell]) -> Iterator[Line]:
    clean = one_line(text.replace(HYPHEN_AT_LINE_END, "-"))
    if not clean:
        return
    first = _character_at(text_page, start + len(text) - len(text.lstrip()))
    last = _character_at(text_page, start + len(text.rstrip()) - 1)
    begins, ends = _place(text_page, first), _place(text_page, last)
    # A raised footnote mark at one end is higher and smaller than the line is.
    yield Line(
        text=clean,
        left=begins.left,
        right=ends.right,
        baseline=min(begins.baseline, ends.baseline),
        height=max(begins.height, ends.height),
        bold=all(pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD for index in (first, last)),
        cell=_cell_at(cells, begins),
        is_soft_broken=text.rstrip().endswith("\u00ad"),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    right: float
    baseline: float
    height: float


def _place(text_page: pypdfium2.PdfTextPage, character: int) -> _Place:
    """A character's left and right edge, its baseline and the height of its type, in points."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(text_page, character, box)
    pdfium.FPDFText_GetCharOrigin(text_page, character, x, y)
    return _Place(box.left, box.right, y.value, box.top - box.bottom)


def _character_at(text_page: pypdfium2.PdfTextPage, text_index: int) -> int:
    """pdfium counts characters and positions in the text differently: some characters have no text."""
    return max(0, int(pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, text_index)))


def _cell_at(cells: Sequence[Cell], place: _Place) -> Cell | None:
    x, y = (place.left + place.right) / 2, place.baseline + 0.2 * place.height
    return next((cell for cell in cells if cell.holds(x, y)), None)


def _cut(
    text_page: pypdfium2.PdfTextPage, line: str, start: int, cells: Sequence[Cell], gap: float | None
) -> list[tuple[int, int]]:
    """Where the pieces of a line begin and end in the page's text."""
    whole = [(start, start + len(line))]
    stripped = line.strip()
    if " " not in stripped or not (cells or gap):
        return whole
    lead = len(line) - len(line.lstrip())
    ends = [_place(text_page, _character_at(text_page, start + at)) for at in (lead, lead + len(stripped) - 1)]
    if cells and _cell_at(cells, ends[0]) != _cell_at(cells, ends[1]):
        return _cut_at_cells(text_page, line, start, cells)
    return _cut_at_gaps(text_page, line, start, gap) if gap else whole


def _cut_at_cells(
    text_page: pypdfium2.PdfTextPage, line: str, start: int, cells: Sequence[Cell]
) -> list[tuple[int, int]]:
    at: list[Cell | None] = []
    for offset, character in enumerate(line):
        if character.isspace() and at:
            at.append(at[-1])
        else:
            at.append(_cell_at(cells, _place(text_page, _character_at(text_page, start + offset))))
    pieces, begin = [], start
    for _, group in groupby(at):
        end = begin + sum(1 for _ in group)
        pieces.append((begin, end))
        begin = end
    return pieces


def _cut_at_gaps(text_page: pypdfium2.PdfTextPage, line: str, start: int, gap: float) -> list[tuple[int, int]]:
    cuts = [start]
    for space in re.finditer(r"(?<=\S)\s+(?=\S)", line):
        before = _place(text_page, _character_at(text_page, start + space.start() - 1))
        after = _place(text_page, _character_at(text_page, start + space.end()))
        if after.left - before.right > gap * after.height:
            cuts.append(start + space.end())
    return list(zip(cuts, [*cuts[1:], start + len(line)], strict=True))
