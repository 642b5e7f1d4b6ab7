"""The answerer without a language model: the documents' own sentences, the best first, none twice."""

from dataclasses import replace

import numpy as np
import pytest

from bot.coverage import Coverage
from bot.drafting import DraftQuote
from bot.extracting import MOST_STATEMENTS, NAME, Candidate, candidates, extract, quotable
from bot.glossary import Glossary
from bot.query import Query
from bot.units import Unit
from builders.answers import sample_passage
from fakes.embedder import WordEmbedder
from knowledge.domain import Match, Passage
from knowledge.exact import Half
from knowledge.sentences import telling_spans


def candidate(text: str, score: float, ordinal: int = 1) -> Candidate:
    unit = Unit(text, (DraftQuote(sample_passage(text, ordinal), text),))
    return Candidate(unit, score, score, score, True)


def extracted(*scored: tuple[str, float]) -> list[str]:
    ranked = [candidate(text, score, place) for place, (text, score) in enumerate(scored)]
    return [draft.text for draft in extract(ranked).drafts]


def alone(passage: Passage, ordinal: int) -> None:
    return None


def query(text: str) -> Query:
    coverage = Coverage.of_question(text, Glossary(), lambda stem: 1.0)
    return Query(text, text, WordEmbedder().encode([text])[0], coverage)


def vectors_of(passage: Passage) -> Half:
    read = WordEmbedder().encode_spans([passage.text], [telling_spans(passage.text)])
    return np.concatenate([read.wholes, read.spans[0]]).astype(np.float16)


def ranked(question: str, *texts: str) -> list[Candidate]:
    matches = [Match(replace(sample_passage(text, place), headings=()), 1.0) for place, text in enumerate(texts)]
    return candidates(query(question), list(quotable(matches, alone, vectors_of)))


def test_the_sentence_that_shares_most_with_the_question_comes_first() -> None:
    found = ranked(
        "Who refers a bruise?", "The weather was fair all that year.", "A social worker refers a bruise at once."
    )
    assert "A social worker refers a bruise at once." == found[0].unit.text
    assert found[0].score > found[1].score


def test_a_sentence_with_the_kind_of_answer_comes_first() -> None:
    found = ranked(
        "How soon is a bruise referred?",
        "A bruise is referred by anyone there.",
        "A bruise is referred within two days.",
    )
    assert [True, False] == [each.holds_wanted for each in found]


def test_nothing_found_is_nothing_to_rank_and_nothing_to_say() -> None:
    assert [] == ranked("Who refers a bruise?")
    assert () == extract([]).drafts


def test_an_answer_has_few_statements_and_names_what_made_it() -> None:
    composition = extract(
        [candidate(f"{word} rule of its own stands here", 1.0, place) for place, word in enumerate("abcdefgh")]
    )
    assert MOST_STATEMENTS == len(composition.drafts)
    assert (NAME, "") == (composition.language_model, composition.prompt_digest)


def test_what_comes_far_behind_is_left_out() -> None:
    assert ["The best rule of them all", "Another that comes close"] == extracted(
        ("The best rule of them all", 1.0), ("Another that comes close", 0.71), ("One far behind those two", 0.69)
    )


def test_a_repetition_is_left_out() -> None:
    assert ["The baby must be seen the same day by a doctor"] == extracted(
        ("The baby must be seen the same day by a doctor", 1.0), ("the baby must be seen the same day", 0.9)
    )


@pytest.mark.parametrize(
    ("rule", "one_word", "other_word"),
    [
        ("The baby must be seen by a paediatrician within {} hours of it", "4", "24"),
        ("The managers have {} working days to talk it over and reply", "two", "five"),
        ("You must {} tell the adult about it before the meeting is held", "", "not"),
    ],
)
def test_two_rules_that_differ_in_one_word_are_both_shown(rule: str, one_word: str, other_word: str) -> None:
    one, other = rule.format(one_word), rule.format(other_word)
    assert [one, other] == extracted((one, 1.0), (other, 0.9))
    assert [other, one] == extracted((other, 1.0), (one, 0.9))
