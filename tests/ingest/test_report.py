"""The report as people read it."""

from io import StringIO

from rich.console import Console

from ingest.report import ProgressBars, print_report
from knowledge.domain import Failure, IngestReport, IngestWarning


def printed(report: IngestReport) -> str:
    console = Console(file=StringIO(), width=100, soft_wrap=True)
    print_report(report, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_what_failed_comes_first() -> None:
    report = IngestReport(
        "e", ("new.md",), failed=(Failure("bad.pdf", "It is a scan."),), warnings=(IngestWarning("a", 3, "chart"),)
    )
    lines = [" ".join(line.split()) for line in printed(report).splitlines()]
    assert ["Failed bad.pdf: It is a scan.", "Note a, page 3: chart"] == lines[:2]
    assert "Added 1 new.md" in lines
    assert "Failed 1" in lines


def test_names_are_shown_as_they_are() -> None:
    report = IngestReport("e", ("[red]x[/red].md",), failed=(Failure("[/]", "[bold]"),))
    assert "[red]x[/red].md" in printed(report)
    assert "[/]: [bold]" in printed(report)


def test_long_lists_are_cut_short() -> None:
    warnings = tuple(IngestWarning("a", n, "chart") for n in range(1, 26))
    shown = printed(IngestReport("e", tuple("abcdefg"), warnings=warnings))
    assert "… and 5 more" in shown
    assert "7  a, b, c …" in shown


def test_progress_may_come_in_any_order() -> None:
    with ProgressBars() as progress:
        for stage, done, total in (("Reading", 0, 2), ("Embedding", 0, 0), ("Reading", 2, 2)):
            progress(stage, done, total)
