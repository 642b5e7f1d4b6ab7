"""One page of a PDF drawn with its quotes marked: what the drawing process does with each task."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.scanned_words import read_scanned_words
from review.page_images.box import Box, line_boxes
from review.page_images.characters import PageCharacters
from review.page_images.finding import quoted_characters
from review.page_images.image import PageImage
from review.page_images.letters import Letters
from review.page_images.marking import encoded, marked

# Of the shorter side. At 1100 pixels A4 is drawn at 133 to the inch: the smallest notes can be read.
_SHORT_SIDE = 1100
_MOST_SIDE = 8000
_MOST_PIXELS = 3_000_000
_MOST_SCALE = 6.0


@dataclass(frozen=True, slots=True)
class Task:
    """A page to draw, by its index from 1, and the quotes to mark on it with the texts they may be from."""

    original: Path
    page: int
    quotes: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A page that could not be drawn: a clause that says why."""

    reason: str


def draw(task: Task) -> PageImage | Undrawn:
    """Draw it; whatever a broken file leads to is an answer, not an error."""
    try:
        with _opened(task) as page:
            return _drawn(page, task)
    except pypdfium2.PdfiumError as error:
        return Undrawn(f"pdfium: {error}")
    except (OSError, ValueError, MemoryError) as error:
        return Undrawn(type(error).__name__)


@contextmanager
def _opened(task: Task) -> Iterator[pypdfium2.PdfPage]:
    with closing(pypdfium2.PdfDocument(task.original)) as document:
        if not 1 <= task.page <= len(document):
            raise pypdfium2.PdfiumError("there is no such page")
        page = document[task.page - 1]
        if _has_filled_form_alone(document, page):
            # Flattened, what a form's fields show is part of the page, as when it was read.
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[task.page - 1]
        with closing(page):
            yield page


def _has_filled_form_alone(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> bool:
    if document.get_formtype() == pdfium.FORMTYPE_NONE:
        return False
    with closing(page.get_textpage()) as text:
        return not text.get_text_range().strip()


def _drawn(page: pypdfium2.PdfPage, task: Task) -> PageImage:
    scale = _scale(*page.get_size())
    image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    found = _boxes(page, task, image.width, image.height) if task.quotes else []
    boxes = tuple(dict.fromkeys(box for boxes in found for box in boxes))
    content, media_type = encoded(marked(image, boxes))
    return PageImage(content, media_type, image.width, image.height, boxes, bool(found) and all(found))


def _scale(width: float, height: float) -> float:
    """Pixels a point, so that the page is as large as a screen can show, and never larger than memory bears."""
    short, long = sorted((max(1.0, width), max(1.0, height)))
    return min(_SHORT_SIDE / short, sqrt(_MOST_PIXELS / (short * long)), _MOST_SIDE / long, _MOST_SCALE)


def _boxes(page: pypdfium2.PdfPage, task: Task, width: int, height: int) -> list[list[Box]]:
    """The boxes of each quote, a box a line; none for a quote that is not found."""
    scanned = read_scanned_words(task.original, task.page)
    with closing(page.get_textpage()) as text:
        characters = PageCharacters(page, text, scanned, width, height)
        letters = Letters.of(characters.characters)
        found = []
        for quote in task.quotes:
            places = quoted_characters(quote, task.passages, characters.characters, letters)
            drawn = [box for box in map(characters.box, places) if box is not None]
            rounded = (box.rounded(width, height) for box in line_boxes(drawn))
            found.append([box for box in rounded if box.width > 0 and box.height > 0])
    return found
