"""How an ingest shows itself on a terminal: a progress bar while it runs, a report when it ends."""

import sys
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge.domain import IngestReport

_SHOWN_WARNINGS = 20


class ProgressBars:
    """One bar a stage, on standard error; nothing where that is not a terminal."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        )  # fmt: skip
        self._bars = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ProgressBars":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage are behind us."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)


def print_report(report: IngestReport, console: Console) -> None:
    """The report as people read it: what failed first, then what went in."""
    for failure in report.failed:
        console.print(f"[red]Failed[/red]  {escape(failure.path)}: {escape(failure.reason)}")
    for warning in report.warnings[:_SHOWN_WARNINGS]:
        place = f", page {warning.page}" if warning.page else ""
        console.print(f"[yellow]Note[/yellow]    {escape(warning.path)}{place}: {escape(warning.what)}")
    if len(report.warnings) > _SHOWN_WARNINGS:
        console.print(f"[yellow]Note[/yellow]    … and {len(report.warnings) - _SHOWN_WARNINGS} more (see --json)")
    for change in report.standings:
        console.print(f"Standing {escape(change.path)}: {escape(change.before)} → {escape(change.after)}")
    console.print(_table(report))


def _table(report: IngestReport) -> Table:
    table = Table("", "Documents", box=None, pad_edge=False)
    for name in ("added", "changed", "unchanged", "removed"):
        paths: tuple[str, ...] = getattr(report, name)
        table.add_row(name.capitalize(), f"{len(paths)}" + (f"  {escape(_some(paths))}" if paths else ""))
    renamed = tuple(f"{old} → {new}" for old, new in report.renamed)
    for name, entries in (("Renamed", renamed), ("New entry", report.redescribed)):
        if entries:
            table.add_row(name, f"{len(entries)}  {escape(_some(entries))}")
    table.add_row("Failed", str(len(report.failed)))
    return table


def _some(paths: tuple[str, ...]) -> str:
    return ", ".join(paths) if len(paths) <= 3 else f"{', '.join(paths[:3])} …"
