"""The report as people read it on a terminal."""

from io import StringIO

from rich.console import Console

from builders.reports import full_report
from ingest.report import ProgressBars, print_report
from knowledge.ingest_report import Failure, IngestReport, IngestWarning


def printed(report: IngestReport, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, soft_wrap=True)
    print_report(report, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def lines(report: IngestReport) -> list[str]:
    return [" ".join(line.split()) for line in printed(report).splitlines()]


def test_what_failed_comes_first() -> None:
    report = IngestReport(
        "e", ("new.md",), failed=(Failure("bad.pdf", "It is a scan."),), warnings=(IngestWarning("a", 3, "chart"),)
    )
    shown = lines(report)
    assert "Failed bad.pdf: It is a scan." == shown[0]
    assert "Added 1 new.md" in shown
    assert "Failed 1" in shown
    assert "Chart- or picture-only pages 1 1 a" in shown


def test_names_are_shown_as_they_are() -> None:
    report = IngestReport("e", ("[red]x[/red].md",), failed=(Failure("[/]", "[bold]"),))
    assert "[red]x[/red].md" in printed(report)
    assert "[/]: [bold]" in printed(report)


def test_four_hundred_notes_are_a_few_lines_with_the_worst_document_named() -> None:
    charts = [IngestWarning(f"{n % 20}.pdf", n, "chart") for n in range(1, 200)]
    lines_left_out = [IngestWarning("big.pdf", None, f"left out, as it is repeated: {n}") for n in range(200)]
    failed = tuple(Failure(f"{n}.pdf", "Damaged.") for n in range(25))
    warnings = (*charts, *lines_left_out, IngestWarning("19.pdf", 300, "chart"), IngestWarning("19.pdf", 301, "chart"))
    shown = lines(IngestReport("e", tuple("abcdefg"), failed=failed, warnings=warnings))
    assert 22 >= len(shown)
    assert "Failed … and 15 more" in shown
    assert "Added 7 a, b, c …" in shown
    assert "Lines removed as repeated 200 1 (200) big.pdf" in shown
    assert any(line.startswith("Chart- or picture-only pages 201 20 (12") and line.endswith("19.pdf") for line in shown)


def test_no_line_of_a_table_is_wider_than_the_terminal() -> None:
    warnings = tuple(IngestWarning(f"{n}-{'long-name' * 20}.pdf", None, "chart") for n in range(3))
    shown = printed(IngestReport("e", tuple(warning.path for warning in warnings), warnings=warnings), width=80)
    assert 80 >= max(map(len, shown.splitlines()))


def test_lists_that_an_ingest_did_not_make_are_not_shown() -> None:
    assert not [line for line in lines(IngestReport("e")) if line.startswith(("Renamed", "Held", "To look at"))]
    shown = lines(full_report("e"))
    assert "Renamed 1 old.pdf → a.pdf" in shown
    assert "New entry 1 c.pdf" in shown
    assert "New standing 1 d.pdf: report, current → report, superseded" in shown
    assert "Held 1 b.pdf: Waits for approval. signpost approve b.pdf" in shown


def test_progress_may_come_in_any_order() -> None:
    with ProgressBars() as progress:
        for stage, done, total in (("Pages", 1, 0), ("Reading", 0, 2), ("Embedding", 0, 0), ("Reading", 2, 2)):
            progress(stage, done, total)


def test_progress_tells_pages_and_passages_a_second() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=100)
    with ProgressBars(console) as progress:
        for stage, done, total in (("Reading", 0, 2), ("Pages", 900, 0), ("Reading", 1, 2), ("Embedding", 0, 9)):
            progress(stage, done, total)
        progress("Embedding", 4, 9)
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert "pages/s" in shown
    assert "passages/s" in shown
