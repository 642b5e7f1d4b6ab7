"""The parts of a report: figures in tables in sections, and what is behind each figure. No input or output."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.periods import Period
from review.statistics import Estimate


class Of(StrEnum):
    """What is behind a figure: which answers, or which things about answers."""

    ALL = "all"
    OUTCOME = "outcome"
    LANGUAGE_MODEL = "language_model"
    PROMPT = "prompt"
    EDITION = "edition"
    WEEK = "week"
    AUDIENCE = "audience"
    PUBLISHER = "publisher"
    THEME = "theme"
    GAP = "gap"
    CHECKED = "checked"
    JUDGED = "judged"
    WAITING = "waiting"
    UNDECIDED = "undecided"
    QUEUED = "queued"
    SAMPLED = "sampled"
    TWICE = "twice"
    REVIEWER = "reviewer"
    STALE = "stale"
    FEEDBACK = "feedback"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Choice:
    """The answers behind a figure: `value` is which of `of`, `group` narrows it ("document=a.pdf", an outcome)."""

    of: Of
    value: str = ""
    group: str = ""


class Kind(StrEnum):
    """How a figure is read."""

    COUNT = "count"
    SHARE = "share"
    KAPPA = "kappa"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `name` says what is measured, `group` of which part; `value` is None where it cannot be told.

    A share lies in [0, 1] and has `n`, how many it is a share of, with the ends of its 95% interval. `before` is the
    value of the period before. `choice` is what is behind a count, `among` what is behind `n`. `is_rest`: of all that
    could not be named.
    """

    name: str
    group: str = ""
    value: float | None = None
    kind: Kind = Kind.COUNT
    n: int | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    note: str = ""
    choice: Choice | None = None
    among: Choice | None = None
    is_rest: bool = False


class PlotKind(StrEnum):
    """How a table is drawn beside itself."""

    INTERVALS = "intervals"
    BARS = "bars"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under a title. `head` names the groups; in a grid a row is a group and a column is a name.

    `leads_only`: it tells of single people, and is shown to leads alone.
    """

    title: str
    head: str
    figures: tuple[Figure, ...]
    note: str = ""
    plot: PlotKind | None = None
    is_grid: bool = False
    leads_only: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The rows of a grid."""
        return tuple(dict.fromkeys(figure.group for figure in self.figures))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of a grid."""
        return tuple(dict.fromkeys(figure.name for figure in self.figures))

    def at(self, group: str, name: str) -> Figure | None:
        """The figure of a grid's cell."""
        return next((each for each in self.figures if (each.group, each.name) == (group, name)), None)

    @property
    def has_shares(self) -> bool:
        """Whether any of its figures is uncertain."""
        return any(figure.kind is not Kind.COUNT for figure in self.figures)

    @property
    def value_head(self) -> str:
        """What stands over the values."""
        kinds = {figure.kind for figure in self.figures}
        return {Kind.COUNT: "Number", Kind.SHARE: "Share"}.get(min(kinds), "Value") if len(kinds) == 1 else "Value"

    @property
    def has_before(self) -> bool:
        """Whether any figure is known of the period before."""
        return any(figure.before is not None for figure in self.figures)

    @property
    def has_notes(self) -> bool:
        """Whether anything is said of a single figure."""
        return any(figure.note for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: plain sentences first, then tables, then what a careful reader asks."""

    key: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report of a period."""

    period: Period
    made_at: str
    sections: tuple[Section, ...]

    @property
    def has_before(self) -> bool:
        """Whether the period before stands beside any figure."""
        return any(figure.before is not None for _, _, figure in self.figures())

    def figures(self) -> Iterator[tuple[Section, Table, Figure]]:
        """Every figure with where it stands."""
        for section in self.sections:
            for table in section.tables:
                for figure in table.figures:
                    yield section, table, figure

    def without_people(self) -> "Report":
        """The report without the tables that tell of single people."""
        kept = (replace(s, tables=tuple(t for t in s.tables if not t.leads_only)) for s in self.sections)
        return replace(self, sections=tuple(kept))

    def without_choices(self) -> "Report":
        """The report for those who may not see single answers: nothing leads to them."""

        def bare(table: Table) -> Table:
            return replace(table, figures=tuple(replace(each, choice=None, among=None) for each in table.figures))

        kept = (replace(s, tables=tuple(map(bare, s.tables))) for s in self.sections)
        return replace(self, sections=tuple(kept))


def counted(name: str, counts: Mapping[str, int], of: Of, labels: Mapping[str, str] | None = None) -> list[Figure]:
    """A figure for each count, the largest first, with the answers behind it; `labels` say how a value is called."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [
        Figure(name, (labels or {}).get(value, value) or "(none)", count, choice=Choice(of, value))
        for value, count in ordered
    ]


def shared(name: str, group: str, estimate: Estimate | None, among: Choice | None = None, note: str = "") -> Figure:
    """A share as a figure; nothing is said where there is none."""
    if estimate is None:
        return Figure(name, group, kind=Kind.SHARE, n=0, note=note)
    return Figure(
        name,
        group,
        estimate.value,
        Kind.SHARE,
        estimate.count,
        estimate.low,
        estimate.high,
        note=note,
        among=among,
    )


def with_before(sections: Sequence[Section], earlier: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with each figure's value of the period before, where that has the same figure."""
    known = {
        (section.key, table.title, figure.name, figure.group): figure.value
        for section in earlier
        for table in section.tables
        for figure in table.figures
    }

    def compared(section: Section, table: Table) -> Table:
        if table.is_grid:
            return table
        return replace(
            table,
            figures=tuple(
                replace(each, before=known.get((section.key, table.title, each.name, each.group)))
                for each in table.figures
            ),
        )

    return tuple(
        replace(section, tables=tuple(compared(section, table) for table in section.tables)) for section in sections
    )
