"""How an ingest shows itself on a terminal: progress while it runs, a report when it ends."""

import sys
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest.report_entries import changes, label
from ingest.warning_groups import WarningGroup, warning_groups
from knowledge.ingest_report import IngestReport

_SHOWN_FAILURES = 10
_SHOWN_NAMES = 3


class ProgressBars:
    """One bar a stage with its speed and the time left, on standard error; nothing where that is not a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        columns = (
            TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"), TimeRemainingColumn(elapsed_when_finished=True),
        )  # fmt: skip
        is_shown = console is not None or sys.stderr.isatty()
        self._bars = Progress(*columns, console=console or Console(stderr=True), disable=not is_shown)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressBars":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage are behind us; "Pages" is the speed of the stage "Reading"."""
        if stage == "Pages":
            self._show_speed("Reading", done, "pages")
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total, speed="")
        self._bars.update(self._tasks[stage], completed=done, total=total)
        if stage == "Embedding":
            self._show_speed(stage, done, "passages")

    def _show_speed(self, stage: str, done: int, unit: str) -> None:
        task = self._tasks.get(stage)
        seconds = self._bars.tasks[task].elapsed if task is not None else None
        if task is not None and seconds and done:
            self._bars.update(task, speed=f"{done / seconds:,.0f} {unit}/s")


def print_report(report: IngestReport, console: Console) -> None:
    """The report as people read it: what failed, what became of the documents, what to look at; never long."""
    listed = changes(report)
    failed = listed["failed"]
    for entry in failed[:_SHOWN_FAILURES]:
        console.print(f"[red]Failed[/]  {escape(entry)}")
    if len(failed) > _SHOWN_FAILURES:
        console.print(f"[red]Failed[/]  … and {len(failed) - _SHOWN_FAILURES} more")
    table = _table(("", 12), ("Documents", 9))
    for name, entries in listed.items():
        shown = "" if name == "failed" else _some(entries)
        table.add_row(label(name).capitalize(), f"{len(entries):>9,}", escape(shown))
    console.print(table)
    _print_warnings(warning_groups(report.warnings), console)


def _print_warnings(groups: Sequence[WarningGroup], console: Console) -> None:
    """A line a kind, however many there are: the page of the report holds each."""
    if not groups:
        return
    console.print()
    table = _table(("To look at", 28), ("Notes", 5), ("Documents", 9), last="Most in")
    for group in groups:
        numbers = (f"{len(group.warnings):>5,}", f"{len(group.documents):>9,}")
        table.add_row(escape(group.title), *numbers, escape(_worst(group)))
    console.print(table)


def _table(*columns: tuple[str, int], last: str = "") -> Table:
    """A table whose columns keep their width (in characters), so that only the last one is cut short."""
    table = Table(box=None, pad_edge=False, expand=True)
    for name, width in columns:
        table.add_column(name, width=width)
    table.add_column(last, ratio=1, no_wrap=True)
    return table


def _worst(group: WarningGroup) -> str:
    """The document with the most warnings of a kind; all, where they are few and alike."""
    paths = group.documents
    if len(paths) == len(group.warnings):
        return _some(paths)
    own = WarningGroup(group.title, "", tuple(each for each in group.warnings if each.path == paths[0]))
    pages = f", p. {own.pages}" if own.pages and len(own.pages) <= 20 else ""
    return f"({len(own.warnings)}{pages}) {paths[0]}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _SHOWN_NAMES else f"{', '.join(names[:_SHOWN_NAMES])} …"
