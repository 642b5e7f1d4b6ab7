"""The vectors of an edition, in real Chroma."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.errors import IndexUnavailableError
from knowledge.vectors import VectorStore

COUNT = 2500  # enough that Chroma writes its index to files, in more than one batch


def unit_vectors(count: int) -> Vectors:
    vectors = np.random.default_rng(7).normal(size=(count, 32)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


VECTORS = unit_vectors(COUNT)


def write_store(folder: Path) -> Path:
    store = VectorStore.create(folder)
    store.add(0, VECTORS)
    store.close()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("vectors") / "store")


@pytest.fixture
def store(folder: Path) -> Iterator[VectorStore]:
    store = VectorStore.open(folder)
    yield store
    store.close()


def test_finds_the_nearest_first(store: VectorStore) -> None:
    rows, similarities = store.search(VECTORS[1234], 5)
    assert 1234 == rows[0]
    assert 1 == pytest.approx(similarities[0], abs=1e-5)
    np.testing.assert_allclose(VECTORS[rows] @ VECTORS[1234], similarities, atol=1e-4)


def test_finds_no_more_than_there_are(store: VectorStore) -> None:
    assert COUNT == len(store.search(VECTORS[0], 10 * COUNT)[0])


def test_none_of_many_equal_vectors_is_lost(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "equal")
    store.add(0, np.repeat(VECTORS[:1], 150, axis=0))
    rows, similarities = store.search(VECTORS[0], 200)
    assert list(range(150)) == sorted(rows)
    np.testing.assert_allclose(np.ones(150), similarities, atol=1e-5)
    store.close()


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "empty")
    assert 0 == len(store.search(VECTORS[0], 5)[0])
    store.close()


def test_an_absent_store_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="missing"):
        VectorStore.open(tmp_path / "absent")
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: whole[: len(whole) // 2], lambda whole: b"x" * 99])
def test_a_damaged_database_is_one_error(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path)
    store.add(0, VECTORS[:50])
    store.close()
    path = tmp_path / "chroma.sqlite3"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IndexUnavailableError, match="ingest again"):
        VectorStore.open(tmp_path)


def test_an_index_that_is_gone_is_one_error(tmp_path: Path) -> None:
    write_store(tmp_path / "store")
    (path,) = (tmp_path / "store").glob("*/data_level0.bin")
    path.unlink()
    store = VectorStore.open(tmp_path / "store")
    with pytest.raises(IndexUnavailableError, match="ingest again"):
        store.search(VECTORS[0], 5)
    store.close()
