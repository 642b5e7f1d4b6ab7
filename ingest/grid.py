"""Rules on a page to the cells they enclose. Pure geometry, in points from the lower left."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_SNAP = 3.0
_MOST_RULES = 1_500
_MOST_SLOTS = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A level or upright line, or a box: its extent on the page."""

    left: float
    low: float
    right: float
    high: float

    @property
    def is_level(self) -> bool:
        """Whether it lies rather than stands."""
        return self.right - self.left >= self.high - self.low


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of table number `table` of its page; rows and columns count from 0, from the top and from the left."""

    table: int
    row: int
    column: int
    row_span: int
    column_span: int
    box: Rule

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.box.left <= x <= self.box.right and self.box.low <= y <= self.box.high


def cells_of(rules: Sequence[Rule]) -> list[Cell]:
    """The cells of every table ruled on a page: at least two columns, each cell a closed rectangle.

    A frame around text, a box of a flowchart and a grid with a cell of another shape are no tables.
    """
    if len(rules) > _MOST_RULES:
        return []
    cells: list[Cell] = []
    for component in sorted(_components(rules), key=lambda part: -max(rule.high for rule in part)):
        table = _cells(component, cells[-1].table + 1 if cells else 0)
        if len({cell.column for cell in table}) > 1:
            cells += table
    return cells


def boxes_apart(rules: Sequence[Rule]) -> int:
    """How many closed boxes stand alone, as in a flowchart."""
    if len(rules) > _MOST_RULES:
        return 0
    return sum(len(_cells(component, 0)) == 1 for component in _components(rules))


def _components(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules that touch, directly or through others."""
    parents = list(range(len(rules)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    order = sorted(range(len(rules)), key=lambda place: rules[place].left)
    for at, place in enumerate(order):
        for other in order[at + 1 :]:
            if rules[other].left > rules[place].right + _SNAP:
                break
            if _touch(rules[place], rules[other]):
                parents[root(place)] = root(other)
    found: defaultdict[int, list[Rule]] = defaultdict(list)
    for place, rule in enumerate(rules):
        found[root(place)].append(rule)
    return [part for part in found.values() if len(part) >= 4]


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + _SNAP
        and other.left <= one.right + _SNAP
        and one.low <= other.high + _SNAP
        and other.low <= one.high + _SNAP
    )


def _cells(rules: Sequence[Rule], table: int) -> list[Cell]:
    """The cells that touching rules enclose; none where one is not a rectangle."""
    level = [(rule.low + rule.high) / 2 for rule in rules if rule.is_level]
    upright = [(rule.left + rule.right) / 2 for rule in rules if not rule.is_level]
    ends = [end for rule in rules if not rule.is_level for end in (rule.low, rule.high)]
    sides = [side for rule in rules if rule.is_level for side in (rule.left, rule.right)]
    if len(upright) < 1 or len(level) < 1:
        return []
    walls = _closed(rules, (min(ends), max(ends)), (min(sides), max(sides)))
    xs = _snapped([*upright, min(sides), max(sides)])
    ys = _snapped([*level, min(ends), max(ends)])
    if (len(xs) - 1) * (len(ys) - 1) > _MOST_SLOTS:
        return []
    return _merged(xs, ys[::-1], walls, table)


def _closed(rules: Sequence[Rule], ends: tuple[float, float], sides: tuple[float, float]) -> list[Rule]:
    """The rules, with the outer edges that a table cut by a page break, or open at its sides, does not draw."""
    (low, high), (left, right) = ends, sides
    edges = [Rule(left, y, right, y) for y in (low, high)] + [Rule(x, low, x, high) for x in (left, right)]
    inner_uprights = {round((rule.left + rule.right) / 2 / _SNAP) for rule in rules if not rule.is_level}
    inner_levels = {round((rule.low + rule.high) / 2 / _SNAP) for rule in rules if rule.is_level}
    kept = edges if len(inner_uprights) >= 1 and len(inner_levels) >= 2 else []
    return [*rules, *kept]


def _snapped(places: Iterable[float]) -> list[float]:
    """Places that lie within a hair of each other as one, from the smallest."""
    snapped: list[list[float]] = []
    for place in sorted(places):
        if snapped and place - snapped[-1][-1] <= _SNAP:
            snapped[-1].append(place)
        else:
            snapped.append([place])
    return [sum(group) / len(group) for group in snapped]


def _merged(xs: Sequence[float], ys: Sequence[float], walls: Sequence[Rule], table: int) -> list[Cell]:
    """The slots between neighbouring places, joined where no wall parts them; `ys` run from the top down."""
    columns, rows = len(xs) - 1, len(ys) - 1
    upright = _Walls([rule for rule in walls if not rule.is_level], is_level=False)
    level = _Walls([rule for rule in walls if rule.is_level], is_level=True)
    names = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def name(slot: tuple[int, int]) -> tuple[int, int]:
        while names[slot] != slot:
            names[slot] = names[names[slot]]
            slot = names[slot]
        return slot

    for row, column in list(names):
        if column + 1 < columns and not upright.stands(xs[column + 1], ys[row + 1], ys[row]):
            names[name((row, column + 1))] = name((row, column))
        if row + 1 < rows and not level.stands(ys[row + 1], xs[column], xs[column + 1]):
            names[name((row + 1, column))] = name((row, column))
    slots: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for slot in names:
        slots[name(slot)].append(slot)
    cells = [_cell(group, xs, ys, table) for group in slots.values()]
    if any(cell is None for cell in cells):
        return []
    return sorted((cell for cell in cells if cell is not None), key=lambda cell: (cell.row, cell.column))


def _cell(slots: Sequence[tuple[int, int]], xs: Sequence[float], ys: Sequence[float], table: int) -> Cell | None:
    rows, columns = [row for row, _ in slots], [column for _, column in slots]
    top, bottom, first, last = min(rows), max(rows), min(columns), max(columns)
    if len(slots) != (bottom - top + 1) * (last - first + 1):
        return None
    box = Rule(xs[first], ys[bottom + 1], xs[last + 1], ys[top])
    return Cell(table, top, first, bottom - top + 1, last - first + 1, box)


class _Walls:
    """The stretches along which a wall stands, found by the place across them."""

    def __init__(self, rules: Sequence[Rule], is_level: bool) -> None:
        self._stretches: defaultdict[int, list[tuple[float, float, float]]] = defaultdict(list)
        for rule in rules:
            across, along = ((rule.low, rule.high), (rule.left, rule.right))
            if not is_level:
                across, along = along, across
            at = sum(across) / 2
            self._stretches[int(at // _SNAP)].append((at, *along))

    def stands(self, place: float, start: float, end: float) -> bool:
        """Whether walls at `place` cover most of the way from `start` to `end`."""
        middle = int(place // _SNAP)
        around = (each for bucket in range(middle - 1, middle + 2) for each in self._stretches.get(bucket, ()))
        near = sorted((a, b) for at, a, b in around if abs(at - place) <= _SNAP)
        return sum(_covered(near, start, end)) >= 0.8 * (end - start)


def _covered(stretches: Sequence[tuple[float, float]], start: float, end: float) -> Iterator[float]:
    reached = start
    for a, b in stretches:
        if b > reached and a < end:
            yield min(b, end) - max(a, reached)
            reached = min(b, end)
