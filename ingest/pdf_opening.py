"""PDF files opened: with pdfium, or mended by pypdf where pdfium refuses; what cannot be opened named in a sentence."""

import io
from contextlib import closing
from pathlib import Path

import pypdf
import pypdfium2
from pypdf.errors import PyPdfError

from ingest.outline import OutlineEntry
from ingest.reading import one_line
from knowledge.errors import UnreadableFileError

MOST_PAGES = 20_000
_MOST_BYTES_TO_MEND = 50_000_000
_MOST_OUTLINE_ENTRIES = 5_000
# What pypdf raises on files that are broken in ways nobody thought of.
_FAULTS = (
    *(PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError),
    *(ArithmeticError, NotImplementedError, AssertionError),
)


class OpenedPdf:
    """An open file, and whether it had to be mended; `path` is where it lies."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableFileError with the cause."""
        self.path = path
        self.document, self.is_mended = _open(path)
        self._reader: pypdf.PdfReader | None = None
        if not 0 < len(self.document) <= MOST_PAGES:
            pages = len(self.document)
            self.close()
            if pages:
                raise UnreadableFileError(f"It has {pages:,} pages, more than {MOST_PAGES:,}: split it.")
            raise UnreadableFileError("It is a PDF without pages.")

    def close(self) -> None:
        """Let go of the file."""
        self.document.close()
        if self._reader is not None:
            self._reader.close()

    @property
    def title(self) -> str:
        """What the file calls itself."""
        return one_line(self.document.get_metadata_value("Title"))

    @property
    def labels(self) -> list[str | None] | None:
        """The printed number of each page where the file states them."""
        labels = [one_line(self.document.get_page_label(index)) or None for index in range(len(self.document))]
        return labels if any(labels) else None

    @property
    def outline(self) -> list[OutlineEntry]:
        """Its bookmarks that lead to a page."""
        entries = []
        for bookmark in self.document.get_toc(max_depth=6):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                entries.append(OutlineEntry(one_line(bookmark.get_title()), bookmark.level, page))
            if len(entries) >= _MOST_OUTLINE_ENTRIES:
                break
        return entries

    def other_text(self, index: int) -> str:
        """A page's text as pypdf reads it: a second opinion where pdfium finds none, or none that is words."""
        try:
            if self._reader is None:
                self._reader = pypdf.PdfReader(self.path)
            return self._reader.pages[index].extract_text()
        except _FAULTS:
            return ""


def _open(path: Path) -> tuple[pypdfium2.PdfDocument, bool]:
    try:
        return pypdfium2.PdfDocument(path), False
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFileError("It is protected by a password: put in a copy without one.") from error
        mended = _mended(path)
        if mended is None:
            raise UnreadableFileError("It is not a PDF, or it is damaged: open it and save it again.") from error
        return mended, True


def _mended(path: Path) -> pypdfium2.PdfDocument | None:
    """The file as pypdf writes it anew, where it finds pages in it."""
    if path.stat().st_size > _MOST_BYTES_TO_MEND:
        return None
    written = io.BytesIO()
    try:
        with closing(pypdf.PdfReader(path)) as reader:
            if reader.is_encrypted or not reader.pages:
                return None
            pypdf.PdfWriter(clone_from=reader).write(written)
        return pypdfium2.PdfDocument(written.getvalue())
    except (*_FAULTS, pypdfium2.PdfiumError):
        return None
