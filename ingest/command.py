"""`signpost ingest`: one run, or a run after each change of the folder."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.findings import print_findings
from ingest.gate import RefusedError
from ingest.ingestion import plan_ingest
from ingest.report import print_report
from ingest.report_page import NAME as REPORT_PAGE
from ingest.runs import Runs
from ingest.watching import A_DAY_SECONDS, follow
from ingest.workers import Limits
from knowledge.errors import SettingsError
from knowledge.ingest_report import IngestReport
from knowledge.settings import Settings, read_settings


def ingest_command(
    context: typer.Context,
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents. Default: SIGNPOST_CORPUS, or ./corpus.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read and embed everything again, whatever the live edition holds.")
    ] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="First bring the manifest's web pages up to date; needs the network.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Then follow the folder, and ingest after each change, until Ctrl-C.")
    ] = False,
    settle: Annotated[
        float, typer.Option(min=0.1, help="With --watch: how many seconds without a change end a burst of changes.")
    ] = 5.0,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON, on standard output; with --watch a line for each run.")
    ] = False,
) -> None:
    """Read the corpus folder and publish it as a new edition.

    Files that cannot be read are reported and the others go in. The live edition answers until the new one is complete.

    It stays when anything goes wrong, when nothing changed, or when the new one loses answers to golden.jsonl.

    With --watch an ingest also runs once a day, as review dates pass, and fetches once a day with --fetch.

    A folder on a network share is followed when WATCHFILES_FORCE_POLLING=1 is set.

    Exit status: 0 published or nothing changed, 1 published with failures, 2 nothing published.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    if dry_run and (fetch or watch or rebuild):
        raise SettingsError("A dry run changes nothing: leave out --fetch, --watch and --rebuild.")
    if dry_run:
        report = plan_ingest(folder, settings.data, settings.embedding_model, settings.approval_kinds)
        _show(report, as_json)
        _print_dry_run(as_json)
        raise typer.Exit(1 if report.failed else 0)
    limits = Limits(settings.reading_seconds, settings.reading_megabytes)
    with Runs(folder, settings, context.obj, limits) as runs:
        if watch:
            _follow(runs, folder, settings, fetch, settle, as_json)
            return
        report = _run(runs, settings.data, as_json, fetch=fetch, rebuild=rebuild)
    raise typer.Exit(1 if report.failed else 0)


def _follow(runs: Runs, folder: Path, settings: Settings, fetch: bool, settle: float, as_json: bool) -> None:
    fetched_at = float("-inf")

    def run() -> None:
        """Pages that are there are not fetched anew each time."""
        nonlocal fetched_at
        is_due, started = time.monotonic() - fetched_at >= A_DAY_SECONDS / 2, time.monotonic()
        _run(runs, settings.data, as_json, fetch=fetch, is_due=is_due)
        fetched_at = started if is_due else fetched_at

    follow(folder, run, settle, lambda error: typer.echo(f"signpost: {error}", err=True))
    typer.echo("Stopped.", err=True)


def _run(
    runs: Runs, data: Path, as_json: bool, *, fetch: bool, rebuild: bool = False, is_due: bool | None = None
) -> IngestReport:
    """One ingest, shown. `is_due` is None for a run of its own; a follower tells whether its pages are due again."""
    is_followed = is_due is not None
    try:
        report = runs.run(fetch=fetch, rebuild=rebuild, only_missing=is_due is False)
    except RefusedError as error:
        _show(error.report, as_json, is_followed)
        raise
    _show(report, as_json, is_followed)
    if not as_json:
        _print_outcome(report, data)
    return report


def _show(report: IngestReport, as_json: bool, is_one_of_many: bool = False) -> None:
    """As JSON a report is one line where others follow it, so that a program can tell them apart."""
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=None if is_one_of_many else 2))
        return
    console = Console(highlight=False, soft_wrap=True)
    print_report(report, console)
    print_findings(report, console)


def _print_dry_run(as_json: bool) -> None:
    if not as_json:
        typer.echo("Nothing was changed: this was a dry run. It compares contents and does not read them.")


def _print_outcome(report: IngestReport, data: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if not report.published:
        console.print(f"\nNothing changed: edition {report.edition} stays.")
        return
    page = data / "editions" / report.edition / REPORT_PAGE
    speed = f" ({report.pages / report.seconds:,.0f} pages/s)" if report.pages and report.seconds else ""
    console.print(
        f"\n[green]Published[/green] edition {report.edition}: {report.passages:,} passages "
        f"({report.embedded:,} new), {report.pages:,} pages, in {report.seconds:.1f} s{speed}."
    )
    console.print(f"The report: {page}", markup=False)
