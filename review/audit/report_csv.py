"""A report as one tidy table: a row a figure."""

import csv
from typing import TextIO

from review.audit.figures import Report
from review.cells import cell

COLUMNS = ("section", "figure", "group", "value", "n", "low", "high", "note", "before")


def write_report_csv(report: Report, out: TextIO) -> None:
    """Write the figures for a spreadsheet or a program. Shares and their intervals lie in [0, 1].

    No cell can act as a formula. `before` is the value of the period before.
    """
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for section, table, figure in report.figures():
        name = f"{table.title}: {figure.name}"
        row = (section.title, name, figure.group, figure.value, figure.n, figure.low, figure.high, figure.note)
        writer.writerow([cell(value) for value in (*row, figure.before)])
    for section in report.sections:
        for sentence in section.sentences:
            writer.writerow([cell(value) for value in (section.title, "In words", "", *[None] * 4, sentence, None)])
