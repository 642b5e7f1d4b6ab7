"""The command `signpost review report`: the assurance report as a file."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from knowledge.editions import Editions
from knowledge.errors import SettingsError, StorageError
from knowledge.ledger.ledger import Ledger
from knowledge.periods import Period, days, quarter, quarter_of
from knowledge.settings import read_settings
from review.audit.figures import Report
from review.audit.record import record_words
from review.audit.report_csv import write_report_csv
from review.audit.themes import read_themes
from review.export_command import day_of, write_out


class ReportFormat(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"


def report_command(
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[ReportFormat, typer.Option(help="html or pdf to read, csv to count with.")] = ReportFormat.HTML,
    quarter: Annotated[str, typer.Option(help="A calendar quarter, as 2026Q4; this one when not given.")] = "",
    since: Annotated[str, typer.Option(help="The first day of another time, as 2026-10-01.")] = "",
    until: Annotated[str, typer.Option(help="Its last day, included.")] = "",
    with_reviewers: Annotated[
        bool, typer.Option("--with-reviewers", help="With counts by reviewer, which are for leads alone.")
    ] = False,
) -> None:
    """Write the assurance report of a quarter: what was asked, what reviewers found, and how sure that is.

    Example: signpost review report --quarter 2026Q4 --format pdf --out assurance.pdf
    """
    from review.audit.assurance import assurance_report
    from review.audit.quarter import Quarter

    settings = read_settings()
    period = _period(quarter, since, until)
    with Ledger.open(settings.ledger) as ledger:
        rows = Quarter(
            ledger,
            period,
            read_themes(settings.corpus),
            Editions(settings.data),
            settings.review_second_share,
            datetime.now(UTC),
        )
        report = assurance_report(rows, record_words(ledger))
    _write(report if with_reviewers else report.without_people(), format, out)
    typer.echo(f"The report is in {out}.")


def _write(report: Report, format: ReportFormat, out: Path) -> None:
    if format is ReportFormat.CSV:
        write_out(out, True, lambda file: write_report_csv(report, file))
    elif format is ReportFormat.HTML:
        from review.assurance_page import report_file

        text = report_file(report)
        write_out(out, False, lambda file: file.write(text))
    else:
        from review.assurance_pdf import report_pdf

        try:
            out.write_bytes(report_pdf(report))
        except OSError as error:
            raise StorageError(f"The report {out} cannot be written: {error.strerror}.") from error


def _period(name: str, since: str, until: str) -> Period:
    if name and (since or until):
        raise SettingsError("Give a --quarter, or --since and --until.")
    if bool(since) != bool(until):
        raise SettingsError("--since and --until belong together.")
    try:
        if since:
            return days(day_of(since, "--since"), day_of(until, "--until"))
        return quarter(name) if name else quarter_of(datetime.now(UTC))
    except ValueError as error:
        raise SettingsError(str(error)) from error
