"""PDF files, read with pdfium: the text and where it stands on its page."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.layout import Layout, Line, lay_out
from ingest.reading import PageWarning, Reading, one_line
from knowledge.errors import UnreadableFileError

# Pages with more lines than this have text to speak for them; looking for pictures on all would be slow.
_FEW_LINES = 12
_PATHS_OF_A_FRAME = 10
_BOLD = 600
_HYPHEN_AT_LINE_END = "\ufffe"


def read_pdf(path: Path) -> Reading:
    """A PDF's text page by page; pages that are pictures are reported as unreadable."""
    document = _open(path)
    try:
        title, labels = one_line(document.get_metadata_value("Title")), _labels(document)
        read = [_read_page(document, index) for index in range(len(document))]
    finally:
        document.close()
    pages = [lines for lines, _ in read]
    pictured = {page for page, (_, is_pictured) in enumerate(read, 1) if is_pictured}
    layout = lay_out(pages, labels)
    unreadable = tuple(page for page in layout.scant_pages if page in pictured or not pages[page - 1])
    if len(unreadable) == len(pages):
        raise UnreadableFileError("No page has text: it is a scan. Put in a version with text.")
    shown_title = _title_if_shown(title, pages)
    warnings = tuple(_warnings(layout, unreadable))
    return Reading("application/pdf", layout.blocks, shown_title, len(pages), unreadable, warnings)


def _warnings(layout: Layout, unreadable: Sequence[int]) -> Iterator[PageWarning]:
    for page in unreadable:
        yield PageWarning(page, "hardly any readable text: a picture, a chart or a scan")
    for page in layout.contents_pages:
        yield PageWarning(page, "a contents list: not searched")
    for line in layout.running_lines:
        yield PageWarning(None, f"left out, as it is repeated on its pages: {line}")


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFileError("It is protected by a password: put in a copy without one.") from error
        raise UnreadableFileError("It is not a PDF, or it is damaged: open it and save it again.") from error
    if len(document) == 0:
        document.close()
        raise UnreadableFileError("It is a PDF without pages.")
    return document


def _labels(document: pypdfium2.PdfDocument) -> list[str | None] | None:
    """The printed number of each page where the file states them."""
    labels = [one_line(document.get_page_label(index)) or None for index in range(len(document))]
    return labels if any(labels) else None


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[list[Line], bool]:
    """A page's lines and whether it is pictured; a page that cannot be loaded counts as a picture."""
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], True
    try:
        lines = _lines(text_page)
        return lines, len(lines) <= _FEW_LINES and _is_pictured(page)
    finally:
        text_page.close()
        page.close()


def _is_pictured(page: pypdfium2.PdfPage) -> bool:
    """Whether it shows an image, or is drawn with more lines than a frame needs."""
    kinds = Counter(item.type for item in page.get_objects(max_depth=2))
    return kinds[pdfium.FPDF_PAGEOBJ_IMAGE] > 0 or kinds[pdfium.FPDF_PAGEOBJ_PATH] > _PATHS_OF_A_FRAME


def _lines(text_page: pypdfium2.PdfTextPage) -> list[Line]:
    lines, position = [], 0
    for text in text_page.get_text_range().split("\r\n"):
        clean = one_line(text.replace(_HYPHEN_AT_LINE_END, "-"))
        if clean:
            first = _character_at(text_page, position + len(text) - len(text.lstrip()))
            last = _character_at(text_page, position + len(text.rstrip()) - 1)
            lines.append(_line(text_page, clean, first, last))
        position += len(text) + 2
    return lines


def _character_at(text_page: pypdfium2.PdfTextPage, text_index: int) -> int:
    """pdfium counts characters and positions in the text differently: some characters have no text."""
    return max(0, int(pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, text_index)))


def _line(text_page: pypdfium2.PdfTextPage, text: str, first: int, last: int) -> Line:
    (left, _, low, height), (_, right, other_low, other_height) = (_place(text_page, each) for each in (first, last))
    bold = all(pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD for index in (first, last))
    # A raised footnote mark at one end is higher and smaller than the line is.
    return Line(text, left, right, min(low, other_low), max(height, other_height), bold)


def _place(text_page: pypdfium2.PdfTextPage, character: int) -> tuple[float, float, float, float]:
    """A character's left and right edge, its baseline and the height of its type, in points."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(text_page, character, box)
    pdfium.FPDFText_GetCharOrigin(text_page, character, x, y)
    return box.left, box.right, y.value, box.top - box.bottom


def _title_if_shown(title: str, pages: list[list[Line]]) -> str:
    """The file's own title unless its first pages never say it: then a template or a converter wrote it."""
    shown = {word for lines in pages[:3] for line in lines for word in re.findall(r"\w+", line.text.lower())}
    words = re.findall(r"\w+", title.lower())
    return title if words and sum(word in shown for word in words) >= 0.7 * len(words) else ""
