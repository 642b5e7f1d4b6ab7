"""The passages of an edition, in real SQLite."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from builders.answers import sample_passage, sample_version
from knowledge.domain import Document, Passage, Version
from knowledge.errors import IndexUnavailableError, StorageError
from knowledge.passages import PassageStore

BARE = Version(Document("bare", "bare.txt", "Bare"), "a" * 64, "text/plain", None, (), sample_version().ingested_at, "")
PASSAGES = [
    *(sample_passage(ordinal=n) for n in range(1200)),
    Passage(BARE, 0, "é “quoted”\n𝒳", 0, 12, place="paragraph 1"),
]
DIGESTS = [f"{row:064x}" for row in range(len(PASSAGES))]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("passages") / "odd ?#% name.db"
    PassageStore.create(path, [sample_version(), BARE], PASSAGES, DIGESTS).close()
    return path


def test_gives_back_what_was_written(path: Path) -> None:
    with closing(PassageStore.open(path)) as store:
        assert len(PASSAGES) == len(store)
        assert PASSAGES == store.fetch(range(len(PASSAGES)))
        assert {"procedures/bruising.pdf": sample_version(), "bare.txt": BARE} == store.versions


def test_fetches_in_the_order_asked_for(path: Path) -> None:
    with closing(PassageStore.open(path)) as store:
        assert [PASSAGES[1199], PASSAGES[2], PASSAGES[1199]] == store.fetch([1199, 2, 1199])
        assert [] == store.fetch([])


def test_finds_the_passage_at_a_place(path: Path) -> None:
    with closing(PassageStore.open(path)) as store:
        assert PASSAGES[7] == store.at("procedures/bruising.pdf", 7)
        assert store.at("procedures/bruising.pdf", 1200) is None
        assert store.at("absent.pdf", 0) is None


def test_gives_the_passages_of_a_document_in_their_order(path: Path) -> None:
    with closing(PassageStore.open(path)) as store:
        assert PASSAGES[:1200] == store.of("procedures/bruising.pdf")
        assert [] == store.of("absent.pdf")


def test_counts_by_document_and_names_rows_by_digest(path: Path) -> None:
    with closing(PassageStore.open(path)) as store:
        assert {"procedures/bruising.pdf": 1200, "bare.txt": 1} == store.count_by_path()
        assert 1200 == store.rows_by_digest()[DIGESTS[1200]]


def test_a_published_store_cannot_be_written(path: Path) -> None:
    with closing(PassageStore.open(path)) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._connection.execute("DELETE FROM passages")


def spoil_file(path: Path) -> None:
    path.write_bytes(b"not a database" * 99)


def drop_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE passages; DROP TABLE versions")


def add_unknown_field(path: Path) -> None:
    """As a later release might write it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        (written,) = connection.execute("SELECT document FROM versions WHERE path = 'bare.txt'").fetchone()
        document = json.dumps({**json.loads(written), "colour": "red"})
        connection.execute("UPDATE versions SET document = ? WHERE path = 'bare.txt'", [document])


def spoil_document(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE versions SET document = '{'")


def test_an_edition_from_before_there_were_places_can_still_answer(tmp_path: Path) -> None:
    path = tmp_path / "passages.db"
    PassageStore.create(path, [BARE], [PASSAGES[-1]], ["a"]).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("ALTER TABLE passages DROP COLUMN place")
    with closing(PassageStore.open(path)) as store:
        assert [replace(PASSAGES[-1], place="")] == store.fetch([0])
        assert replace(PASSAGES[-1], place="") == store.at("bare.txt", 0)


def test_a_missing_file_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="cannot be read: ingest again"):
        PassageStore.open(tmp_path / "absent.db")
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", [spoil_file, drop_tables, add_unknown_field, spoil_document])
def test_a_damaged_file_is_one_error(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "passages.db"
    PassageStore.create(path, [sample_version(), BARE], PASSAGES[:3], DIGESTS[:3]).close()
    damage(path)
    with pytest.raises(IndexUnavailableError, match="cannot be read: ingest again"):
        PassageStore.open(path)


def test_damage_found_later_is_the_same_error(tmp_path: Path) -> None:
    path = tmp_path / "passages.db"
    PassageStore.create(path, [BARE], [], []).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE passages")
    with closing(PassageStore.open(path)) as store, pytest.raises(IndexUnavailableError):
        store.fetch([0])


def test_two_versions_at_one_path_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written"):
        PassageStore.create(tmp_path / "passages.db", [BARE, BARE], [], [])
