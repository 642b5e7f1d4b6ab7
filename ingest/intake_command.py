"""`signpost intake`: does what the console asks for."""

import signal
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from ingest.attending import attend
from ingest.request_steps import Steps
from ingest.runs import Runs
from ingest.workers import Limits
from knowledge.settings import read_settings


def intake_command(
    context: typer.Context,
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of documents. Default: SIGNPOST_CORPUS, or ./corpus.")
    ] = None,
) -> None:
    """Do what publishers ask for in the console, one request at a time, until Ctrl-C.

    It reads the files they put in, makes dry runs, and publishes, withdraws and goes back when they say so. The
    console itself only takes files in and shows how far things are: without this process requests wait.

    It may run beside `signpost ingest --watch`, `signpost bot` and the console; a second one stands by, and goes on
    where the first was ended. What a killed one left half done in the corpus folder is finished or undone first.
    """
    settings = read_settings()
    folder = corpus or settings.corpus
    stop = Event()
    signal.signal(signal.SIGTERM, _stop)
    with Runs(folder, settings, context.obj, Limits(settings.reading_seconds, settings.reading_megabytes)) as runs:
        steps = Steps(folder, settings.data, runs.workers, runs.run_order, settings.approval_kinds)
        typer.echo(f"Taking requests for {folder} (Ctrl-C stops).", err=True)
        try:
            attend(steps, stop, lambda line: typer.echo(f"signpost: {line}", err=True))
        except KeyboardInterrupt:
            typer.echo("Stopped. A request that was begun goes on when this is started again.", err=True)


def _stop(_number: int = 0, _frame: FrameType | None = None) -> None:
    raise KeyboardInterrupt
