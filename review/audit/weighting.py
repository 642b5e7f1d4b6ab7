"""The share over all answers, from a sample that holds more of some kinds than of others. No input or output."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.statistics import Estimate, wilson


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked of one answer: `good` of `all` citations. It stands for others of its cell, `weight` of them
    compared with the others that were checked.
    """

    cell: str
    good: int
    all: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share over all answers; `stands_for` is how many answers it speaks for."""

    estimate: Estimate
    stands_for: int


def weighted_share(checked: Sequence[Checked], sizes: Mapping[str, int]) -> Weighted | None:
    """The share of good citations over all answers, each cell counting by its size; None of nothing.

    A ratio estimate: answers are drawn, citations come with them. Its variance is the linearised one for a stratified
    sample of answers, corrected for cells that were checked whole. The interval is Wilson's with as many citations as
    would tell as much as this sample does, and never more than Kish's count; Kish's at 0% and 100%, where the variance
    is nothing.
    """
    cells = _scaled(checked, sizes)
    every = [each for of in cells.values() for each in of]
    total = sum(each.weight * each.all for each in every)
    if not total:
        return None
    share = sum(each.weight * each.good for each in every) / total
    kish = total**2 / sum(each.weight**2 * each.all for each in every)
    variance = _variance(cells, sizes, share) / total**2
    telling = min(kish, share * (1 - share) / variance) if variance > 0 and 0 < share < 1 else kish
    low, high = wilson(share, max(1.0, telling))
    stands_for = sum(max(sizes.get(cell, 0), len(of)) for cell, of in cells.items())
    return Weighted(Estimate(share, low, high, sum(each.all for each in every)), stands_for)


def _scaled(checked: Sequence[Checked], sizes: Mapping[str, int]) -> dict[str, list[Checked]]:
    """By cell, with weights that add up to the size of the cell."""
    cells: dict[str, list[Checked]] = {}
    for each in checked:
        cells.setdefault(each.cell, []).append(each)
    return {
        cell: [Checked(cell, each.good, each.all, each.weight * size / weights) for each in of]
        for cell, of in cells.items()
        for size, weights in [(max(sizes.get(cell, 0), len(of)), sum(each.weight for each in of))]
    }


def _variance(cells: Mapping[str, Sequence[Checked]], sizes: Mapping[str, int], share: float) -> float:
    """The variance of the weighted sum of residuals.

    A cell with one answer shows no spread of its own: that over all answers stands in, at the cell's weight.
    """
    overall = _spread([each.good - share * each.all for of in cells.values() for each in of])
    variance = 0.0
    for cell, of in cells.items():
        size = max(sizes.get(cell, 0), len(of))
        spread = _spread([each.weight * (each.good - share * each.all) for each in of])
        if len(of) == 1:
            spread = overall * of[0].weight ** 2
        variance += len(of) * (1 - len(of) / size) * spread
    return variance


def _spread(values: Sequence[float]) -> float:
    """The variance of values, with n - 1; nothing of fewer than two."""
    if len(values) < 2:
        return 0.0
    middle = math.fsum(values) / len(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)
