"""The commands `signpost review ...`: serve the console, let people in, export the record."""

import getpass
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from knowledge.errors import StorageError
from knowledge.ledger import Ledger
from knowledge.settings import read_settings
from review.account_commands import add_reviewer, disable, enable, link, list_reviewers
from review.audit.sampling import NothingToDrawError, draw_sample
from review.export import export_rows, write_csv, write_json_lines
from review.serving import serve

review_app = typer.Typer(
    help="Review what was answered: a web console for reviewers, and an export.", no_args_is_help=True
)


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"


review_app.command()(serve)
review_app.command()(add_reviewer)
review_app.command("reviewers")(list_reviewers)
review_app.command()(disable)
review_app.command()(enable)
review_app.command()(link)


@review_app.command()
def sample(
    days: Annotated[int, typer.Option(min=1, help="How many days back, to this moment.")] = 7,
    share: Annotated[float, typer.Option(min=0.0001, max=1.0, help="What share of the answers to draw, 0 to 1.")] = 0.1,
    number: Annotated[int | None, typer.Option(min=1, help="How many to draw, instead of a share.")] = None,
    seed: Annotated[str, typer.Option(help="Repeats a draw from the same record; made up when not given.")] = "",
    by: Annotated[str, typer.Option(help="Who draws it. Default: the user of this session.")] = "",
) -> None:
    """Draw answers for review at random: by outcome, document, agency and week, of those that are not in the queue.

    Safety cards, and answers with feedback that something is wrong, are in the queue without being drawn.

    Example: signpost review sample --days 7 --share 0.1
    """
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    with Ledger.open(read_settings().ledger) as ledger:
        try:
            drawn = draw_sample(ledger, since, until, by.strip() or _current_user(), share, number, seed)
        except NothingToDrawError as error:
            typer.echo(str(error))
            return
    size = sum(stratum.size for stratum in drawn.strata)
    typer.echo(f"Drew {len(drawn.drawn)} of {size} answers from {len(drawn.strata)} strata, seed {drawn.seed}.")


@review_app.command()
def export(
    format: Annotated[
        ExportFormat, typer.Option(help="csv for a spreadsheet, jsonl for a program.")
    ] = ExportFormat.CSV,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output when not given.")] = None,
) -> None:
    """Write every citation of the record, one a row, and every answer without any, with the feedback on it.

    It holds people's questions and notes, though not whose they are: keep the file as you keep the ledger.

    Example: signpost review export --format csv --out citations.csv
    """
    write = write_csv if format is ExportFormat.CSV else write_json_lines
    with Ledger.open(read_settings().ledger) as ledger:
        if out is None:
            write(export_rows(ledger), sys.stdout)
            return
        # Excel takes a CSV file for UTF-8 only when it begins with a byte order mark.
        encoding = "utf-8-sig" if format is ExportFormat.CSV else "utf-8"
        try:
            with out.open("w", encoding=encoding, newline="") as file:
                write(export_rows(ledger), file)
        except OSError as error:
            raise StorageError(f"The export {out} cannot be written: {error.strerror}.") from error


def _current_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
