"""The keyword index, saved and loaded as an edition does it."""

from pathlib import Path

import pytest

from knowledge.errors import IndexUnavailableError
from knowledge.keywords import KeywordIndex, carries_meaning, stems

TEXTS = ["Bruises on babies", "Neglect of children and babies", "The escalation protocol for children", "42"]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    KeywordIndex.build(TEXTS).save(tmp_path / "keywords")
    return KeywordIndex.load(tmp_path / "keywords")


def found(index: KeywordIndex, query: str, limit: int = 10) -> list[int]:
    return [int(row) for row in index.search(query, limit)[0]]


def test_finds_by_the_stem_of_a_word(index: KeywordIndex) -> None:
    assert [0] == found(index, "bruised")


def test_the_rarer_word_weighs_more(index: KeywordIndex) -> None:
    assert 2 == found(index, "children escalation")[0]


def test_scores_fall_and_are_positive(index: KeywordIndex) -> None:
    _, scores = index.search("babies neglect children", 10)
    assert sorted(scores, reverse=True) == list(scores)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize("query", ["", "the of and", "zebra", "?!", "\x00"])
def test_finds_nothing_for_words_that_no_text_has(index: KeywordIndex, query: str) -> None:
    assert [] == found(index, query)


def test_finds_no_more_than_asked_for(index: KeywordIndex) -> None:
    assert 1 == len(found(index, "babies children", limit=1))


def test_rarity_lies_between_a_word_of_many_texts_and_of_none(index: KeywordIndex) -> None:
    (common,), (rare,), (absent,) = stems("babies"), stems("escalation"), stems("zebra")
    assert 0 < index.rarity(common) < index.rarity(rare) < index.rarity(absent) == 1


def test_texts_without_a_word_can_be_indexed(tmp_path: Path) -> None:
    KeywordIndex.build(["", "?"]).save(tmp_path)
    assert [] == found(KeywordIndex.load(tmp_path), "anything")


@pytest.mark.parametrize("damage", [b"", b"\x00" * 500, b"[1, 2"])
def test_any_damaged_part_is_one_error(tmp_path: Path, damage: bytes) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path)
    for part in sorted(tmp_path.iterdir()):
        whole = part.read_bytes()
        part.write_bytes(damage)
        with pytest.raises(IndexUnavailableError, match="ingest again"):
            KeywordIndex.load(tmp_path)
        part.write_bytes(whole)


def test_an_absent_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="cannot be read"):
        KeywordIndex.load(tmp_path / "absent")


@pytest.mark.parametrize(
    ("word", "expected"), [("bruise", True), ("14", True), ("The", False), ("?", False), ("", False)]
)
def test_which_words_carry_meaning(word: str, expected: bool) -> None:
    assert expected == carries_meaning(word)
