"""The passages of an edition and the versions they come from, in one SQLite file that is written once."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from weakref import finalize

from knowledge.domain import Authority, Document, PageReference, Passage, Version
from knowledge.errors import IndexUnavailableError, StorageError

_SCHEMA = """
CREATE TABLE versions (
    path TEXT PRIMARY KEY, document TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL,
    page_count INTEGER, unreadable_pages TEXT NOT NULL, ingested_at TEXT NOT NULL, ingested_by TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, path TEXT NOT NULL REFERENCES versions, ordinal INTEGER NOT NULL,
    text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, headings TEXT NOT NULL,
    page_index INTEGER, page_printed TEXT, place TEXT NOT NULL, embedded_digest TEXT NOT NULL
);
CREATE INDEX passages_by_place ON passages (path, ordinal);
CREATE INDEX passages_by_digest ON passages (embedded_digest);
"""
_COLUMNS = "row, path, ordinal, text, start, end, headings, page_index, page_printed, place"
_AT_ONCE = 500
# Passages that are kept after they were read: about 2 KB each.
_KEPT = 4096


class PassageStore:
    """Passages by row number: the same number as in the vectors and the keyword index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # Those that are kept open between requests are closed with the last who used them.
        finalize(self, connection.close)
        self._lock = Lock()
        self.versions = {version.document.path: version for version in self._versions()}
        # Editions published before passages had a place can still answer.
        known = {record[1] for record in self._select("PRAGMA table_info(passages)")}
        self._columns = _COLUMNS if "place" in known else _COLUMNS.replace("place", "''")
        # What stands beside a hit is asked for again and again, and nothing of an edition changes.
        self._at = lru_cache(maxsize=_KEPT)(self._read_at)

    @classmethod
    def create(
        cls, path: Path, versions: Iterable[Version], passages: Sequence[Passage], digests: Sequence[str]
    ) -> "PassageStore":
        """Write all versions and passages; `digests[i]` names the text that was embedded for `passages[i]`."""
        connection = sqlite3.connect(path, check_same_thread=False)
        try:
            connection.executescript(_SCHEMA)
            with connection:
                connection.executemany(
                    "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_version_row, versions)
                )
                connection.executemany(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (_passage_row(row, passage, digests[row]) for row, passage in enumerate(passages)),
                )
        except sqlite3.DatabaseError as error:
            connection.close()
            raise StorageError(f"The passages could not be written to {path} ({error}).") from error
        return cls(connection)

    @classmethod
    def open(cls, path: Path) -> "PassageStore":
        """Open read-only; raises IndexUnavailableError when it is missing or damaged."""
        connection = None
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            return cls(connection)
        except (sqlite3.Error, IndexUnavailableError, ValueError, KeyError, TypeError) as error:
            if connection is not None:
                connection.close()
            raise IndexUnavailableError(f"The passages in {path} cannot be read: ingest again.") from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __len__(self) -> int:
        return int(self._select("SELECT count(*) FROM passages")[0][0])

    def fetch(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of `rows`, in that order."""
        found = {}
        for start in range(0, len(rows), _AT_ONCE):
            part = [int(row) for row in rows[start : start + _AT_ONCE]]
            marks = ",".join("?" * len(part))
            for record in self._select(f"SELECT {self._columns} FROM passages WHERE row IN ({marks})", part):
                found[record[0]] = self._passage(record)
        return [found[int(row)] for row in rows]

    def paths_of(self, rows: Sequence[int]) -> list[str]:
        """The paths of the documents that `rows` are of, in that order."""
        return [self._paths[self._document_of_row[row]] for row in rows]

    def at(self, path: str, ordinal: int) -> Passage | None:
        """The passage at one place of a document."""
        found = self._at(path, ordinal)
        return found[1] if found else None

    def row_of(self, passage: Passage) -> int:
        """The row of a passage of this edition; raises KeyError for one of another."""
        found = self._at(passage.version.document.path, passage.ordinal)
        if found is None:
            raise KeyError(passage.id)
        return found[0]

    def of(self, path: str) -> list[Passage]:
        """All passages of one document, in order."""
        query = f"SELECT {self._columns} FROM passages WHERE path = ? ORDER BY ordinal"
        return [self._passage(record) for record in self._select(query, [path])]

    def rows_by_digest(self) -> dict[str, int]:
        """For each text that was embedded, a row that holds its vector."""
        return dict(self._select("SELECT embedded_digest, row FROM passages"))

    def count_by_path(self) -> dict[str, int]:
        """How many passages each document has."""
        return dict(self._select("SELECT path, count(*) FROM passages GROUP BY path"))

    @cached_property
    def _paths(self) -> list[str]:
        return list(self.versions)

    @cached_property
    def _document_of_row(self) -> "array[int]":
        """For each row the place of its document's path: four bytes a passage, so that none need be fetched for it."""
        places = {path: place for place, path in enumerate(self._paths)}
        return array("I", (places[path] for (path,) in self._select("SELECT path FROM passages ORDER BY row")))

    def _versions(self) -> list[Version]:
        return [_version_from_row(record) for record in self._select("SELECT * FROM versions ORDER BY path")]

    def _read_at(self, path: str, ordinal: int) -> tuple[int, Passage] | None:
        query = f"SELECT {self._columns} FROM passages WHERE path = ? AND ordinal = ?"
        records = self._select(query, [path, ordinal])
        return (records[0][0], self._passage(records[0])) if records else None

    def _passage(self, record: Sequence[object]) -> Passage:
        _, path, ordinal, text, start, end, headings, index, printed, place = record
        return Passage(
            version=self.versions[str(path)],
            ordinal=int(str(ordinal)),
            text=str(text),
            start=int(str(start)),
            end=int(str(end)),
            headings=tuple(json.loads(str(headings))),
            page=None if index is None else PageReference(int(str(index)), None if printed is None else str(printed)),
            place=str(place),
        )

    def _select(self, query: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        # One connection serves all threads: SQLite's own lock does not cover a Python cursor.
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexUnavailableError(f"The passages of this edition cannot be read ({error}).") from error


def _version_row(version: Version) -> tuple[object, ...]:
    document = json.dumps(asdict(version.document), default=date.isoformat)
    pages = json.dumps(version.unreadable_pages)
    at = version.ingested_at.isoformat()
    return (
        version.document.path, document, version.sha256, version.media_type,
        version.page_count, pages, at, version.ingested_by,
    )  # fmt: skip


def _version_from_row(record: Sequence[str]) -> Version:
    _, document, sha256, media_type, page_count, unreadable, at, by = record
    return Version(
        document=document_from_json(json.loads(document)),
        sha256=sha256,
        media_type=media_type,
        page_count=None if page_count is None else int(page_count),
        unreadable_pages=tuple(json.loads(unreadable)),
        ingested_at=datetime.fromisoformat(at),
        ingested_by=by,
    )


def document_from_json(values: dict[str, object]) -> Document:
    """A document from what `dataclasses.asdict` made of it, dates as ISO text."""
    fields = dict(values)
    for key in ("effective_on", "review_by"):
        fields[key] = date.fromisoformat(str(fields[key])) if fields[key] else None
    for key in ("supersedes", "audience"):
        fields[key] = tuple(fields[key])  # type: ignore[arg-type]
    fields["authority"] = Authority(str(fields["authority"]))
    return Document(**fields)  # type: ignore[arg-type]


def _passage_row(row: int, passage: Passage, digest: str) -> tuple[object, ...]:
    page = passage.page
    headings = json.dumps(passage.headings)
    return (
        row, passage.version.document.path, passage.ordinal, passage.text, passage.start, passage.end, headings,
        page.index if page else None, page.printed if page else None, passage.place, digest,
    )  # fmt: skip
