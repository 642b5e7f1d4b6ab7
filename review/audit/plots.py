"""The plots of a report as shapes, drawn alike on a page and in a PDF. No input or output.

Across, a shape lies between 0 and 1 of the width that there is; down, in units of a pixel or point. So letters keep
their size however narrow the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from review.audit.figures import Figure, Kind, PlotKind, Table
from review.audit.wording import number, percent, value_words

_MOST_ROWS = 25
_LONGEST_LABEL = 24
_ROW = 44
_BARS_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a role: "grid", "base" or "reach"."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    role: str = "bar"


@dataclass(frozen=True, slots=True)
class Dot:
    """A disc ("point") or ring ("before")."""

    x: float
    y: float
    role: str


@dataclass(frozen=True, slots=True)
class Label:
    """Text on its base line; `anchor` is "start", "middle" or "end". `short` is for where there is little room."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    role: str = "label"

    @property
    def short(self) -> str:
        """The text, cut to what fits beside a figure on a telephone."""
        return self.text if len(self.text) <= _LONGEST_LABEL else f"{self.text[: _LONGEST_LABEL - 1].rstrip()}…"


Shape = Line | Bar | Dot | Label


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: what it shows in a sentence, and its shapes."""

    title: str
    description: str
    height: float
    shapes: tuple[Shape, ...]


def plot_of(table: Table) -> Plot | None:
    """The plot of a table; None where it has none, or nothing to draw."""
    drawn = tuple(each for each in table.figures if each.value is not None and not each.is_rest)
    if table.plot is None or len(drawn) < (2 if table.plot is PlotKind.BARS else 1):
        return None
    if table.plot is PlotKind.WEEKS:
        return _weeks(table)
    shown = drawn[:_MOST_ROWS]
    return _intervals(table, shown) if table.plot is PlotKind.INTERVALS else _bars(table, shown)


def _intervals(table: Table, figures: Sequence[Figure]) -> Plot:
    shapes: list[Shape] = []
    bottom = len(figures) * _ROW + 4
    shapes += [Line(at / 4, 4, at / 4, bottom, "grid") for at in range(5)]
    for place, figure in enumerate(figures):
        y = place * _ROW + 18
        shapes += [Label(0, y, figure.group), Label(1, y, value_words(figure), "end", "value")]
        middle = y + 14
        if figure.low is not None and figure.high is not None:
            shapes.append(Line(figure.low, middle, figure.high, middle, "reach"))
        if figure.before is not None:
            shapes.append(Dot(figure.before, middle, "before"))
        shapes.append(Dot(figure.value or 0, middle, "point"))
    shapes += [
        Label(at / 4, bottom + 16, f"{at * 25}%", _anchor(at / 4), "scale") for at in (0, 2, 4)
    ]  # a quarter's own label would touch its neighbours on a narrow page
    said = "; ".join(
        f"{each.group} {value_words(each)}"
        + (f" ({percent(each.low)} to {percent(each.high)})" if each.low is not None and each.high is not None else "")
        for each in figures
        if each.kind is Kind.SHARE
    )
    rings = " A ring is the period before." if any(each.before is not None for each in figures) else ""
    described = f"A dot is the share, the line its interval of 95%, on a scale from 0% to 100%.{rings} {said}."
    return Plot(table.title, described, bottom + 22, tuple(shapes))


def _bars(table: Table, figures: Sequence[Figure]) -> Plot:
    most = max(figure.value or 0 for figure in figures) or 1
    shapes: list[Shape] = []
    for place, figure in enumerate(figures):
        y = place * 36 + 16
        shapes += [Label(0, y, figure.group), Label(1, y, value_words(figure), "end", "value")]
        shapes.append(Bar(0, y + 5, (figure.value or 0) / most, 9))
    said = "; ".join(f"{each.group} {value_words(each)}" for each in figures)
    return Plot(table.title, f"A bar for each count. {said}.", len(figures) * 36 + 2, tuple(shapes))


def _weeks(table: Table) -> Plot:
    """For each column of the table its weeks, each with a scale of its own: counts of different kinds differ much."""
    shapes: list[Shape] = []
    weeks = table.groups
    width = 1 / len(weeks)
    row = _BARS_HEIGHT + 30
    described = []
    for place, name in enumerate(table.names):
        values = [figure.value or 0 for week in weeks if (figure := table.at(week, name))]
        most = max(values, default=0)
        top = place * row + 18
        base = top + 6 + _BARS_HEIGHT
        shapes += [
            Label(0, top, name),
            Label(1, top, f"{number(sum(values))}, most in a week {number(most)}", "end", "scale"),
        ]
        for week, value in enumerate(values):
            height = _BARS_HEIGHT * value / most if most else 0
            if height:
                shapes.append(Bar((week + 0.12) * width, base - height, width * 0.76, height))
        shapes.append(Line(0, base, 1, base, "base"))
        described.append(f"{name} {number(sum(values))}, at most {number(most)} in a week")
    bottom = len(table.names) * row
    shapes += [
        Label(0, bottom + 12, weeks[0], "start", "scale"),
        Label(1, bottom + 12, weeks[-1], "end", "scale"),
    ]
    said = f"A bar for each week, each row on a scale of its own. {'; '.join(described)}."
    return Plot(table.title, said, bottom + 18, tuple(shapes))


def _anchor(x: float) -> str:
    return {0.0: "start", 1.0: "end"}.get(x, "middle")
