"""`signpost ingest`, `documents`, `editions` and `rollback`: what the partnership team works with."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.ingestion import ingest, plan_ingest
from ingest.inventory import document_rows, print_documents, print_editions
from ingest.report import ProgressBars, print_report
from ingest.workers import Limits, Workers
from knowledge.domain import IngestReport
from knowledge.editions import Editions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.settings import read_settings

_Json = Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")]


def ingest_command(
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents. Default: SIGNPOST_CORPUS, or ./corpus.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Read and embed everything again, whatever the live edition holds.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Read the corpus folder and publish it as a new edition.

    Files that cannot be read are reported and the others go in. The live edition answers until the new one is
    complete, and stays when anything goes wrong or nothing changed.

    Exit status: 0 published or nothing changed, 1 published with failures, 2 nothing published.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    if dry_run:
        report = plan_ingest(folder, settings.data, settings.embedding_model)
    else:
        limits = Limits(settings.reading_seconds, settings.reading_megabytes)
        with ProgressBars() as progress, Workers(limits) as workers:
            embedder = SentenceTransformerEmbedder(settings.embedding_model)
            report = ingest(folder, settings.data, embedder, progress, workers=workers, rebuild=rebuild)
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        _print(report, dry_run)
    raise typer.Exit(1 if report.failed else 0)


def _print(report: IngestReport, dry_run: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    print_report(report, console)
    if dry_run:
        console.print("Nothing was changed: this was a dry run. It compares contents and does not read them.")
        return
    if not report.published:
        console.print(f"\nNothing changed: edition {report.edition} stays.")
        return
    console.print(
        f"\n[green]Published[/green] edition {report.edition}: {report.passages:,} passages "
        f"({report.embedded:,} new), {report.pages:,} pages, in {report.seconds:.1f} s."
    )


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
