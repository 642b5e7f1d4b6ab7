"""The files of a corpus folder, by name and digest: what can be told without reading them."""

import hashlib
import os
import re
from pathlib import Path

from knowledge.errors import CorpusError, UnreadableFileError

_NOT_DOCUMENTS = (".toml", ".jsonl")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def corpus_files(corpus: Path, *, may_be_empty: bool = False) -> list[str]:
    """The paths of all documents below the folder, POSIX style, sorted.

    TOML and JSON Lines files describe the corpus; names that begin with "." or "_" are not part of it. Links out
    of the folder are left out: a corpus holds its own documents. A folder that cannot be opened is listed itself, so
    that it is reported. Raises CorpusError when nothing is left, unless it `may_be_empty`.
    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder {corpus}: name one with --corpus or SIGNPOST_CORPUS.")
    root = corpus.resolve()
    found, unopened = [], list[OSError]()
    for folder, subfolders, names in os.walk(root, onerror=unopened.append):
        subfolders[:] = [name for name in subfolders if name[0] not in "._"]
        paths = [Path(folder) / name for name in names if name[0] not in "._" and not name.endswith(_NOT_DOCUMENTS)]
        found += [path for path in paths if _is_own_file(path, root)]
    found += [Path(error.filename) for error in unopened]
    if not found and not may_be_empty:
        raise CorpusError(f"The corpus folder {corpus} holds no documents: put some in and ingest again.")
    return sorted(path.relative_to(root).as_posix() for path in found)


def shown_path(path: str) -> str:
    """A path that can be printed and stored whatever bytes its name is made of."""
    return _UNWRITABLE.sub("\ufffd", path)


def check_file(corpus: Path, path: str) -> None:
    """Raise UnreadableFileError for what a look at the folder tells: an odd name, or a closed folder."""
    if _UNWRITABLE.search(path):
        raise UnreadableFileError("Its name is not UTF-8, or holds a control character: rename it.")
    try:
        is_folder = (corpus / path).is_dir()
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened ({error.strerror}).") from error
    if is_folder:
        raise UnreadableFileError("This folder cannot be opened: nothing in it was read. Give it read permission.")


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
