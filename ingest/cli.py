"""`signpost ingest`, `documents`, `editions` and `rollback`: what the partnership team works with."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.findings import print_findings
from ingest.gate import Gate, RefusedError, SearchOf, read_gate_questions
from ingest.ingestion import ingest, plan_ingest
from ingest.intake_log import IntakeLog
from ingest.inventory import Row, document_rows, print_documents, print_editions, print_waiting, waiting_rows
from ingest.report import ProgressBars, print_report
from ingest.workers import Limits, Workers
from knowledge.domain import IngestReport
from knowledge.editions import Edition, Editions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.settings import Settings, read_settings

_Json = Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")]


def ingest_command(
    context: typer.Context,
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
    complete, and stays when anything goes wrong, when nothing changed, or when the new one finds too little of what
    the golden questions in golden.jsonl ask for.

    Exit status: 0 published or nothing changed, 1 published with failures, 2 nothing published.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    if dry_run:
        report = plan_ingest(folder, settings.data, settings.embedding_model, settings.approval_kinds)
    else:
        try:
            report = _publish(folder, settings, context.obj, rebuild)
        except RefusedError as error:
            _print_refused(error.report, as_json)
            raise
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2))
    else:
        _print(report, dry_run)
    raise typer.Exit(1 if report.failed else 0)


def _publish(folder: Path, settings: Settings, search_of: SearchOf, rebuild: bool) -> IngestReport:
    golden = read_gate_questions(folder, settings.data)
    limits = Limits(settings.reading_seconds, settings.reading_megabytes)
    with ProgressBars() as progress, Workers(limits) as workers:
        embedder = SentenceTransformerEmbedder(settings.embedding_model)

        def examine(report: IngestReport, candidate: Edition, live: Edition | None) -> IngestReport:
            from ingest.examining import Examination

            search = search_of(folder, embedder)
            gate = Gate(golden, search, settings.gate_least_share, settings.gate_fall_allowed)
            return Examination(gate, Editions(settings.data), settings.ledger)(report, candidate, live)

        return ingest(
            folder,
            settings.data,
            embedder,
            progress,
            workers=workers,
            rebuild=rebuild,
            examine=examine,
            approval_kinds=settings.approval_kinds,
        )


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
    if not report.published:
        console.print(f"\nNothing changed: edition {report.edition} stays.")
        return
    console.print(
        f"\n[green]Published[/green] edition {report.edition}: {report.passages:,} passages "
        f"({report.embedded:,} new), {report.pages:,} pages, in {report.seconds:.1f} s."
    )


def documents_command(as_json: _Json = False) -> None:
    """List the documents: what kind each is, whether it still holds, what could not be read, what waits."""
    settings = read_settings()
    log = IntakeLog(settings.data)
    rows = _live_rows(Editions(settings.data), log)
    rows += waiting_rows(log, rows)
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    console = Console(highlight=False)
    print_documents(rows, console)
    print_waiting(log, settings.data / "originals", Console(highlight=False, soft_wrap=True))


def _live_rows(editions: Editions, log: IntakeLog) -> list[Row]:
    if editions.live_id is None and log.waiting:  # the very first documents wait
        return []
    with closing(editions.open_live_passages()) as passages:
        return document_rows(passages, date.today(), log)


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
