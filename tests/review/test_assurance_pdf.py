"""The report as a PDF, of whatever documents are called."""

import pytest

from knowledge.periods import quarter
from review.assurance_pdf import report_pdf
from review.audit.figures import Figure, Report, Section, Table


@pytest.mark.parametrize(
    "text",
    ["word " * 4_000, "W" * 20_000, "<font size=99>&<img src=\"file:///etc/hostname\"/><a href='x'>", "\x1b\u202e"],
    ids=["long", "without a break", "markup", "controls"],
)
@pytest.mark.parametrize("is_grid", [False, True], ids=["list", "grid"])
def test_a_text_of_a_document_does_not_keep_the_report_from_being_made(text: str, is_grid: bool) -> None:
    """Nor is it markup: ReportLab would fetch an image."""
    figures = tuple(
        Figure(name, text, 3, note=text) for name in ("one", "two", "three", "four", "five", "six", "seven")
    )
    section = Section("kept", "What is kept", (text,), (Table("Documents", "Document", figures, is_grid=is_grid),))
    made = report_pdf(Report(quarter("2026Q1"), "2026-04-01T00:00:00+00:00", (section,)))
    assert made.startswith(b"%PDF-")
    assert b"/URI" not in made
