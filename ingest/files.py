"""The files of a corpus folder and their readers."""

import hashlib
import os
import re
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
from knowledge.errors import CorpusError, UnreadableFileError

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
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def corpus_files(corpus: Path) -> list[str]:
    """The paths of all documents below the folder, POSIX style, sorted.

    TOML files describe the corpus; names that begin with "." or "_" are not part of it. Links out of the folder
    are left out: a corpus holds its own documents. A folder that cannot be opened is listed itself, so that it is
    reported. Raises CorpusError when nothing is left.
    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder {corpus}: name one with --corpus or SIGNPOST_CORPUS.")
    root = corpus.resolve()
    found, unopened = [], list[OSError]()
    for folder, subfolders, names in os.walk(root, onerror=unopened.append):
        subfolders[:] = [name for name in subfolders if name[0] not in "._"]
        paths = [Path(folder) / name for name in names if name[0] not in "._" and not name.endswith(".toml")]
        found += [path for path in paths if _is_own_file(path, root)]
    found += [Path(error.filename) for error in unopened]
    if not found:
        raise CorpusError(f"The corpus folder {corpus} holds no documents: put some in and ingest again.")
    return sorted(path.relative_to(root).as_posix() for path in found)


def shown_path(path: str) -> str:
    """A path that can be printed and stored whatever bytes its name is made of."""
    return _UNWRITABLE.sub("\ufffd", path)


def check_file(corpus: Path, path: str) -> None:
    """Raise UnreadableFileError for what a look at the folder tells: an odd name, a closed folder, another kind."""
    if _UNWRITABLE.search(path):
        raise UnreadableFileError("Its name is not UTF-8, or holds a control character: rename it.")
    try:
        is_folder = (corpus / path).is_dir()
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened ({error.strerror}).") from error
    if is_folder:
        raise UnreadableFileError("This folder cannot be opened: nothing in it was read. Give it read permission.")
    _reader(corpus / path)


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


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, 64 hex digits; raises UnreadableFileError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened ({error.strerror or error}).") from error


def _is_own_file(path: Path, root: Path) -> bool:
    try:
        return path.is_file() and path.resolve().is_relative_to(root)
    except OSError:  # it cannot even be looked at: reading it says why
        return True


def _reader(path: Path) -> Callable[[Path], Reading]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise UnreadableFileError(f"Files of type {path.suffix or '(none)'} are not read; these are: {kinds}.")
    return reader
