"""The share weighted back to all answers."""

import random

import pytest

from review.audit.weighting import Checked, weighted_share


def test_each_cell_counts_by_its_size() -> None:
    checked = [Checked("cards", 0, 1)] * 10 + [Checked("rest", 1, 1)] * 10
    found = weighted_share(checked, {"cards": 10, "rest": 990})
    assert found is not None
    assert found.estimate.value == pytest.approx(0.99)
    assert (found.stands_for, found.estimate.count) == (1000, 20)


def test_of_one_cell_it_is_the_plain_share() -> None:
    checked = [Checked("all", good, 2) for good in (2, 2, 1, 2, 0)]
    found = weighted_share(checked, {"all": 500})
    assert found is not None
    assert found.estimate.value == pytest.approx(0.7)


def test_within_a_cell_answers_count_by_how_many_they_were_drawn_from() -> None:
    found = weighted_share([Checked("a", 1, 1, 30.0), Checked("a", 0, 1, 10.0)], {"a": 40})
    assert found is not None
    assert found.estimate.value == pytest.approx(0.75)


def test_cells_of_which_nothing_was_reviewed_are_not_spoken_for() -> None:
    found = weighted_share([Checked("a", 1, 1)], {"a": 30, "b": 70})
    assert found is not None
    assert found.stands_for == 30


@pytest.mark.parametrize("good", [0, 1])
def test_it_claims_no_certainty_where_all_are_alike(good: int) -> None:
    found = weighted_share([Checked("a", good, 1)] * 5 + [Checked("b", good, 1)] * 5, {"a": 900, "b": 100})
    assert found is not None
    assert found.estimate.high - found.estimate.low > 0.3


@pytest.mark.parametrize("checked", [[], [Checked("a", 0, 0)]])
def test_without_citations_there_is_no_share(checked: list[Checked]) -> None:
    assert weighted_share(checked, {"a": 10}) is None


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    chance = random.Random(7)
    shares = {"cards": (60, 0.6), "complaints": (140, 0.7), "answered": (1800, 0.93), "partial": (600, 0.85)}
    truth = sum(size * share for size, share in shares.values()) / sum(size for size, _ in shares.values())
    population = {
        name: [Checked(name, sum(chance.random() < share for _ in range(2)), 2) for _ in range(size)]
        for name, (size, share) in shares.items()
    }
    whole = [each for of in population.values() for each in of]
    truth = sum(each.good for each in whole) / sum(each.all for each in whole)
    drawn = {"cards": 60, "complaints": 140, "answered": 40, "partial": 25}
    held = 0
    for _ in range(400):
        sample = [each for name, of in population.items() for each in chance.sample(of, drawn[name])]
        found = weighted_share(sample, {name: size for name, (size, _) in shares.items()})
        assert found is not None
        held += found.estimate.low <= truth <= found.estimate.high
    assert 0.91 <= held / 400 <= 0.995
