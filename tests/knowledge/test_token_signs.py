"""Token vectors kept as signs: how near the words of a question come to a passage's."""

import resource
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.errors import IndexUnavailableError, StorageError
from knowledge.token_signs import TokenSigns, signs_of

EAST, WEST = np.ones(8, np.float32) / np.sqrt(np.float32(8)), -np.ones(8, np.float32) / np.sqrt(np.float32(8))
HALF = np.array([1, 1, 1, 1, -1, -1, -1, -1], np.float32) / np.sqrt(np.float32(8))


def tokens(*vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.array(vectors, dtype=np.float32).reshape(len(vectors), 8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [tokens(EAST, HALF), tokens(WEST), tokens()]
    TokenSigns.create(tmp_path / "signs", [signs_of(each) for each in rows])
    return tmp_path / "signs"


def test_a_bit_is_kept_of_each_dimension() -> None:
    np.testing.assert_array_equal([[0xFF], [0xF0]], signs_of(tokens(EAST, HALF)))


def test_each_row_has_its_own(folder: Path) -> None:
    signs = TokenSigns.open(folder)
    assert [2, 1, 0] == [len(signs.of_row(row)) for row in range(3)]


def test_the_mean_of_each_word_s_best_cosine(folder: Path) -> None:
    near = TokenSigns.open(folder).nearness(np.array([1, 0]), tokens(EAST, HALF))
    np.testing.assert_allclose([(-1 + 0) / 2, (1 + 1) / 2], near, atol=1e-6)


def test_a_row_without_a_word_is_as_far_as_can_be(folder: Path) -> None:
    near = TokenSigns.open(folder).nearness(np.array([2, 0, 2]), tokens(EAST))
    np.testing.assert_allclose([-1, 1, -1], near, atol=1e-6)


def test_nothing_is_near_to_no_words(folder: Path) -> None:
    signs = TokenSigns.open(folder)
    np.testing.assert_array_equal([-1, -1], signs.nearness(np.array([0, 1]), tokens()))
    assert (0,) == signs.nearness(np.array([], np.int64), tokens(EAST)).shape


def test_dimensions_that_fill_no_byte(tmp_path: Path) -> None:
    rows = [np.array([[1, -1, 1], [1, 1, 1]], np.float32), np.zeros((0, 3), np.float32)]
    TokenSigns.create(tmp_path / "signs", [signs_of(each) for each in rows])
    asked = np.array([[1, 0, 0], [0, -1, 0]], np.float32)
    near = TokenSigns.open(tmp_path / "signs").nearness(np.array([0, 1]), asked)
    np.testing.assert_allclose([1 / np.sqrt(3), -1], near, atol=1e-6)


def test_signs_order_as_whole_vectors_do() -> None:
    chance = np.random.default_rng(1)
    asked = chance.normal(size=(12, 384)).astype(np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    # Passages whose words lie nearer and nearer to the question's.
    passages = [asked + scale * chance.normal(0, 0.1, asked.shape) for scale in (4.0, 2.0, 1.0, 0.5)]
    signs = np.concatenate([signs_of(each.astype(np.float32)) for each in passages])
    near = TokenSigns(signs, np.arange(0, 60, 12)).nearness(np.arange(4), asked)
    assert sorted(near) == list(near)


@pytest.mark.parametrize("damage", ["signs.npy", "starts.npy"])
def test_a_damaged_file_is_told(folder: Path, damage: str) -> None:
    (folder / damage).write_bytes(b"damaged")
    with pytest.raises(IndexUnavailableError, match="ingest again"):
        TokenSigns.open(folder)


def test_files_of_two_editions_do_not_fit(folder: Path, tmp_path: Path) -> None:
    TokenSigns.create(tmp_path / "other", [signs_of(tokens(EAST))])
    (folder / "starts.npy").write_bytes((tmp_path / "other" / "starts.npy").read_bytes())
    with pytest.raises(IndexUnavailableError, match="cannot be read"):
        TokenSigns.open(folder)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(StorageError, match="disk full"):
            TokenSigns.create(tmp_path / "signs", [np.zeros((1000, 48), np.uint8)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    with pytest.raises(StorageError, match="could not be written"):
        TokenSigns.create(folder, [signs_of(tokens(EAST))])
