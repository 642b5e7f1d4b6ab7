"""The words of scans, kept beside their originals."""

import gzip
from pathlib import Path

import pytest

from knowledge.errors import StorageError
from knowledge.scanned_words import (
    ScannedWord,
    keep_scanned_words,
    read_scanned_words,
    scanned_words_file,
    sweep_scanned_words,
)

WORDS = (ScannedWord("The", 0.1, 0.2, 0.15, 0.22), ScannedWord("plän\n\u2028“", 0.5, 0.2, 1.0, 0.2205))


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / ("ab" * 32)
    path.write_bytes(b"a scan")
    return path


def test_each_page_has_its_own(original: Path) -> None:
    keep_scanned_words(original, {1: WORDS, 11: WORDS[:1], 2: ()})
    assert [WORDS, (), (), WORDS[:1], ()] == [read_scanned_words(original, page) for page in (1, 2, 3, 11, 111)]


def test_those_of_a_later_reading_take_their_place(original: Path) -> None:
    keep_scanned_words(original, {1: WORDS})
    first = scanned_words_file(original).read_bytes()
    keep_scanned_words(original, {1: WORDS})
    assert first == scanned_words_file(original).read_bytes()
    keep_scanned_words(original, {1: WORDS[1:]})
    assert WORDS[1:] == read_scanned_words(original, 1)


def test_they_are_small(original: Path) -> None:
    words = [ScannedWord(f"word{n % 300}", n % 12 / 12, n // 12 / 40, n % 12 / 12 + 0.07, 0.9) for n in range(400)]
    keep_scanned_words(original, dict.fromkeys(range(1, 101), words))
    assert scanned_words_file(original).stat().st_size < 200_000


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"[1, [[]]]"), gzip.compress(b"[1, 7]"), gzip.compress(b'[1, [["a",'),
     gzip.compress(b"[1, []]" * 1000)[:-9], gzip.compress(b"\xff\n[2, []]")],
)  # fmt: skip
def test_a_damaged_file_has_none(original: Path, content: bytes) -> None:
    scanned_words_file(original).write_bytes(content)
    assert () == read_scanned_words(original, 1)


def test_a_folder_that_cannot_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be kept"):
        keep_scanned_words(tmp_path / "missing" / "abc", {1: WORDS})


def test_sweeping_leaves_those_that_have_an_original(original: Path) -> None:
    gone = original.with_name("cd" * 32)
    for path in (original, gone):
        keep_scanned_words(path, {1: WORDS})
    (original.parent / "incoming.words.partial").write_bytes(b"half")
    sweep_scanned_words(original.parent)
    assert sorted([original, scanned_words_file(original)]) == sorted(original.parent.iterdir())
    sweep_scanned_words(original.parent / "missing")
