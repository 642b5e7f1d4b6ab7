"""The judge's weights, and what they make of the signs."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot import probability
from bot.evidence import Evidence
from bot.probability import log_odds, logistic, read_judge
from knowledge.errors import JudgeError

NOTHING = Evidence(
    meaning=0.0,
    words=0.0,
    held_meaning=0.0,
    held_words=0.0,
    lack_of_meaning=0.0,
    lack_of_words=0.0,
    is_checkable=False,
    year_missing=False,
    told=0.0,
    lead_of_unit=0.0,
    lead_of_meaning=0.0,
    lead_of_words=0.0,
    nearness=0.0,
    asks_for_contact=False,
    asks_for_name=False,
)


def test_the_sum_of_the_signs_by_weight() -> None:
    weights = {"meaning": 2.0, "year_missing": -0.5, "kind_fit": 1.0, "constant": 0.25}
    evidence = replace(NOTHING, meaning=0.5, held_meaning=0.5, year_missing=True)
    assert log_odds(evidence, weights) == pytest.approx(2 * 0.5 - 0.5 + (0.2 * 0.5 - 0.2) + 0.25)


@pytest.mark.parametrize(("odds", "expected"), [(0.0, 0.5), (2.0, 0.880797), (-2.0, 0.119203)])
def test_log_odds_as_a_probability(odds: float, expected: float) -> None:
    assert logistic(odds) == pytest.approx(expected, abs=1e-6)


def test_every_weight_is_of_a_sign() -> None:
    signs = {each.name for each in fields(Evidence)} | {"kind_fit", "constant"}
    assert set(read_judge()) <= signs
    assert "constant" in read_judge()


@pytest.mark.parametrize(
    "more",
    [
        replace(NOTHING, told=0.5),
        replace(NOTHING, lead_of_unit=0.5),
        replace(NOTHING, lead_of_meaning=0.5),
        replace(NOTHING, lead_of_words=0.5),
        replace(NOTHING, nearness=0.5),
    ],
    ids=["told", "unit", "meaning", "words", "nearness"],
)
def test_what_stands_out_speaks_for_an_answer(more: Evidence) -> None:
    assert probability.probability(more) > probability.probability(NOTHING)


@pytest.mark.parametrize(
    "seldom",
    [
        replace(NOTHING, year_missing=True),
        replace(NOTHING, asks_for_contact=True),
        replace(NOTHING, asks_for_name=True),
    ],
    ids=["year", "contact", "name"],
)
def test_what_is_seldom_answered_speaks_against_it(seldom: Evidence) -> None:
    assert probability.probability(seldom) < probability.probability(NOTHING)


@pytest.mark.parametrize(
    ("content", "said"), [(b"{}", "is not the published one"), (None, "cannot be read .No such file")]
)
def test_other_weights_are_refused(
    content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "judge.json").write_bytes(content)
    monkeypatch.setattr(probability, "JUDGE", tmp_path / "judge.json")
    with pytest.raises(JudgeError, match=said):
        probability.check_judge()
