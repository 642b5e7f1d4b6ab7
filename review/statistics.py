"""How sure a figure is: confidence intervals, the area under the curve, and what chance alone would do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
# Fixed, so that the same scores give the same figures.
_SEED = 20240401
# The normal distribution's 97.5th percentile, for intervals of 95%.
_Z = 1.959964
# The percentiles at the ends of an interval of 95%.
ENDS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `count` questions and the ends of its 95% confidence interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a mean over the same questions moved, its 95% interval, and `p`: how often chance moves as much."""

    by: float
    low: float
    high: float
    p: float
    count: int


def share(values: Sequence[float]) -> Estimate | None:
    """The share of ones among noughts and ones (or of parts of one), with Wilson's interval; None of nothing."""
    if not values:
        return None
    found = sum(values) / len(values)
    return Estimate(found, *wilson(found, len(values)), len(values))


def wilson(found: float, n: float) -> tuple[float, float]:
    """The ends of Wilson's 95% interval for a share found in `n`; n need not be whole."""
    middle = (found + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(found * (1 - found) / n + _Z**2 / (4 * n**2))
    # At the very ends rounding may leave the found share just outside.
    return min(found, max(0.0, middle - half)), max(found, min(1.0, middle + half))


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean of any values, with the interval that resampling gives; None of nothing."""
    if not values:
        return None
    if len(set(values)) == 1:  # resampling values that are all alike would claim certainty
        return share(values)
    low, high = np.percentile(_resampled_means(values), ENDS)
    return Estimate(sum(values) / len(values), float(low), float(high), len(values))


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> Estimate | None:
    """How often a positive lies above a negative (ties count half), 0.5 being chance; None without both.

    Positives and negatives are resampled apart for the interval.
    """
    if not positive or not negative:
        return None
    low, high = np.percentile(_resampled_areas(positive, negative), ENDS)
    return Estimate(float(_above(positive, negative).mean()), float(low), float(high), len(positive) + len(negative))


def _above(positive: Sequence[float], negative: Sequence[float]) -> NDArray[np.float64]:
    """For each positive and negative 1 where the positive is higher, 0.5 where they are equal, else 0."""
    signs = np.sign(np.subtract.outer(np.asarray(positive), np.asarray(negative)))
    return np.asarray(signs / 2 + 0.5, dtype=np.float64)


def _resampled_areas(positive: Sequence[float], negative: Sequence[float]) -> NDArray[np.float64]:
    rows, columns = resample_weights(len(positive)), resample_weights(len(negative))
    areas = np.einsum("ij,jk,ik->i", rows, _above(positive, negative), columns, optimize=True)
    return np.asarray(areas, dtype=np.float64)


def paired_change(before: Sequence[float], after: Sequence[float]) -> Change | None:
    """The change of a mean over the same questions, by paired bootstrap; None of nothing."""
    if not before:
        return None
    moved = [new - old for old, new in zip(before, after, strict=True)]
    return change_from(sum(moved) / len(moved), _resampled_means(moved), len(moved))


def paired_area_change(
    positive: Sequence[tuple[float, float]], negative: Sequence[tuple[float, float]]
) -> tuple[float, float, Change] | None:
    """The area under the curve before and after over the same questions, and its change; None without both kinds.

    A pair is what one question had before and after. Positives and negatives are resampled apart.
    """
    if not positive or not negative:
        return None
    sides = [([pair[side] for pair in positive], [pair[side] for pair in negative]) for side in (0, 1)]
    before, after = (float(_above(*side).mean()) for side in sides)
    moved = _resampled_areas(*sides[1]) - _resampled_areas(*sides[0])
    return before, after, change_from(after - before, moved, len(positive) + len(negative))


def change_from(by: float, resampled: NDArray[np.float64], count: int) -> Change:
    """A change with the interval of its resamples, shape (RESAMPLES,).

    `p` is two-sided: twice the share of resamples that do not move the way the change did. 1 where nothing moved.
    """
    low, high = np.percentile(resampled, ENDS)
    least = min(int((resampled <= 0).sum()), int((resampled >= 0).sum()))
    return Change(by, float(low), float(high), min(1.0, 2 * (least + 1) / (RESAMPLES + 1)), count)


def _resampled_means(values: Sequence[float]) -> NDArray[np.float64]:
    return resample_weights(len(values)) @ np.asarray(values, dtype=np.float64)


def resample_weights(count: int) -> NDArray[np.float64]:
    """For each resample what part of it each of `count` values is; shape (RESAMPLES, count), always the same."""
    drawn = np.random.default_rng(_SEED + count).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return drawn / count
