"""`signpost documents`, `editions` and `rollback`: what is live, what was, and back to it."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from ingest.inventory import print_documents, print_editions, print_waiting
from knowledge.editions import Editions
from knowledge.intake.log import IntakeLog
from knowledge.inventory import Row, document_rows, waiting_rows
from knowledge.settings import read_settings

_Json = Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")]


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
