"""Pictures of pages to lines, read by Tesseract where it is installed."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from xml.etree import ElementTree

import pytesseract
from PIL import Image

from ingest.lines import Line
from ingest.reading import one_line

DOTS_PER_INCH = 300
INSTALL = "apt-get install tesseract-ocr"
_SECONDS_A_PAGE = 60
# Tesseract's own confidence in a word, of 100: below, it is mostly specks and edges of pictures.
_LEAST_CONFIDENCE = 30
_NUMBER = r"(-?[\d.]+)"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as drawn, `scale` pixels a point."""

    image: Image.Image
    scale: float


def is_installed() -> bool:
    """Whether Tesseract is there to be asked."""
    return shutil.which(pytesseract.pytesseract.tesseract_cmd) is not None


def read_pictures(pages: Sequence[int], render: Callable[[int], Picture]) -> Mapping[int, list[Line]]:
    """The lines of each page that could be read; `render` draws one at DOTS_PER_INCH.

    Pages are drawn one at a time (pdfium bears no threads) and read as many at once as there are processors.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # one page a processor is faster than one page on all
    with ThreadPoolExecutor(max(1, len(os.sched_getaffinity(0)))) as pool:
        running = {page: pool.submit(_read, render(page)) for page in pages}
        found = {page: future.result() for page, future in running.items()}
    return {page: lines for page, lines in found.items() if lines}


def _read(picture: Picture) -> list[Line]:
    try:
        hocr = pytesseract.image_to_pdf_or_hocr(
            picture.image, extension="hocr", config=f"--dpi {max(70, round(72 * picture.scale))}", timeout=_SECONDS_A_PAGE
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):  # RuntimeError: it took too long
        return []
    return _evened(list(_lines(hocr, picture.image.height, 1 / picture.scale)))


def _lines(hocr: bytes, height: int, scale: float) -> Iterator[Line]:
    """The lines of Tesseract's hOCR, in points from the lower left; `scale` is points a pixel."""
    for element in ElementTree.fromstring(hocr).iter():
        if element.get("class") not in ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"):
            continue
        text = " ".join(_words(element))
        title = element.get("title", "")
        box = re.search(rf"bbox {_NUMBER} {_NUMBER} {_NUMBER} {_NUMBER}", title)
        if not text or box is None:
            continue
        left, top, right, low = map(float, box.groups())
        size = re.search(rf"x_size {_NUMBER}", title)
        type_height = float(size.group(1)) if size else low - top
        rise = re.search(rf"baseline {_NUMBER} {_NUMBER}", title)
        baseline = height - low - (float(rise.group(2)) if rise else 0)
        yield Line(text, left * scale, right * scale, baseline * scale, type_height * scale)


def _words(line: ElementTree.Element) -> Iterator[str]:
    for word in line.iter():
        if word.get("class") == "ocrx_word":
            confidence = re.search(rf"x_wconf {_NUMBER}", word.get("title", ""))
            text = one_line("".join(word.itertext()))
            if text and (confidence is None or float(confidence.group(1)) >= _LEAST_CONFIDENCE):
                yield text


def _evened(lines: Sequence[Line]) -> list[Line]:
    """The lines with one height for those of nearly one height: a line without tall letters measures smaller."""
    evened: list[Line] = []
    heights = sorted(line.height for line in lines)
    for line in lines:
        near = [height for height in heights if abs(height - line.height) <= 0.2 * line.height]
        evened.append(Line(line.text, line.left, line.right, line.baseline, median(near)))
    return evened
