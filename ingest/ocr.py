"""Pictures of pages to lines, read by Tesseract where it is installed."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from statistics import median
from threading import BoundedSemaphore
from xml.etree import ElementTree

import pytesseract
from PIL import Image

from ingest.boxes import by_box
from ingest.lines import Line
from ingest.reading import one_line
from knowledge.scanned_words import ScannedWord

DOTS_PER_INCH = 300
INSTALL = "apt-get install tesseract-ocr"
_SECONDS_A_PAGE = 60
# Tesseract's own confidence, of 100, in a word and in a line: below, it is mostly specks and edges of pictures.
_LEAST_CONFIDENCE = 30
_LEAST_MEAN_CONFIDENCE = 50
_WIDE_GAP = 1.0
_EDGES = frozenset("|!I[]_¦") | {"||", "_|", "|_", "|_|", "[|"}
_LINE_CLASSES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
_LINES_ACROSS_BOXES = 4
_DARK = 160
_INK_OF_A_DRAWING = 0.005


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as drawn, `scale` pixels a point."""

    image: Image.Image
    scale: float


@dataclass(frozen=True, slots=True)
class PictureText:
    """What OCR found on a page: its lines, whether something is drawn beside them, as a chart, and its words."""

    lines: list[Line]
    is_drawn: bool = False
    words: tuple[ScannedWord, ...] = ()


def is_installed() -> bool:
    """Whether Tesseract is there to be asked."""
    return shutil.which(pytesseract.pytesseract.tesseract_cmd) is not None


def read_pictures(pages: Sequence[int], render: Callable[[int], Picture]) -> Mapping[int, PictureText]:
    """What stands on each page that could be read; `render` draws one at DOTS_PER_INCH.

    Pages are drawn one at a time (pdfium bears no threads) and read as many at once as there are processors.
    """
    workers = os.cpu_count() or 1
    waiting = BoundedSemaphore(2 * workers)  # a drawn page takes megabytes
    running = {}
    with ThreadPoolExecutor(workers) as pool:
        for page in pages:
            waiting.acquire()
            running[page] = pool.submit(_read, render(page))
            running[page].add_done_callback(lambda _: waiting.release())
    found = {page: future.result() for page, future in running.items()}
    return {page: text for page, text in found.items() if text.lines}


def _read(picture: Picture) -> PictureText:
    try:
        hocr = pytesseract.image_to_pdf_or_hocr(
            picture.image,
            extension="hocr",
            config=f"--dpi {max(70, round(72 * picture.scale))}",
            timeout=_SECONDS_A_PAGE,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):  # RuntimeError: it took too long
        return PictureText([])
    lines = list(_lines(hocr, picture.image.height, 1 / picture.scale))
    # Tesseract reads straight across boxes that stand side by side.
    if sum(len(pieces) > 1 for pieces in lines) >= _LINES_ACROSS_BOXES:
        placed = by_box([piece for pieces in lines for piece in pieces])
    else:
        placed = [_whole(pieces) for pieces in lines if pieces]
    return PictureText(_evened(placed), _is_drawn(picture, placed), tuple(_scanned(hocr, picture.image)))


def _scanned(hocr: bytes, image: Image.Image) -> Iterator[ScannedWord]:
    """The words with their boxes in shares of the page, in the order of Tesseract's reading."""
    for line in ElementTree.fromstring(hocr).iter():
        if line.get("class") in _LINE_CLASSES:
            for word in _words(line):
                left, top, right, bottom = word.box
                yield ScannedWord(
                    word.text, left / image.width, top / image.height, right / image.width, bottom / image.height
                )


def _is_drawn(picture: Picture, lines: Sequence[Line]) -> bool:
    """Whether there is ink beside the lines, more than specks and rules take."""
    ink = picture.image.convert("L").point(lambda shade: 255 if shade < _DARK else 0)
    for line in lines:
        top = picture.image.height - (line.baseline + line.height) * picture.scale
        low = picture.image.height - (line.baseline - 0.4 * line.height) * picture.scale
        ink.paste(0, (int(line.left * picture.scale), int(top), int(line.right * picture.scale), int(low)))
    return ink.histogram()[255] > _INK_OF_A_DRAWING * picture.image.width * picture.image.height


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    confidence: float
    box: tuple[float, ...]


def _lines(hocr: bytes, height: int, scale: float) -> Iterator[list[Line]]:
    """The lines of Tesseract's hOCR, in points from the lower left, each as the pieces between wide gaps.

    `scale` is points a pixel.
    """
    for element in ElementTree.fromstring(hocr).iter():
        if element.get("class") not in _LINE_CLASSES:
            continue
        _, _, _, low = _box(element)
        size = float(_named("x_size", element) or 0) * scale
        baseline = (height - low - float(_named("baseline -?[\\d.]+", element) or 0)) * scale
        words = [replace(word, left=word.left * scale, right=word.right * scale) for word in _words(element)]
        yield [
            Line(" ".join(word.text for word in piece), piece[0].left, piece[-1].right, baseline, size)
            for piece in _pieces(words, size)
            if _is_writing(piece)
        ]


def _words(line: ElementTree.Element) -> Iterator[_Word]:
    for word in line.iter():
        if word.get("class") == "ocrx_word":
            left, _, right, _ = box = _box(word)
            confidence = float(_named("x_wconf", word) or 0)
            text = one_line("".join(word.itertext()))
            if text and confidence >= _LEAST_CONFIDENCE:
                yield _Word(text, left, right, confidence, box)


def _box(element: ElementTree.Element) -> tuple[float, ...]:
    found = re.search(r"bbox (\d+) (\d+) (\d+) (\d+)", element.get("title", ""))
    return tuple(map(float, found.groups())) if found else (0.0, 0.0, 0.0, 0.0)


def _named(name: str, element: ElementTree.Element) -> str | None:
    found = re.search(rf"{name} (-?[\d.]+)", element.get("title", ""))
    return found.group(1) if found else None


def _pieces(words: Sequence[_Word], size: float) -> list[list[_Word]]:
    """The words of a line, parted at gaps wider than those between words, and at edges of boxes taken for strokes."""
    pieces: list[list[_Word]] = []
    for word in words:
        if pieces and pieces[-1] and word.left - pieces[-1][-1].right <= _WIDE_GAP * size and word.text not in _EDGES:
            pieces[-1].append(word)
        else:
            pieces.append([] if word.text in _EDGES else [word])
    return [piece for piece in pieces if piece]


def _is_writing(words: Sequence[_Word]) -> bool:
    """Whether a piece is more than the specks, edges and slanting type that Tesseract takes for letters."""
    return sum(word.confidence for word in words) / len(words) >= _LEAST_MEAN_CONFIDENCE and any(
        sum(map(str.isalnum, word.text)) > 1 for word in words
    )


def _whole(pieces: Sequence[Line]) -> Line:
    return replace(pieces[0], text=" ".join(piece.text for piece in pieces), right=pieces[-1].right)


def _evened(lines: Sequence[Line]) -> list[Line]:
    """The lines with one height for those of nearly one height: a line without tall letters measures smaller."""
    evened: list[Line] = []
    heights = sorted(line.height for line in lines)
    for line in lines:
        near = [height for height in heights if abs(height - line.height) <= 0.2 * line.height]
        evened.append(replace(line, height=median(near)))
    return evened
