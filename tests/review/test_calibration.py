"""How far told probabilities are from what came true."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from review.calibration import MOST_BINS, Calibration, Told, calibrate, paired_calibration_change


def told(strength: float, answerable: int, others: int) -> list[Told]:
    """So many answerable questions and so many others that were all told the same."""
    return [Told(strength, True)] * answerable + [Told(strength, False)] * others


def calibrated(questions: list[Told]) -> Calibration:
    found = calibrate(questions)
    assert found
    return found


# Told 25%, 3 of 12 are answerable; told 75%, 9 of 12.
PERFECT = told(0.25, 3, 9) + told(0.75, 9, 3)
# Told 5% and 95%, and the same came true.
OVERCONFIDENT = told(0.05, 3, 9) + told(0.95, 9, 3)


def test_what_comes_true_as_often_as_told_has_no_error() -> None:
    found = calibrated(PERFECT)
    assert pytest.approx(0.0) == found.error.value
    assert (0.0, 24) == (found.error.low, found.error.count)
    assert 0 < found.error.high
    # A quarter is wrong by 0.75 and three quarters by 0.25, in both bins: (9 + 3) / 64.
    assert pytest.approx(0.1875) == found.brier.value
    assert [(0.25, 0.25), (0.75, 0.75)] == [(each.told, each.answerable.value) for each in found.bins]


def test_overconfidence_is_its_distance_from_the_share() -> None:
    found = calibrated(OVERCONFIDENT)
    assert pytest.approx(0.2) == found.error.value
    assert 0 < found.error.low < 0.2 < found.error.high
    assert pytest.approx((3 * 0.95**2 + 9 * 0.05**2) / 12) == found.brier.value
    # R: prop.test(3, 12, correct = FALSE)
    share = found.bins[0].answerable
    assert (0.25, 0.0889, 0.5323, 12) == (share.value, round(share.low, 4), round(share.high, 4), share.count)


def test_errors_of_two_bins_do_not_cancel_and_those_within_one_do() -> None:
    two = calibrated(told(0.4, 0, 8) + told(0.6, 8, 0))
    one = calibrated(told(0.4, 0, 4) + told(0.6, 4, 0))
    assert (2, 1) == (len(two.bins), len(one.bins))
    assert pytest.approx((0.4, 0.0)) == (two.error.value, one.error.value)
    whole = one.bins[0]
    assert pytest.approx((0.5, 0.4, 0.6)) == (whole.told, whole.lowest, whole.highest)
    assert 8 == whole.answerable.count


def test_bins_are_weighted_by_their_questions() -> None:
    # What was told alike is kept together: one bin of 24 questions that is right and one of 8 that is not.
    found = calibrated(told(0.0, 0, 24) + told(1.0, 0, 8))
    assert [24, 8] == [each.answerable.count for each in found.bins]
    assert 0.25 == found.error.value


@pytest.mark.parametrize(("questions", "bins"), [(1, 1), (15, 1), (16, 2), (79, 9), (80, 10), (200, 10)])
def test_few_questions_make_few_bins(questions: int, bins: int) -> None:
    found = calibrated([Told((place + 0.5) / questions, place % 2 == 0) for place in range(questions)])
    counts = [each.answerable.count for each in found.bins]
    assert bins == len(counts)
    assert questions == sum(counts)
    assert max(counts) - min(counts) <= 1


def test_ten_of_ten_is_not_certain() -> None:
    error = calibrated(told(1.0, 10, 0)).error
    # As Wilson's interval for 10 of 10, seen from its other end.
    assert (0.0, 0.0, 0.2775) == (error.value, error.low, round(error.high, 4))
    wrong = calibrated(told(0.0, 10, 0)).error
    assert pytest.approx((1.0, 0.7225, 1.0), abs=1e-4) == (wrong.value, wrong.low, wrong.high)


def test_chance_makes_an_error_of_a_judge_that_is_never_wrong_about_itself() -> None:
    # Of eight coins the share of heads is at the mean this far from a half: sum of C(8, k) |k / 8 - 1/2| / 2^8.
    assert calibrated(told(0.5, 4, 4)).by_chance == pytest.approx(0.1367, abs=0.003)
    assert calibrated(told(0.5, 400, 400)).by_chance < 0.02
    assert 0.0 == calibrated(told(0.0, 0, 20) + told(1.0, 20, 0)).by_chance


def test_what_chance_alone_would_show_may_be_no_error_and_what_it_would_not_is_one() -> None:
    few, many = (calibrated(told(0.5, 5 * times, 3 * times)) for times in (1, 50))
    assert pytest.approx(0.125) == few.error.value == pytest.approx(many.error.value)
    assert 0.0 == few.error.low
    assert 0.05 < many.error.low < many.error.high < 0.2


def test_the_interval_holds_the_error_of_a_judge_that_tells_too_much() -> None:
    # It tells 0.07 too much, always. The percentiles of resamples lie higher than that four times in five.
    drawn, held = random.Random(7), 0
    for _ in range(20):
        probabilities = [drawn.uniform(0.07, 1) for _ in range(66)]
        error = calibrated([Told(each, drawn.random() < each - 0.07) for each in probabilities]).error
        held += error.low <= 0.07 <= error.high
    assert held >= 16


def test_nothing_told_has_no_calibration() -> None:
    assert (None, None) == (calibrate([]), paired_calibration_change([], []))


@pytest.mark.parametrize("strength", [-0.02, 1.01, float("nan")])
def test_what_is_no_probability_is_refused(strength: float) -> None:
    with pytest.raises(ValueError, match="1 of 25 strengths are no probabilities"):
        calibrate([*PERFECT, Told(strength, True)])
    with pytest.raises(ValueError, match="1 of 25 strengths"):
        paired_calibration_change([*PERFECT, Told(0.5, True)], [*PERFECT, Told(strength, True)])


def test_the_change_is_paired() -> None:
    found = paired_calibration_change(OVERCONFIDENT * 3, PERFECT * 3)
    assert found
    before, after, change = found
    assert pytest.approx((0.2, 0.0, -0.2)) == (before, after, change.by)
    assert 72 == change.count
    assert change.low < -0.2 < change.high < 0
    assert change.p < 0.05
    same = paired_calibration_change(OVERCONFIDENT, OVERCONFIDENT)
    assert same
    assert (0.0, 0.0, 0.0, 1.0) == (same[2].by, same[2].low, same[2].high, same[2].p)


def test_a_change_bins_each_time_by_what_was_told_then() -> None:
    before = told(0.9, 0, 8) + told(0.1, 8, 0)
    after = told(0.1, 0, 8) + told(0.9, 8, 0)
    found = paired_calibration_change(before, after)
    assert found
    assert pytest.approx((0.9, 0.1)) == found[:2]


TOLD = some.lists(
    some.builds(Told, some.one_of(some.floats(0, 1), some.sampled_from([0.0, 0.3, 0.5, 1.0])), some.booleans()),
    min_size=1,
    max_size=120,
)


@settings(deadline=None, max_examples=50)
@given(TOLD, some.randoms(use_true_random=False))
def test_the_order_of_the_questions_changes_nothing(questions: list[Told], drawn: random.Random) -> None:
    mixed = drawn.sample(questions, len(questions))
    assert calibrate(questions) == calibrate(mixed)


@settings(deadline=None, max_examples=50)
@given(TOLD)
def test_bins_rise_and_hold_every_question_once(questions: list[Told]) -> None:
    found = calibrated(questions)
    assert 1 <= len(found.bins) <= MOST_BINS
    assert len(questions) == sum(each.answerable.count for each in found.bins)
    ends = [end for each in found.bins for end in (each.lowest, each.highest)]
    assert sorted(ends) == ends
    assert all(low.highest < high.lowest for low, high in zip(found.bins, found.bins[1:], strict=False))


@settings(deadline=None, max_examples=50)
@given(TOLD)
def test_the_error_lies_in_its_interval_and_below_the_root_of_the_brier_score(questions: list[Told]) -> None:
    found = calibrated(questions)
    assert 0 <= found.error.low <= found.error.value <= found.error.high <= 1 + 1e-9
    assert found.error.value <= found.brier.value**0.5 + 1e-9
    told_and_so = sum(abs(each.told - each.answerable.value) * each.answerable.count for each in found.bins)
    assert pytest.approx(told_and_so / len(questions), abs=1e-9) == found.error.value
