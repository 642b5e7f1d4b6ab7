"""The ingested files as they were, each under its SHA-256, so that a citation can be opened years later."""

import shutil
from contextlib import suppress
from pathlib import Path

from ingest.listing import digest
from knowledge.errors import StorageError, UnreadableFileError
from knowledge.scanned_words import sweep_scanned_words

_PARTIAL = "incoming.partial"


def sweep_originals(originals: Path) -> None:
    """Remove what a killed ingest left half copied, and what was kept beside an original that is gone."""
    with suppress(OSError):
        (originals / _PARTIAL).unlink()
    sweep_scanned_words(originals)


def keep_original(file: Path, originals: Path) -> str:
    """Keep a copy of a file unless there is one; returns its SHA-256, 64 hex digits.

    The digest is that of the copy: a file that changes meanwhile is never kept under a name that is not its own.
    Raises StorageError when the folder cannot be written.
    """
    sha256 = digest(file)
    return sha256 if (originals / sha256).exists() else _copy(file, originals)


def _copy(file: Path, originals: Path) -> str:
    try:
        source = file.open("rb")
    except OSError as error:
        raise UnreadableFileError(f"It cannot be opened ({error.strerror}).") from error
    partial = originals / _PARTIAL
    try:
        with source:
            originals.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as target:
                shutil.copyfileobj(source, target)
        sha256 = digest(partial)
        partial.replace(originals / sha256)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise StorageError(f"The originals could not be kept in {originals} ({error.strerror}).") from error
    return sha256
