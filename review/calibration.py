"""How far told probabilities are from what came true: calibration error, reliability diagram, Brier score.

The expected calibration error is that of Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using
Bayesian Binning" (AAAI 2015), the reliability diagram as in Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern
Neural Networks" (ICML 2017). The bins are of equal mass, which is less biased than equal width: Roelofs, Cain, Shlens
and Mozer, "Mitigating Bias in Calibration Error Estimation" (AISTATS 2022). All figures lie between 0 and 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from review.statistics import ENDS, RESAMPLES, Change, Estimate, change_from, mean, resample_weights, share, wilson

MOST_BINS = 10
# With fewer questions a bin's share says next to nothing.
LEAST_IN_BIN = 8
# Fixed, so that the same probabilities give the same figures.
_SEED = 20150125

Floats = NDArray[np.float64]
Bins = NDArray[np.intp]


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """What was told of one question, higher being surer that the documents answer it, and whether they do."""

    strength: float
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions that were told much the same, as a point of a reliability diagram.

    `told` is the mean of their probabilities, which reach from `lowest` to `highest`; `answerable` is the share of them
    that the documents answer, with Wilson's interval.
    """

    told: float
    lowest: float
    highest: float
    answerable: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well probabilities fit.

    `error` is the expected calibration error: the mean over the bins, weighted by their questions, of how far the mean
    told probability lies from the share that is answerable. `by_chance` is the mean error that a perfectly calibrated
    judge would show with these probabilities and as many questions, since every bin's share has its luck. `brier` is
    the mean squared distance of each probability from 1 (answerable) or 0 (G. W. Brier, 1950). `bins` are in order.
    """

    error: Estimate
    by_chance: float
    brier: Estimate
    bins: tuple[Bin, ...]


def calibrate(told: Sequence[Told]) -> Calibration | None:
    """The calibration of what was told, in any order; None of nothing.

    Raises ValueError where a strength is no probability: moved to the nearest end it would pass for one.

    The error's interval is the basic bootstrap's (Davison and Hinkley 1997, 5.2): a distance cannot be negative, so
    that resamples err upwards as the figure itself does, and their percentiles would lie too high; reflected at the
    figure they do not. It begins at 0 where a perfectly calibrated judge shows as much more than once in forty times
    (consistency resampling: Bröcker and Smith 2007).
    """
    _check(told)
    ordered = sorted(told)  # resamples go by place, and the order of the questions says nothing
    brier = mean([float(each) for each in (_probabilities(ordered) - _answerable(ordered)) ** 2])
    if brier is None:
        return None
    bins = _bins_of(ordered)
    chance = _errors_by_chance(ordered, bins)
    return Calibration(_estimate(ordered, bins, chance), float(chance.mean()), brier, tuple(_points(ordered, bins)))


def paired_calibration_change(before: Sequence[Told], after: Sequence[Told]) -> tuple[float, float, Change] | None:
    """The calibration error before and after over the same questions, in the same order, and its change.

    None of nothing. The interval is the basic bootstrap's. Raises ValueError where a strength is no probability.
    """
    for each in (before, after):
        _check(each)
    if not before:
        return None
    pairs = sorted(zip(before, after, strict=True))
    sides = [[pair[side] for pair in pairs] for side in (0, 1)]
    (was, resampled_was), (now, resampled_now) = (_resampled(side) for side in sides)
    by = now - was
    return was, now, change_from(by, 2 * by - (resampled_now - resampled_was), len(pairs))


def _resampled(told: Sequence[Told]) -> tuple[float, Floats]:
    bins = _bins_of(told)
    return _error(told, bins), _errors(told, bins, resample_weights(len(told)))


def _check(told: Sequence[Told]) -> None:
    if outside := sum(not is_probability(each) for each in told):
        raise ValueError(f"{outside} of {len(told)} strengths are no probabilities")


def is_probability(told: Told) -> bool:
    """Whether its strength lies between 0 and 1."""
    return 0 <= told.strength <= 1


def _bins_of(told: Sequence[Told]) -> Bins:
    """For each of `told` the number of its bin, from 0; bins hold about as many each, and a higher one is told more.

    What was told alike stands in one bin, by its middle place, so that nothing depends on an order that means nothing.
    """
    count = max(1, min(MOST_BINS, len(told) // LEAST_IN_BIN))
    probabilities = _probabilities(told)
    ordered = np.sort(probabilities)
    first, last = (np.searchsorted(ordered, probabilities, side) for side in ("left", "right"))
    return np.asarray((first + last) * count // (2 * len(told)), dtype=np.intp)


def _errors(told: Sequence[Told], bins: Bins, weights: Floats) -> Floats:
    """The calibration error under each row of weights, shape (resamples, questions); shape (resamples,)."""
    gaps = np.zeros((len(told), bins.max() + 1))
    gaps[np.arange(len(told)), bins] = _probabilities(told) - _answerable(told)
    return _summed(weights @ gaps)


def _errors_by_chance(told: Sequence[Told], bins: Bins) -> Floats:
    """The errors of a perfectly calibrated judge: each question is answerable as often as was told; (RESAMPLES,)."""
    probabilities = _probabilities(told)
    drawn = np.random.default_rng(_SEED).random((RESAMPLES, len(told))) < probabilities
    members = np.zeros((len(told), bins.max() + 1))
    members[np.arange(len(told)), bins] = 1 / len(told)
    return _summed((probabilities - drawn) @ members)


def _summed(gaps: Floats) -> Floats:
    return np.asarray(np.abs(gaps).sum(axis=1), dtype=np.float64)


def _error(told: Sequence[Told], bins: Bins) -> float:
    return float(_errors(told, bins, np.full((1, len(told)), 1 / len(told)))[0])


def _estimate(told: Sequence[Told], bins: Bins, chance: Floats) -> Estimate:
    error = _error(told, bins)
    if len(set(told)) == 1:  # resampling what is all alike would claim certainty
        low, high = _ends_of_alike(told)
    else:
        low, high = map(float, np.percentile(2 * error - _errors(told, bins, resample_weights(len(told))), ENDS))
    if error <= np.percentile(chance, ENDS[1]):
        low = 0.0
    return Estimate(error, min(error, max(0.0, low)), max(error, min(1.0, high)), len(told))


def _ends_of_alike(told: Sequence[Told]) -> tuple[float, float]:
    """The least and the most error that Wilson's interval of the one share leaves."""
    low, high = wilson(float(told[0].is_answerable), len(told))
    strength = told[0].strength
    return abs(strength - min(max(strength, low), high)), max(abs(strength - low), abs(strength - high))


def _points(told: Sequence[Told], bins: Bins) -> Iterator[Bin]:
    for _, pairs in groupby(zip(bins, told, strict=True), key=lambda pair: pair[0]):
        members = [each for _, each in pairs]
        answerable = share([float(each.is_answerable) for each in members])
        if answerable:
            strengths = _probabilities(members)
            yield Bin(float(strengths.mean()), members[0].strength, members[-1].strength, answerable)


def _probabilities(told: Sequence[Told]) -> Floats:
    return np.array([each.strength for each in told], dtype=np.float64)


def _answerable(told: Sequence[Told]) -> Floats:
    return np.array([each.is_answerable for each in told], dtype=np.float64)
