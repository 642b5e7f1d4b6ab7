"""The commands `signpost review ...`: serve the console, let people in, export the record."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from knowledge.errors import StorageError
from knowledge.ledger import Ledger
from knowledge.settings import read_settings
from review.account_commands import add_reviewer, disable, enable, link, list_reviewers
from review.export import export_rows, write_csv, write_json_lines
from review.sample_command import sample
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
review_app.command()(sample)


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
