"""Vectors of passages and their sentences: what is written is what is compared."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import IndexUnavailableError, StorageError
from knowledge.exact import ExactVectors, Half

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def half(*vectors: list[float]) -> Half:
    return np.array(vectors, dtype=np.float16)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ExactVectors.create(tmp_path / "exact", [half(EAST, NORTH, EAST), half(NORTH), half(EAST, NORTH)])
    return tmp_path / "exact"


def test_a_row_has_its_whole_and_its_sentences(folder: Path) -> None:
    vectors = ExactVectors.open(folder)
    assert [3, 1, 2] == [len(vectors.of_row(row)) for row in range(3)]
    assert [EAST, NORTH] == vectors.of_row(2).tolist()


def test_the_nearest_sentence_counts_and_the_whole_where_there_is_none(folder: Path) -> None:
    wholes, nearest = ExactVectors.open(folder).cosines(np.array([2, 1, 0]), np.array(NORTH, dtype=np.float32))
    assert ([0.0, 1.0, 0.0], [1.0, 1.0, 1.0]) == (wholes.tolist(), nearest.tolist())


def test_no_rows_no_cosines(folder: Path) -> None:
    wholes, nearest = ExactVectors.open(folder).cosines(np.array([], np.int64), np.array(NORTH, dtype=np.float32))
    assert (0, 0) == (len(wholes), len(nearest))


@pytest.mark.parametrize("name", ["vectors.npy", "starts.npy"])
@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", None])
def test_damaged_files_say_what_to_do(folder: Path, name: str, content: bytes | None) -> None:
    (folder / name).unlink() if content is None else (folder / name).write_bytes(content)
    with pytest.raises(IndexUnavailableError, match="ingest again"):
        ExactVectors.open(folder)


def test_files_of_two_editions_are_refused(folder: Path, tmp_path: Path) -> None:
    ExactVectors.create(tmp_path / "other", [half(EAST)])
    (tmp_path / "other" / "starts.npy").replace(folder / "starts.npy")
    with pytest.raises(IndexUnavailableError):
        ExactVectors.open(folder)


def test_what_cannot_be_written_is_a_sentence(folder: Path) -> None:
    with pytest.raises(StorageError, match="disk full"):
        ExactVectors.create(folder, [half(EAST)])
