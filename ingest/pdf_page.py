"""One PDF page, read with pdfium: its lines and where they stand, its tables, and what it shows beside text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.columns import in_reading_order
from ingest.grid import Rule, boxes_apart
from ingest.lines import Line
from ingest.ocr import DOTS_PER_INCH, Picture
from ingest.pdf_rulings import Drawing, drawing_of
from ingest.pdf_tables import fit_for_rows
from ingest.pdf_text import PageText
from ingest.reading import one_line

# Boxes that stand alone, with arrows between them: more than a form or a pair of frames has.
_BOXES_OF_A_FLOWCHART = 5
_SHAPES_OF_A_CHART = 3
_SHARE_OF_A_LOGO = 0.05
_SHARE_OF_A_FIGURE = 0.2
_WORDS_BESIDE_A_FIGURE = 250
_WORDS_OVER_A_FIGURE = 30
# Letters drawn as outlines, and drawings with letters in them, take more shapes than a chart's bars do.
_SHAPES_OF_WRITING = 40
# Characters that a font without a map to Unicode gives: private use, replacement, and what is not a character.
_GARBLED = re.compile("[\ue000-\uf0a6\uf100-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_POINTS_PER_INCH = 72
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
    words_over_pictures: int = 0

    @property
    def may_be_a_picture(self) -> bool:
        """Whether there may be words in what is drawn on it."""
        return self.pictured > 0 or self.shapes > _SHAPES_OF_WRITING

    @property
    def is_mostly_picture(self) -> bool:
        """Whether a picture takes the place of text, as where a flowchart has a heading and footnotes of its own.

        A scan that has been read before has its text over the picture: it needs no second reading.
        """
        words = sum(len(line.text.split()) for line in self.lines)
        is_beside = words < _WORDS_BESIDE_A_FIGURE and self.words_over_pictures < _WORDS_OVER_A_FIGURE
        return self.pictured > _SHARE_OF_A_FIGURE and is_beside

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
    drawing = drawing_of(page)
    text = PageText(text_page, drawing.rules)
    lines = fit_for_rows(text.lines())
    ordered = in_reading_order(lines)
    return PageContent(
        lines=ordered,
        pictured=drawing.pictured,
        shapes=drawing.shapes,
        is_garbled=is_garbled(text.text),
        is_reordered=_is_reordered(lines, ordered),
        is_flowchart=_is_flowchart(drawing, ordered),
        words_over_pictures=sum(len(line.text.split()) for line in lines if _is_over(line, drawing.pictures)),
    )


def _is_over(line: Line, pictures: Sequence[Rule]) -> bool:
    return any(
        box.left <= line.left and line.right <= box.right and box.low <= line.baseline <= box.high for box in pictures
    )


def _is_reordered(lines: Sequence[Line], ordered: Sequence[Line]) -> bool:
    """Whether more than a line at the page's edge, such as its number, was moved."""
    edges = sorted(line.baseline for line in lines)
    body = {line for line in lines if edges and edges[0] + 1 < line.baseline < edges[-1] - 1}
    return [line for line in lines if line in body] != [line for line in ordered if line in body]


def _is_flowchart(drawing: Drawing, lines: Sequence[Line]) -> bool:
    return boxes_apart(drawing.rules) >= _BOXES_OF_A_FLOWCHART and all(line.cell is None for line in lines)
