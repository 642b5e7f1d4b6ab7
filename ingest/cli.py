"""`signpost ingest`, `documents`, `editions` and `rollback`: what the partnership team works with."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.examining import Examination, RefusedError
from ingest.findings import print_findings
from ingest.gate import Gate, SearchOf, read_gate_questions
from ingest.ingestion import ingest, plan
from ingest.inventory import document_rows, print_documents, print_editions
from ingest.report import ProgressBars, print_report
from knowledge.domain import IngestReport
from knowledge.editions import Editions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.settings import Settings, read_settings

_Json = Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")]


def ingest_command(
    context: typer.Context,
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents. Default: SIGNPOST_CORPUS, or ./corpus.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    as_json: _Json = False,
) -> None:
    """Read the corpus folder and publish it as a new edition.

    Files that cannot be read are reported and the others go in. The live edition answers until the new one is
    complete, and stays when anything goes wrong, or when the new one finds too little of what the golden questions
    in golden.jsonl ask for.

    Exit status: 0 published, 1 published with failures, 2 nothing published.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    if dry_run:
        report = plan(folder, settings.data, settings.embedding_model)
    else:
        try:
            report = _publish(folder, settings, context.obj)
        except RefusedError as error:
            _print_refused(error.report, as_json)
            raise
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        _print(report, dry_run)
    raise typer.Exit(1 if report.failed else 0)


def _publish(folder: Path, settings: Settings, search_of: SearchOf) -> IngestReport:
    golden = read_gate_questions(folder, settings.data)
    with ProgressBars() as progress:
        embedder = SentenceTransformerEmbedder(settings.embedding_model)
        gate = Gate(golden, search_of(folder, embedder), settings.gate_least_share, settings.gate_fall_allowed)
        examine = Examination(gate, Editions(settings.data), settings.ledger)
        return ingest(folder, settings.data, embedder, progress, examine)


def _print_refused(report: IngestReport, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        console = Console(highlight=False, soft_wrap=True)
        print_report(report, console)
        print_findings(report, console)


def _print(report: IngestReport, dry_run: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    print_report(report, console)
    print_findings(report, console)
    if dry_run:
        console.print("Nothing was changed: this was a dry run. It compares contents and does not read them.")
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
