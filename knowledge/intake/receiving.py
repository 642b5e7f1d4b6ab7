"""A file that comes in piece by piece: it is stored and counted, and never opened."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from types import TracebackType

from knowledge.corpus_names import file_name
from knowledge.endings import HEAD_BYTES, ending_of, is_of_kind
from knowledge.errors import IntakeError, StorageError
from knowledge.intake.store import DOCUMENT, IntakeStore


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may be put in: in bytes a file, and in bytes and open requests a person."""

    file_bytes: int = 50_000_000
    person_bytes: int = 500_000_000
    person_requests: int = 50


class Incoming:
    """One file on its way in. Left without `finish`, nothing of it stays."""

    def __init__(self, store: IntakeStore, given_name: str, allowance: Allowance) -> None:
        """Raises IntakeError for a name that a document should not have."""
        self.name = file_name(given_name)
        self._store = store
        self._allowance = allowance
        self._ending = ending_of(self.name)
        self._digest = hashlib.sha256()
        self._size = 0
        self._head = b""
        self._folder = store.incoming()
        self._file = (self._folder / f"{DOCUMENT}{self._ending}").open("xb")

    def __enter__(self) -> "Incoming":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def write(self, piece: bytes) -> None:
        """Take the next piece; raises IntakeError as soon as the file is too large or not of its kind."""
        self._size += len(piece)
        if self._size > self._allowance.file_bytes:
            raise IntakeError(f"It is larger than {self._allowance.file_bytes / 1_000_000:g} MB: split it.")
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self._check_kind()
        self._digest.update(piece)
        try:
            self._file.write(piece)
        except OSError as error:
            raise StorageError(f"There is no room for this file ({error.strerror}): tell your maintainer.") from error

    def finish(self, by: str, replaces: str = "") -> str:
        """The file is whole: make a request of it and return its id; raises IntakeError where it is not taken."""
        if not self._size:
            raise IntakeError("It is empty (0 bytes).")
        self._check_kind()
        if replaces and ending_of(replaces) != self._ending:
            raise IntakeError(f"It is to replace {replaces}, and a {self._ending} file cannot: put it in as a new one.")
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise StorageError(f"There is no room for this file ({error.strerror}): tell your maintainer.") from error
        allowance = self._allowance
        values = {"name": self.name, "sha256": self._digest.hexdigest(), "size": self._size, "replaces": replaces}
        return self._store.begin(self._folder, by, allowance.person_requests, allowance.person_bytes, **values)

    def drop(self) -> None:
        """Remove what has come in, unless it is a request by now."""
        try:
            self._file.close()
        except OSError:  # what could not be written need not be
            pass
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _check_kind(self) -> None:
        if not is_of_kind(self._head, self._ending):
            raise IntakeError(f"Its content is not that of a {self._ending} file: save it again in that format.")
