"""The share over all answers, from a sample that holds more of some kinds than of others. No input or output."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.statistics import Estimate, wilson


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked of one answer: `good` of `all` citations; `stratum` is what it was drawn from."""

    stratum: str
    good: int
    all: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share over all answers; `stands_for` is how many answers of how many it speaks for."""

    estimate: Estimate
    stands_for: int
    answers: int


def weighted_share(checked: Sequence[Checked], sizes: Mapping[str, int], answers: int) -> Weighted | None:
    """The share of good citations over all answers, each stratum counting by its size; None of nothing.

    A ratio estimate: answers are drawn, citations come with them. Its variance is the linearised one for a stratified
    sample of answers, finite strata corrected for. The interval is Wilson's with as many citations as would tell as
    much as this sample does, and never more than Kish's count; at 0% and 100%, where the variance is nothing, Kish's.
    """
    drawn = _by_stratum(checked)
    weights = {name: max(sizes.get(name, 0), len(each)) / len(each) for name, each in drawn.items()}
    total = sum(weights[each.stratum] * each.all for each in checked)
    if not total:
        return None
    share = sum(weights[each.stratum] * each.good for each in checked) / total
    kish = total**2 / sum(weights[each.stratum] ** 2 * each.all for each in checked)
    variance = _variance(drawn, sizes, share) / total**2
    telling = min(kish, share * (1 - share) / variance) if variance > 0 and 0 < share < 1 else kish
    low, high = wilson(share, max(1.0, telling))
    stands_for = sum(max(sizes.get(name, 0), len(each)) for name, each in drawn.items())
    return Weighted(Estimate(share, low, high, sum(each.all for each in checked)), stands_for, answers)


def _variance(drawn: Mapping[str, Sequence[Checked]], sizes: Mapping[str, int], share: float) -> float:
    """The variance of the weighted sum of residuals.

    A stratum with one answer shows no spread of its own: the spread over all answers stands in.
    """
    residuals = {name: [each.good - share * each.all for each in of] for name, of in drawn.items()}
    every = [residual for of in residuals.values() for residual in of]
    overall = _spread(every)
    variance = 0.0
    for name, of in residuals.items():
        size = max(sizes.get(name, 0), len(of))
        spread = _spread(of) if len(of) > 1 else overall
        variance += size**2 * (1 - len(of) / size) * spread / len(of)
    return variance


def _spread(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    middle = math.fsum(values) / len(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _by_stratum(checked: Sequence[Checked]) -> dict[str, list[Checked]]:
    strata: dict[str, list[Checked]] = {}
    for each in checked:
        strata.setdefault(each.stratum, []).append(each)
    return strata
