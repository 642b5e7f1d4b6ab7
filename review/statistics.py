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
_ENDS = (2.5, 97.5)


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
    low, high = np.percentile(_resampled_means(values), _ENDS)
    return Estimate(sum(values) / len(values), float(low), float(high), len(values))


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> Estimate | None:
    """How often a positive lies above a negative (ties count half), 0.5 being chance; None without both.

    Positives and negatives are resampled apart for the interval.
    """
    if not positive or not negative:
        return None
    above = np.sign(np.subtract.outer(np.asarray(positive), np.asarray(negative))) / 2 + 0.5
    rows, columns = _weights(len(positive)), _weights(len(negative))
    low, high = np.percentile(np.einsum("ij,jk,ik->i", rows, above, columns, optimize=True), _ENDS)
    return Estimate(float(above.mean()), float(low), float(high), len(positive) + len(negative))


def paired_change(before: Sequence[float], after: Sequence[float]) -> Change | None:
    """The change of a mean over the same questions, by paired bootstrap; None of nothing.

    `p` is two-sided: twice the share of resamples that do not move the way the mean did. 1 where nothing moved.
    """
    if not before:
        return None
    moved = [new - old for old, new in zip(before, after, strict=True)]
    means = _resampled_means(moved)
    low, high = np.percentile(means, _ENDS)
    least = min(int((means <= 0).sum()), int((means >= 0).sum()))
    return Change(
        sum(moved) / len(moved), float(low), float(high), min(1.0, 2 * (least + 1) / (RESAMPLES + 1)), len(moved)
    )


def _resampled_means(values: Sequence[float]) -> NDArray[np.float64]:
    return _weights(len(values)) @ np.asarray(values, dtype=np.float64)


def _weights(count: int) -> NDArray[np.float64]:
    """For each resample what part of it each of `count` values is; shape (RESAMPLES, count)."""
    drawn = np.random.default_rng(_SEED + count).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return drawn / count
