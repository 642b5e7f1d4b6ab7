"""Whether the evidence is there, before anything is made of it."""

import pytest

from bot.coverage import Coverage
from bot.drafting import DraftQuote
from bot.evidence import Evidence, evidence_of
from bot.extracting import Candidate
from bot.judging import LEAST_PROBABILITY, LEAST_TOPICALITY, sufficient
from bot.probability import probability
from bot.query import Query
from bot.units import Unit
from builders.answers import sample_passage
from fakes.embedder import WordEmbedder
from knowledge.domain import Match

WHO, HOW_SOON, HOW_MUCH = "Who decides?", "How soon is it decided?", "How much are carers paid?"


def query(text: str) -> Query:
    return Query(text, text, WordEmbedder().encode([text])[0], Coverage({}, ()))


def candidate(score: float = 0.8, cosine: float = 0.8, coverage: float = 0.8, holds: bool = True) -> Candidate:
    unit = Unit("A rule.", (DraftQuote(sample_passage(), "A rule."),))
    return Candidate(unit, score, cosine, coverage, holds)


def evidence(text: str, *ranked: Candidate, passage: str = "A rule.") -> Evidence:
    return evidence_of(query(text), ranked, [Match(sample_passage(passage), 1.0)])


def left(text: str, *ranked: Candidate, passage: str = "A rule.") -> list[Candidate]:
    return sufficient(query(text), ranked, [Match(sample_passage(passage), 1.0)], tells_probability=True)


def test_nothing_found_is_nothing_to_answer_with() -> None:
    assert [] == sufficient(query(WHO), [], [], tells_probability=True)
    assert evidence_of(query(WHO), [], []).topicality == 0.0


@pytest.mark.parametrize("far", [candidate(cosine=0.2), candidate(coverage=0.2)], ids=["meaning", "words"])
def test_the_nearer_the_best_unit_the_stronger(far: Candidate) -> None:
    near = candidate()
    assert probability(evidence(WHO, near)) > probability(evidence(WHO, far))
    assert evidence(WHO, near).topicality > evidence(WHO, far).topicality
    assert probability(evidence(WHO, far, near)) == probability(evidence(WHO, near))


def test_what_is_off_the_topic_is_no_evidence() -> None:
    assert [] == left(WHO, candidate(cosine=LEAST_TOPICALITY - 0.01, coverage=LEAST_TOPICALITY - 0.01))


def test_strong_evidence_stays_in_its_order() -> None:
    both = [candidate(), candidate(holds=False)]
    assert both == left("Is it decided?", *both)


def test_only_what_holds_the_kind_of_answer_is_left() -> None:
    holding = candidate(cosine=0.7)
    assert [holding] == left(HOW_SOON, candidate(holds=False), holding)


def test_an_answer_of_the_right_kind_far_behind_is_none() -> None:
    assert [] == left(HOW_SOON, candidate(cosine=0.9, holds=False), candidate(cosine=0.4, coverage=0.4))


def test_a_question_for_a_sum_is_not_answered_without_one() -> None:
    assert [] == left(HOW_MUCH, candidate(holds=False))


def test_a_year_that_nothing_found_names_speaks_against_an_answer() -> None:
    asked = "Were the goals of 2019 met?"
    missing = probability(evidence(asked, candidate(), passage="The goals were met."))
    assert missing < probability(evidence(asked, candidate(), passage="The goals of 2019 were met."))


def test_how_likely_an_answer_is_counts_only_with_the_model_that_it_was_learnt_with() -> None:
    near = [Match(sample_passage(), 1.0, {"cosine": 0.45, "keywords": 5.0})] * 8
    unlikely = [candidate(cosine=0.46, coverage=0.3)]
    assert probability(evidence_of(query(WHO), unlikely, near)) < LEAST_PROBABILITY
    assert [] == sufficient(query(WHO), unlikely, near, tells_probability=True)
    assert unlikely == sufficient(query(WHO), unlikely, near, tells_probability=False)
