"""What the live edition holds that the next one need not make again: passages, vectors, and what reading gave."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath

from ingest.changes import Content
from ingest.loading import Loaded
from ingest.record import FailedFile, Record, read_record
from knowledge.domain import Version
from knowledge.editions import Editions, read_summary
from knowledge.embedded import Embedded
from knowledge.errors import IndexUnavailableError
from knowledge.passages import PassageStore
from knowledge.sizes import has_whole_files


class Live:
    """The live edition as an ingest sees it. Nothing of it is trusted that another fingerprint or model made."""

    def __init__(self, folder: Path, passages: PassageStore, embedding_model: str, fingerprint: str) -> None:
        self._folder = folder
        self._passages = passages
        # Each document and its digest, by path.
        self.contents = {path: Content(each.document, each.sha256) for path, each in self._versions.items()}
        is_same_model = read_summary(folder).embedding_model == embedding_model
        self.has_vectors = is_same_model and (folder / "signs").exists()
        record = read_record(folder)
        self.record = record if record.fingerprint == fingerprint else Record()
        self._paths = {_key(path, version.sha256): path for path, version in self._versions.items() if self._read(path)}

    @classmethod
    def open(cls, editions: Editions, embedding_model: str, fingerprint: str) -> "Live | None":
        """The live edition, or None where there is none, or it is damaged."""
        if editions.live_id is None:
            return None
        folder = editions.folder / editions.live_id
        with suppress(IndexUnavailableError):
            if has_whole_files(folder) and _is_whole_database(folder / "vectors" / "chroma.sqlite3"):
                return cls(folder, editions.open_live_passages(), embedding_model, fingerprint)
        return None

    @property
    def id(self) -> str:
        """The edition's name."""
        return self._folder.name

    @property
    def size(self) -> int:
        """How many passages it has."""
        return len(self._passages)

    @property
    def _versions(self) -> Mapping[str, Version]:
        return self._passages.versions

    def same_content(self, path: str, sha256: str) -> str | None:
        """The path under which the same bytes were read by the same reader, if they were."""
        own = self._versions.get(path)
        if own is not None and own.sha256 == sha256 and self._read(path):
            return path
        return self._paths.get(_key(path, sha256))

    def is_like(self, failed: Mapping[str, FailedFile]) -> bool:
        """Whether it was made by the same embedding model and reader as an ingest that failed to read `failed`."""
        return self.has_vectors and self.record.fingerprint != "" and self.record.failed == failed

    def title(self, path: str) -> str:
        """The title that a file of this edition gives itself."""
        return self.record.readings[path].title

    def failed(self, path: str, sha256: str) -> FailedFile | None:
        """How reading the same bytes under the same path failed, where reading them again would end the same."""
        failed = self.record.failed.get(path)
        return failed if failed is not None and failed.is_lasting and failed.sha256 == sha256 else None

    def loaded(self, path: str) -> Loaded:
        """A document of this edition, as reading it gave it."""
        return Loaded(self._versions[path], tuple(self._passages.of(path)), self.record.readings[path])

    def rows_by_digest(self) -> dict[str, int]:
        """For each text whose vector can be carried over, a row that holds it."""
        return self._passages.rows_by_digest() if self.has_vectors else {}

    def fetch_embedded(self, rows: Sequence[int]) -> list[Embedded]:
        """What it holds of each of `rows`, in that order; raises IndexUnavailableError where it is damaged or older."""
        from knowledge.exact import ExactVectors
        from knowledge.token_signs import TokenSigns

        vectors, signs = ExactVectors.open(self._folder / "exact"), TokenSigns.open(self._folder / "signs")
        return [Embedded(vectors.of_row(row), signs.of_row(row)) for row in rows]

    def close(self) -> None:
        """Let go of its files."""
        self._passages.close()

    def _read(self, path: str) -> bool:
        return path in self.record.readings


def _is_whole_database(path: Path) -> bool:
    """Whether SQLite finds no damage: an ingest must mend an edition even when no document changed."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _key(path: str, sha256: str) -> tuple[str, str]:
    """What decides the reader, and what it reads."""
    return PurePosixPath(path).suffix.lower(), sha256
