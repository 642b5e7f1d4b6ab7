"""The command `signpost export`: the record as tables, so that nobody needs the database."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from knowledge.editions import Editions
from knowledge.errors import SettingsError, StorageError
from knowledge.ledger.ledger import Ledger
from knowledge.periods import days
from knowledge.settings import read_settings
from review.export import Bounds, Row, export_rows, write_csv, write_json_lines
from review.schema import What, schema_lines


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"


def export_command(
    what: Annotated[What, typer.Option(help="The table; see --schema.")] = What.CITATIONS,
    format: Annotated[
        ExportFormat, typer.Option(help="csv for a spreadsheet, jsonl for a program.")
    ] = ExportFormat.CSV,
    since: Annotated[str, typer.Option(help="The first day, as 2026-10-01; from the beginning when not given.")] = "",
    until: Annotated[str, typer.Option(help="The last day, included; to the end when not given.")] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output when not given.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print what every table and column holds.")] = False,
) -> None:
    """Write a table of the record: every citation, one a row, unless --what says another.

    It holds people's questions and notes, though not whose they are, and what reviewers said, their blind first reviews
    too: keep the file as you keep the ledger.

    Example: signpost review export --format csv --out citations.csv

    Example: signpost export --what verdicts --since 2026-10-01 --until 2026-12-31 --out verdicts.csv
    """
    if schema:
        typer.echo("\n".join(schema_lines()))
        return
    settings = read_settings()
    bounds = Bounds(_bound(since, "--since", True), _bound(until, "--until", False))
    with Ledger.open(settings.ledger) as ledger:
        rows = export_rows(ledger, what, bounds, Editions(settings.data))
        write_out(out, format is ExportFormat.CSV, lambda file: _write(format, what, rows, file))


def _write(format: ExportFormat, what: What, rows: Iterator[Row], file: TextIO) -> None:
    if format is ExportFormat.CSV:
        write_csv(rows, file, what)
    else:
        write_json_lines(rows, file)


def write_out(out: Path | None, is_csv: bool, write: Callable[[TextIO], object]) -> None:
    """Write text to a file, or to standard output; raises StorageError."""
    if out is None:
        write(sys.stdout)
        return
    # Excel takes a CSV file for UTF-8 only when it begins with a byte order mark.
    try:
        with out.open("w", encoding="utf-8-sig" if is_csv else "utf-8", newline="") as file:
            write(file)
    except OSError as error:
        raise StorageError(f"The export {out} cannot be written: {error.strerror}.") from error


def day_of(text: str, option: str) -> date:
    """The day that an option names; raises SettingsError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{option} {text} is no day: write it as 2026-10-01.") from error


def _bound(text: str, option: str, is_first: bool) -> datetime | None:
    if not text:
        return None
    day = day_of(text, option)
    return days(day, day).since if is_first else days(day, day).until
