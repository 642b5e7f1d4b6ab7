"""PDF files: pages read with pdfium, pictures of pages by OCR, all laid out to blocks."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from ingest import ocr
from ingest.layout import Layout, lay_out
from ingest.lines import Line
from ingest.ocr import PictureText
from ingest.outline import with_outline
from ingest.pdf_opening import OpenedPdf
from ingest.pdf_page import PageContent, content_of_text, is_garbled, picture_of, read_page
from ingest.pdf_warnings import PageFindings, page_warnings
from ingest.reading import Reading
from knowledge.errors import UnreadableFileError
from knowledge.scanned_words import ScannedWord

_WORDS_WORTH_READING = 5
_WORDS_OF_A_VOCABULARY = 500


def read_pdf(path: Path) -> Reading:
    """A PDF's text page by page; scans are read by OCR, and what cannot be read is reported.

    Raises UnreadableFileError with the cause.
    """
    opened = OpenedPdf(path)
    try:
        title, labels, outline = opened.title, opened.labels, opened.outline
        pages = [_truer(opened, index) for index in range(len(opened.document))]
        layout = lay_out(with_outline([page.lines for page in pages], outline), labels)
        pictured = frozenset(_pictured(pages, layout))
        read, scanned = _read_pictures(opened, pages, pictured)
    finally:
        opened.close()
    if read:
        pages = [read.get(page, content) for page, content in enumerate(pages, 1)]
        layout = lay_out(with_outline([page.lines for page in pages], outline), labels)
    if not any(page.lines for page in pages):
        raise UnreadableFileError(_without_text(bool(pictured)))
    found = PageFindings(pages, layout, pictured, frozenset(read), opened.is_mended)
    shown_title = _title_if_shown(title, pages)
    warnings = tuple(page_warnings(found))
    return Reading("application/pdf", layout.blocks, shown_title, len(pages), found.unreadable, warnings, scanned)


def _truer(opened: OpenedPdf, index: int) -> PageContent:
    """A page as pdfium reads it, or as pypdf does where that gives words and pdfium none."""
    content = read_page(opened.document, index)
    if (content.lines and not content.is_garbled) or content.is_mostly_picture:
        return content
    other = opened.other_text(index)
    return content_of_text(other, content) if _words(other) and not is_garbled(other) else content


def _pictured(pages: Sequence[PageContent], layout: Layout) -> list[int]:
    """The pages, by index from 1, whose words are in pictures if anywhere."""
    scant = set(layout.scant_pages)
    return [
        page
        for page, content in enumerate(pages, 1)
        if content.is_garbled or content.is_mostly_picture or (page in scant and content.may_be_a_picture)
    ]


def _read_pictures(
    opened: OpenedPdf, pages: Sequence[PageContent], pictured: frozenset[int]
) -> tuple[dict[int, PageContent], dict[int, tuple[ScannedWord, ...]]]:
    """What OCR adds to these pages, where it adds words, and where it read them."""
    if not pictured or not ocr.is_installed():
        return {}, {}
    found = ocr.read_pictures(sorted(pictured), lambda page: picture_of(opened.document, page - 1))
    known = {word for page in pages if not page.is_garbled for line in page.lines for word in _words(line.text)}
    if len(known) < _WORDS_OF_A_VOCABULARY:
        known = set()
    added = {page: _with_picture(pages[page - 1], text, known) for page, text in found.items()}
    read = {page: content for page, content in added.items() if content is not None}
    return read, {page: found[page].words for page in read}


def _with_picture(content: PageContent, text: PictureText, known: Collection[str]) -> PageContent | None:
    """The page with the lines of its picture that its own text does not hold; None where they add nothing.

    `known` are the words that the rest of the file uses, where those are many: a line of others is no writing.
    """
    own = [] if content.is_garbled else content.lines
    new = [line for line in text.lines if not any(_is_same(line, each) for each in own) and _is_known(line, known)]
    if sum(len(_words(line.text)) for line in new) < _WORDS_WORTH_READING:
        return None
    top = max(line.baseline for line in new)
    above = [line for line in own if line.baseline >= top]
    below = [line for line in own if line.baseline < top]
    # A scan covers all of its page: what is left beside the text read from it says whether there is a picture.
    pictured = float(text.is_drawn)
    return replace(content, lines=[*above, *new, *below], pictured=pictured, is_garbled=False)


def _is_known(line: Line, known: Collection[str]) -> bool:
    words = _words(line.text)
    return not known or sum(word in known for word in words) > 0.5 * len(words)


def _is_same(line: Line, own: Line) -> bool:
    """Whether OCR read a line that the page holds as text."""
    is_near = abs(line.baseline - own.baseline) < 2 * own.height
    return is_near and len({*_words(line.text)} & {*_words(own.text)}) >= 0.5 * len(_words(line.text))


def _without_text(is_pictured: bool) -> str:
    if not is_pictured:
        return "It holds no text: its pages are empty."
    if not ocr.is_installed():
        return f"No page has text: it is a scan. Install Tesseract to have it read: {ocr.INSTALL}."
    return "No page has text: it is a scan in which OCR finds no words. Put in a version with text."


def _title_if_shown(title: str, pages: Sequence[PageContent]) -> str:
    """The file's own title unless its first pages never say it: then a template or a converter wrote it."""
    shown = {word for page in pages[:3] for line in page.lines for word in _words(line.text)}
    words = _words(title)
    return title if words and sum(word in shown for word in words) >= 0.7 * len(words) else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
