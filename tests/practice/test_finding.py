"""Ranks of practice questions in an edition of practice passages."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.glossary import Glossary, Term
from fakes.embedder import WordEmbedder
from practice.files import PracticePassage, PracticeQuestion
from practice.finding import PracticeEdition, topics

PASSAGES = [
    PracticePassage("a", "Zebra Crossing Policy", ("Bruises",), "A bruise on a baby is referred on the same day."),
    PracticePassage("a", "Attendance Policy", ("Absence",), "A school reports pupils absent for ten days."),
    PracticePassage("b", "Zebra Crossing Policy", ("Levels",), "Level four needs a social worker within a day."),
    PracticePassage("b", "Fostering Policy", ("Notice",), "Private fostering is notified six weeks before."),
]


@pytest.fixture
def edition(tmp_path: Path) -> Iterator[PracticeEdition]:
    edition = PracticeEdition(PASSAGES, tmp_path, WordEmbedder())
    yield edition
    edition.close()


def asked(text: str, *passages: int) -> PracticeQuestion:
    return PracticeQuestion("a", text, passages, True)


@pytest.mark.parametrize("place", range(len(PASSAGES)))
def test_a_passage_is_found_first_by_its_own_words(edition: PracticeEdition, place: int) -> None:
    assert [1] == edition.ranks([asked(PASSAGES[place].text, place)], Glossary()).tolist()


def test_a_question_that_needs_two_is_found_with_the_second(edition: PracticeEdition) -> None:
    text = "Private fostering is notified six weeks before, and a bruise is referred?"
    alone, both, other = edition.ranks([asked(text, 3), asked(text, 3, 0), asked(text, 0)], Glossary())
    assert (1, 2, 2) == (alone, both, other)


def test_the_glossary_is_what_is_read_with(edition: PracticeEdition) -> None:
    glossary = Glossary((Term(acronym="PF", expansion="private fostering"),))
    question = [asked("what about PF", 3)]
    assert edition.ranks(question, Glossary())[0] > 1
    assert 1 == edition.ranks(question, glossary)[0]


def test_documents_that_share_a_question_are_one_topic() -> None:
    questions = [asked("one", 0), asked("two", 1), asked("three", 2), asked("four", 3), asked("five", 1, 3)]
    found = topics(PASSAGES, questions)
    assert found[0] == found[2]
    assert found[1] == found[3] == found[4]
    assert found[0] != found[1]


def test_what_lies_deeper_than_is_looked_has_no_rank(edition: PracticeEdition) -> None:
    questions = [asked(PASSAGES[3].text, 3), asked(PASSAGES[3].text, 0)]
    assert [1, np.inf] == edition.ranks(questions, Glossary(), depth=1).tolist()
