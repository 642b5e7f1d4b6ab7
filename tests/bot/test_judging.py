"""Whether the evidence is there, before anything is made of it."""

from bot.drafting import DraftQuote
from bot.extracting import Candidate
from bot.judging import LEAST_STRENGTH, strength, sufficient
from bot.units import Unit
from builders.answers import sample_passage


def candidate(score: float = 0.8, cosine: float = 0.8, coverage: float = 0.8, holds: bool = True) -> Candidate:
    unit = Unit("A rule.", (DraftQuote(sample_passage(), "A rule."),))
    return Candidate(unit, score, cosine, coverage, holds)


def test_nothing_has_no_strength() -> None:
    assert 0.0 == strength([])
    assert [] == sufficient("Who decides?", [])


def test_strength_is_of_the_best_units() -> None:
    weak = candidate(cosine=0.0, coverage=0.0)
    assert strength([candidate(cosine=1.0, coverage=1.0)]) == 1.0
    assert 0.0 == strength([weak, weak, weak, candidate(cosine=1.0, coverage=1.0)])


def test_weak_evidence_is_no_evidence() -> None:
    assert [] == sufficient("Who decides?", [candidate(cosine=LEAST_STRENGTH - 0.01, coverage=LEAST_STRENGTH - 0.01)])


def test_strong_evidence_stays_in_its_order() -> None:
    both = [candidate(), candidate(holds=False)]
    assert both == sufficient("Who decides?", both)


def test_only_what_holds_the_kind_of_answer_is_left() -> None:
    holding = candidate(score=0.7)
    assert [holding] == sufficient("How soon is it decided?", [candidate(holds=False), holding])


def test_an_answer_of_the_right_kind_far_behind_is_none() -> None:
    assert [] == sufficient("How soon is it decided?", [candidate(score=1.0, holds=False), candidate(score=0.69)])


def test_a_question_for_a_sum_is_not_answered_without_one() -> None:
    assert [] == sufficient("How much are carers paid?", [candidate(holds=False)])
