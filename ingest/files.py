"""The kinds of file that are read, and their readers."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.markup import read_html, read_markdown
from ingest.office import read_slides, read_word
from ingest.pdf import read_pdf
from ingest.plain import read_text
from ingest.reading import Reading
from knowledge.errors import UnreadableFileError

READERS: Mapping[str, Callable[[Path], Reading]] = {
    ".pdf": read_pdf,
    ".docx": read_word,
    ".pptx": read_slides,
    ".html": read_html,
    ".htm": read_html,
    ".md": read_markdown,
    ".txt": read_text,
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
        raise UnreadableFileError("It holds no text.")
    return reading


def _reader(path: Path) -> Callable[[Path], Reading]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise UnreadableFileError(f"Files of type {path.suffix or '(none)'} are not read; these are: {kinds}.")
    return reader
