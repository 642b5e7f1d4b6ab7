"""The characters of a page with their boxes on its image: those that pdfium finds, and those that OCR read."""

import ctypes
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.scanned_words import ScannedWord
from review.page_images.box import Box

# More than a page can show: a file made to waste time.
_MOST_CHARACTERS = 60_000
_PARTS_OF_A_PIXEL = 64
# What OCR's boxes, which end where the ink does, are given above and below, in their heights: as much as fonts ask for.
_ROOM = 0.2
# Some fonts claim to be far higher than they are drawn.
_MOST_HEIGHTS = 3.5


class PageCharacters:
    """All characters of a page, as `characters`; `width` and `height` are its image's, in pixels."""

    def __init__(
        self,
        page: pypdfium2.PdfPage,
        text: pypdfium2.PdfTextPage,
        scanned: Sequence[ScannedWord],
        width: int,
        height: int,
    ) -> None:
        self._page = page
        self._text = text
        self._size = width, height
        count = min(pdfium.FPDFText_CountChars(text), _MOST_CHARACTERS)
        self._own = [chr(pdfium.FPDFText_GetUnicode(text, index)) for index in range(max(0, count))]
        # A space after each word, of which nothing has a box.
        letters = [(letter, word, place) for word in scanned for place, letter in enumerate(f"{word.text} ")]
        self._read = letters[:_MOST_CHARACTERS]
        self.characters = [*self._own, " ", *(letter for letter, _, _ in self._read)]

    def box(self, character: int) -> Box | None:
        """The box of one of `characters`, in pixels; None where nothing is drawn of it."""
        if character < len(self._own):
            return self._own_box(character)
        if character == len(self._own):
            return None
        _, word, place = self._read[character - len(self._own) - 1]
        return self._part(word, place)

    def _own_box(self, character: int) -> Box | None:
        tight = self._tight(character)
        loose = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(self._text, character, loose):
            box = self._on_image(loose.left, loose.bottom, loose.right, loose.top)
            if box is not None and (tight is None or _is_about(box, tight)):
                return box
        return tight

    def _tight(self, character: int) -> Box | None:
        left, right, low, high = (ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetCharBox(self._text, character, left, right, low, high):
            return None
        return self._on_image(left.value, low.value, right.value, high.value)

    def _on_image(self, left: float, low: float, right: float, high: float) -> Box | None:
        """A box in points of the page, whichever way it is turned and cropped, as a box of its image."""
        (x, y), (to_x, to_y) = self._pixel(left, high), self._pixel(right, low)
        box = Box(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
        return box if box.width > 0 and box.height > 0 else None

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height = (_PARTS_OF_A_PIXEL * side for side in self._size)
        pdfium.FPDF_PageToDevice(self._page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _PARTS_OF_A_PIXEL, down.value / _PARTS_OF_A_PIXEL

    def _part(self, word: ScannedWord, place: int) -> Box | None:
        """A letter's share of its word's box."""
        if place >= len(word.text):
            return None
        width, height = self._size
        left, step = word.left * width, (word.right - word.left) * width / len(word.text)
        room = _ROOM * (word.bottom - word.top) * height
        return Box(
            left + place * step, word.top * height - room, left + (place + 1) * step, word.bottom * height + room
        )  # fmt: skip


def _is_about(loose: Box, tight: Box) -> bool:
    """Whether a box with the room that its font asks for lies around what is drawn, and not far beyond it."""
    across = min(loose.right, tight.right) - max(loose.left, tight.left)
    down = min(loose.bottom, tight.bottom) - max(loose.top, tight.top)
    return across > 0 and down > 0 and max(loose.width, loose.height) <= _MOST_HEIGHTS * max(tight.width, tight.height)
