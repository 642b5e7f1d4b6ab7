"""Quotes as answers have them, and what pdfium itself says stands in the boxes that were drawn for them."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from ctypes import c_double
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from bot.units import units_of
from builders.answers import sample_version
from knowledge.domain import Passage, Version
from knowledge.passages import PassageStore
from knowledge.scanned_words import read_scanned_words
from review.page_images.box import Box
from review.page_images.image import PageImage

# Of a quote: letters that its boxes may miss, and others that they may hold, such as a footnote mark that is drawn
# into the last word, and how many they may be whatever its length.
MISSED, BEYOND = 0.02, 0.05
LEAST_MISSED, LEAST_BEYOND = 1, 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote and the passage that it is from, which has a page."""

    passage: Passage
    quote: str

    @property
    def page(self) -> int:
        """Its page's index, from 1."""
        assert self.passage.page is not None
        return self.passage.page.index


def kept(data: Path, file: Path) -> Version:
    """A PDF put among the originals of a data folder, as its version."""
    content = file.read_bytes()
    version = replace(sample_version(), sha256=sha256(content).hexdigest(), media_type="application/pdf")
    (data / "originals").mkdir(parents=True, exist_ok=True)
    (data / "originals" / version.sha256).write_bytes(content)
    return version


def quotes_of(passages: PassageStore) -> Iterator[Quoted]:
    """All that an answer could quote of an edition's PDFs: sentences, rows, and lists with what leads to them."""
    for path, version in passages.versions.items():
        if version.media_type != "application/pdf":
            continue
        own = passages.of(path)
        for passage in own:
            units = units_of(passage, lambda _, at, own=own: own[at] if 0 <= at < len(own) else None)  # type: ignore[misc]
            for unit in units:
                yield from (Quoted(each.passage, each.quote) for each in unit.quotes if each.passage == passage)


def is_scanned(originals: Path, quoted: Quoted) -> bool:
    """Whether OCR read of its page: there is then no text to compare with under some of its quotes."""
    return bool(read_scanned_words(originals / quoted.passage.version.sha256, quoted.page))


def letters(text: str) -> str:
    """Letters and digits alone, in one form."""
    return re.sub(r"[\W_]+", "", text.casefold().replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def lies_on(quote: str, under: str) -> bool:
    """Whether the letters under the boxes are the quote's, and hardly any other."""
    wanted, found = Counter(letters(quote)), Counter(letters(under))
    missed, beyond = (wanted - found).total(), (found - wanted).total()
    length = wanted.total()
    return missed <= max(LEAST_MISSED, MISSED * length) and beyond <= max(LEAST_BEYOND, BEYOND * length)


def text_under(original: Path, page: int, image: PageImage) -> str:
    """What pdfium finds in the middle of each box, led back from the image to the page by pdfium itself."""
    with (
        closing(pypdfium2.PdfDocument(original)) as document,
        closing(document[page - 1]) as opened,
        closing(opened.get_textpage()) as text,
    ):
        return " ".join(text.get_text_bounded(*_on_page(opened, image, _middle(box))) for box in image.boxes)


def poppler_text_under(original: Path, page: int, image: PageImage) -> str:
    """The words whose middle lies in a box, as poppler finds them."""
    tool = shutil.which("pdftotext")
    assert tool is not None
    run = subprocess.run(
        [tool, "-bbox", "-cropbox", "-f", str(page), "-l", str(page), str(original), "-"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    size = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', run.stdout)
    assert size is not None
    across, down = image.width / float(size[1]), image.height / float(size[2])
    pattern = r'<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)</word>'
    words = []
    for left, top, right, bottom, word in re.findall(pattern, run.stdout):
        x, y = (float(left) + float(right)) / 2 * across, (float(top) + float(bottom)) / 2 * down
        if any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in image.boxes):
            words.append(re.sub(r"&\w+;", " ", word))
    return " ".join(words)


def _middle(box: Box) -> Box:
    """The box without its edges, which touch what stands beside it."""
    thickness = min(box.width, box.height)
    inset = 0.3 * thickness
    if box.width >= box.height:
        return Box(box.left + min(2, 0.1 * box.width), box.top + inset, box.right - 2, box.bottom - inset)
    return Box(box.left + inset, box.top + min(2, 0.1 * box.height), box.right - inset, box.bottom - 2)


def _on_page(page: pypdfium2.PdfPage, image: PageImage, box: Box) -> tuple[float, float, float, float]:
    (x, y), (to_x, to_y) = (_point(page, image, *corner) for corner in ((box.left, box.top), (box.right, box.bottom)))
    return min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)


def _point(page: pypdfium2.PdfPage, image: PageImage, x: float, y: float) -> tuple[float, float]:
    across, up = c_double(), c_double()
    pdfium.FPDF_DeviceToPage(page, 0, 0, image.width, image.height, 0, round(x), round(y), across, up)
    return across.value, up.value
