"""Slips and American spellings, mended towards the words that the documents have."""

import pytest

from bot.spelling import corrected
from knowledge.keywords import KeywordIndex

WORDS = KeywordIndex.build(
    ["A paediatrician sees the child; behaviour is organised.", "Safeguarding allegations, a counsellor, staff, fell."]
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("behavior", "behaviour"),
        ("organized", "organised"),
        ("pediatrician", "paediatrician"),
        ("counselor", "counsellor"),
        ("safegaurding", "safeguard"),
        ("Alegation", "alleg"),
    ],
)
def test_a_word_becomes_the_documents_own(asked: str, meant: str) -> None:
    assert f"an {meant}?" == corrected(f"An {asked}?", WORDS)


@pytest.mark.parametrize("word", ["safeguarding", "stuff", "fella", "keyboard", "zzzzzzzzzz", "s.47", "2024"])
def test_a_word_that_is_known_or_like_none_stays(word: str) -> None:
    assert word == corrected(word, WORDS)


def test_an_empty_question_stays_empty() -> None:
    assert "" == corrected("", WORDS)


def test_a_word_that_the_partnership_explains_is_not_taken_for_another() -> None:
    assert "bruis" == corrected("bruisse", KeywordIndex.build(["A bruise."]))
    assert "bruisse" == corrected("Bruisse", KeywordIndex.build(["A bruise."]), {"bruisse"})
    assert "bruisses" == corrected("bruisses", KeywordIndex.build(["A bruise."]), {"bruisse"})


def test_a_short_form_keeps_its_capitals() -> None:
    assert "the SEND toolkit" == corrected("The SEND toolkit", WORDS)
    assert "alleg" == corrected("ALEGATION", WORDS)
