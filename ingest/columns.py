"""Lines in the order a person reads them, where the file draws them in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from statistics import median

from ingest.lines import Line

_FEWEST_PAIRS = 4
_WORDS_OF_PROSE = 4
_MOST_RUNS = 300


def in_reading_order(lines: list[Line]) -> list[Line]:
    """The lines as the file orders them, unless it draws columns row by row, or what stands above after what is below.

    Lines of a table stay where they are: their cells say their order.
    """
    if len(lines) < 3:
        return lines
    return _top_down(_column_by_column(lines))


def has_columns_side_by_side(lines: Sequence[Line]) -> bool:
    """Whether columns of prose are drawn line by line across the page."""
    return _gutter(lines) is not None


def _column_by_column(lines: list[Line]) -> list[Line]:
    """Columns of prose that are drawn line by line across the page, one after the other."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    for side, group in groupby(lines, key=lambda line: _side(line, gutter)):
        band = list(group)
        if side == 0:
            ordered += band
        else:
            ordered += [line for line in band if line.right <= gutter]
            ordered += _column_by_column([line for line in band if line.right > gutter])
    return ordered


def _side(line: Line, gutter: float) -> int:
    """0 for a line that runs across the gutter, else 1."""
    return 0 if line.left < gutter < line.right else 1


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the first column ends, when pieces of prose stand side by side, drawn one after the other."""
    pairs = [
        (one, other)
        for one, other in pairwise(lines)
        if one.cell is None and other.cell is None and _are_side_by_side(one, other)
    ]
    if len(pairs) < _FEWEST_PAIRS:
        return None
    start = min(other.left for _, other in pairs)
    pairs = [(one, other) for one, other in pairs if one.right < start]
    if len(pairs) < _FEWEST_PAIRS or not all(
        median(len(line.text.split()) for line in column) >= _WORDS_OF_PROSE for column in zip(*pairs, strict=True)
    ):
        return None  # a list of names and numbers, say: it is read across
    return (max(one.right for one, _ in pairs) + start) / 2


def _are_side_by_side(one: Line, other: Line) -> bool:
    return abs(one.baseline - other.baseline) < 0.5 * one.height and other.left > one.right + 0.5 * one.height


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that follow each other down one column, and the box around them."""

    lines: list[Line]
    left: float
    right: float
    lowest: float
    highest: float

    def goes_before(self, other: "_Run") -> bool:
        """Whether all of it stands above all of the other, over it."""
        return self.lowest >= other.highest and _overlap(self.left, self.right, other.left, other.right)


def _top_down(lines: list[Line]) -> list[Line]:
    """Runs of lines in the file's order, but none before one that stands above it in its own column."""
    runs = _runs(lines)
    if len(runs) > _MOST_RUNS or not any(later.goes_before(one) for one, later in combinations(runs, 2)):
        return lines
    waiting, ordered = list(runs), list[Line]()
    while waiting:
        first = next(
            (run for run in waiting if not any(other.goes_before(run) for other in waiting)),
            waiting[0],
        )
        waiting.remove(first)
        ordered += first.lines
    return ordered


def _runs(lines: Sequence[Line]) -> list[_Run]:
    """Lines that follow each other down one column; all lines of a table are one run."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _continues(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [
        _Run(
            run,
            min(line.left for line in run),
            max(line.right for line in run),
            min(line.baseline for line in run),
            max(line.baseline + 0.5 * line.height for line in run),
        )
        for run in runs
    ]


def _continues(before: Line, line: Line) -> bool:
    if before.cell is not None or line.cell is not None:
        return before.cell is not None and line.cell is not None and before.cell.table == line.cell.table
    if abs(before.baseline - line.baseline) < 0.5 * line.height:
        return True
    gap = before.baseline - line.baseline
    return 0 < gap < 3 * max(line.height, before.height) and _overlap(before.left, before.right, line.left, line.right)


def _overlap(left: float, right: float, other_left: float, other_right: float) -> bool:
    return min(right, other_right) - max(left, other_left) > 1
