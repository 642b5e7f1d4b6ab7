"""`signpost ingest`, `documents`, `editions` and `rollback`: what the partnership team works with."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.ingestion import ingest, plan
from ingest.inventory import document_rows, print_documents, print_editions
from ingest.report import ProgressBars, print_report
from ingest.report_page import NAME as REPORT_PAGE
from ingest.watching import A_DAY_SECONDS, follow
from ingest.web_pages import FetchRules, fetch_web_pages
from knowledge.domain import IngestReport
from knowledge.editions import Editions
from knowledge.embedding import Embedder, SentenceTransformerEmbedder
from knowledge.errors import SettingsError
from knowledge.settings import Settings, read_settings

_Json = Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")]


def ingest_command(
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents. Default: SIGNPOST_CORPUS, or ./corpus.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="First bring the manifest's web pages up to date; needs the network.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Then follow the folder, and ingest after each change, until Ctrl-C.")
    ] = False,
    settle: Annotated[
        float, typer.Option(min=0.1, help="With --watch: how many seconds without a change end a burst of changes.")
    ] = 5.0,
    as_json: _Json = False,
) -> None:
    """Read the corpus folder and publish it as a new edition.

    Files that cannot be read are reported and the others go in. The live edition answers until the new one is
    complete, and stays when anything goes wrong.

    With --watch an ingest also runs once a day, as review dates pass, and fetches about once a day with --fetch. A
    folder on a network share is followed when WATCHFILES_FORCE_POLLING=1 is set.

    Exit status: 0 published, 1 published with failures, 2 nothing published.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    if dry_run and (fetch or watch):
        raise SettingsError("A dry run changes nothing: leave out --fetch and --watch.")
    if watch:
        run = _watched_run(folder, settings, fetch, as_json)
        follow(folder, run, settle, lambda error: typer.echo(f"signpost: {error}", err=True))
        typer.echo("Stopped.", err=True)
        return
    if dry_run:
        report = plan(folder, settings.data, settings.embedding_model)
    else:
        report = _ingest(folder, settings, lambda: SentenceTransformerEmbedder(settings.embedding_model), fetch)
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        _print(report, settings.data, dry_run)
    raise typer.Exit(1 if report.failed else 0)


def _ingest(
    folder: Path, settings: Settings, embedder: Callable[[], Embedder], fetch: bool, only_missing: bool = False
) -> IngestReport:
    with ProgressBars() as progress:
        rules = FetchRules(settings.fetch_private_addresses)
        noted = fetch_web_pages(folder, settings.data, rules, progress, only_missing) if fetch else []
        return ingest(folder, settings.data, embedder(), progress, noted)


def _watched_run(folder: Path, settings: Settings, fetch: bool, as_json: bool) -> Callable[[], None]:
    """One run of --watch: the embedding model is loaded once, and pages that are there are not fetched each time."""
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    fetched_at = float("-inf")

    def run() -> None:
        nonlocal fetched_at
        is_due, started = time.monotonic() - fetched_at >= A_DAY_SECONDS / 2, time.monotonic()
        report = _ingest(folder, settings, lambda: embedder, fetch, only_missing=not is_due)
        fetched_at = started if is_due else fetched_at
        if as_json:
            typer.echo(json.dumps(asdict(report)))
        else:
            _print(report, settings.data, dry_run=False)

    return run


def _print(report: IngestReport, data: Path, dry_run: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    print_report(report, console)
    if dry_run:
        console.print("Nothing was changed: this was a dry run. It compares contents and does not read them.")
        return
    page = data / "editions" / report.edition / REPORT_PAGE
    speed = f" ({report.pages / report.seconds:,.0f} pages/s)" if report.pages and report.seconds else ""
    console.print(
        f"\n[green]Published[/green] edition {report.edition}: {report.passages:,} passages "
        f"({report.embedded:,} new), {report.pages:,} pages, in {report.seconds:.1f} s{speed}."
    )
    if page.is_file():
        console.print(f"The report: {page}", markup=False)


def documents_command(as_json: _Json = False) -> None:
    """List the documents of the live edition: what kind each is, whether it still holds, what could not be read."""
    settings = read_settings()
    with closing(Editions(settings.data).open_live_passages()) as passages:
        rows = document_rows(passages, date.today())
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        print_documents(rows, Console(highlight=False))


def editions_command(as_json: _Json = False) -> None:
    """List the editions, newest first, with the one that answers marked."""
    editions = Editions(read_settings().data)
    rows = [{**asdict(each), "live": each.id == editions.live_id} for each in editions.summaries()]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
    else:
        print_editions(rows, Console(highlight=False))


def rollback_command(
    edition: Annotated[str | None, typer.Argument(help="The edition to go back to. Default: the one before.")] = None,
) -> None:
    """Let an earlier edition answer again, at once. Nothing is deleted: `signpost editions` still lists all."""
    typer.echo(f"Edition {Editions(read_settings().data).roll_back(edition)} answers now.")
