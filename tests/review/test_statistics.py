"""How sure a figure is."""

import pytest

from review.statistics import area_under_curve, mean, paired_change, share


def test_a_share_has_wilsons_interval() -> None:
    found = share([1.0] * 8 + [0.0] * 2)
    assert found
    # R: prop.test(8, 10, correct = FALSE)
    assert (0.8, 0.4902, 0.9433, 10) == (found.value, round(found.low, 4), round(found.high, 4), found.count)


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 0.2775), (1.0, 0.7225, 1.0)])
def test_ten_of_ten_is_not_certain(value: float, low: float, high: float) -> None:
    for estimate in (share([value] * 10), mean([value] * 10)):
        assert estimate
        assert (value, low, high) == (estimate.value, round(estimate.low, 4), round(estimate.high, 4))


def test_a_mean_lies_in_an_interval_that_more_values_narrow() -> None:
    few, many = mean([0.0, 0.5, 1.0]), mean([0.0, 0.5, 1.0] * 30)
    assert few
    assert many
    assert few.low < many.low < 0.5 < many.high < few.high
    assert many == mean([0.0, 0.5, 1.0] * 30)


def test_nothing_has_no_figure() -> None:
    assert (None, None, None, None) == (share([]), mean([]), area_under_curve([1.0], []), paired_change([], []))


@pytest.mark.parametrize(
    ("positive", "negative", "area"),
    [([0.9, 0.8], [0.1, 0.2], 1.0), ([0.1], [0.9], 0.0), ([0.5, 0.5], [0.5], 0.5), ([0.9, 0.2], [0.3, 0.1], 0.75)],
)
def test_the_area_is_how_often_a_positive_lies_above(positive: list[float], negative: list[float], area: float) -> None:
    found = area_under_curve(positive, negative)
    assert found
    assert area == found.value
    assert found.low <= area <= found.high


def test_what_did_not_move_is_chance_and_what_all_moved_is_not() -> None:
    same, all_moved = paired_change([0, 1, 1], [0, 1, 1]), paired_change([0.0] * 20, [1.0] * 20)
    assert same
    assert all_moved
    assert (0.0, 1.0) == (same.by, same.p)
    assert (1.0, 1.0, 1.0) == (all_moved.by, all_moved.low, all_moved.high)
    assert all_moved.p < 0.001


def test_pairs_show_what_the_shares_alone_hide() -> None:
    before, after = [0.0] * 40 + [1.0] * 40, [1.0] * 12 + [0.0] * 28 + [1.0] * 40
    found = paired_change(before, after)
    there_and_back = paired_change(before, [1.0] * 12 + [0.0] * 28 + [0.0] * 12 + [1.0] * 28)
    assert found
    assert there_and_back
    assert found.p < 0.01
    assert 0.9 < there_and_back.p
