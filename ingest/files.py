"""The kinds of file that are read, and their readers."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.excel import read_old_workbook, read_workbook
from ingest.legacy import read_old_slides, read_old_word
from ingest.mail import read_mail, read_outlook
from ingest.markup import read_html, read_markdown
from ingest.opendocument import read_opendocument
from ingest.pdf import read_pdf
from ingest.plain import read_text
from ingest.reading import Reading
from ingest.rich_text import read_rich_text
from ingest.separated import read_csv
from ingest.slides import read_slides
from ingest.word import read_word
from knowledge.errors import UnreadableFileError

READERS: Mapping[str, Callable[[Path], Reading]] = {
    ".pdf": read_pdf,
    ".docx": read_word,
    ".doc": read_old_word,
    ".odt": read_opendocument,
    ".rtf": read_rich_text,
    ".pptx": read_slides,
    ".pptm": read_slides,
    ".ppt": read_old_slides,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_old_workbook,
    ".csv": read_csv,
    ".html": read_html,
    ".htm": read_html,
    ".md": read_markdown,
    ".txt": read_text,
    ".eml": read_mail,
    ".msg": read_outlook,
}

MOST_BYTES = 500_000_000


def check_kind(path: str) -> None:
    """Raise UnreadableFileError for a file of a kind that is not read, told by its name alone."""
    _reader(Path(path))


def read_file(path: Path) -> Reading:
    """Read a file by its kind; raises UnreadableFileError with the cause."""
    reader = _reader(path)
    try:
        size = path.stat().st_size
        if size == 0:
            raise UnreadableFileError("It is empty (0 bytes).")
        if size > MOST_BYTES:
            raise UnreadableFileError(f"It is larger than {MOST_BYTES // 1_000_000} MB: split it.")
        reading = reader(path)
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened ({error.strerror or error}).") from error
    if not any(block.text.strip() for block in reading.blocks):
        seen = f" that can be read: {reading.warnings[0].what}" if reading.warnings else ""
        raise UnreadableFileError(f"It holds no text{seen}.")
    return reading


def _reader(path: Path) -> Callable[[Path], Reading]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise UnreadableFileError(f"Files of type {path.suffix or '(none)'} are not read; these are: {kinds}.")
    return reader
