"""The command `signpost review report`, run in a folder of its own."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.quarters import fill_quarter
from knowledge.errors import SettingsError, StorageError
from knowledge.ledger.ledger import Ledger
from review.cli import review_app


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SIGNPOST_LEDGER_URL", raising=False)
    with Ledger.open(f"sqlite:///{tmp_path / 'data' / 'ledger.db'}") as ledger:
        fill_quarter(ledger, 25)
    return tmp_path


def run(*arguments: str) -> str:
    return CliRunner().invoke(review_app, ["report", *arguments], catch_exceptions=False).output


def test_html_is_one_file_that_needs_nothing_else(folder: Path) -> None:
    assert "The report is in report.html" in run("--quarter", "2026Q1", "--out", "report.html")
    text = (folder / "report.html").read_text()
    assert "<h1>Assurance report, January to March 2026</h1>" in text
    assert "<svg" in text
    assert "://" not in text
    assert "Reviewer One" not in text
    assert '<a href="/' not in text


def test_csv_and_pdf(folder: Path) -> None:
    run("--quarter", "2026Q1", "--format", "csv", "--with-reviewers", "--out", "report.csv")
    written = (folder / "report.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(written.decode("utf-8-sig").splitlines()))
    assert "Reviewer One" in {row["group"] for row in rows}
    run("--since", "2026-01-01", "--until", "2026-03-31", "--format", "pdf", "--out", "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--quarter", "2026Q9"], "write it as 2026Q4"),
        (["--since", "2026-01-01"], "belong together"),
        (["--since", "1 March", "--until", "2026-03-02"], "is no day"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "before the first"),
        (["--quarter", "2026Q1", "--since", "2026-01-01", "--until", "2026-01-02"], "Give a --quarter, or"),
    ],
)
def test_a_time_that_cannot_be_is_refused(folder: Path, arguments: list[str], reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        run(*arguments, "--out", "report.html")


@pytest.mark.parametrize("format", ["html", "pdf", "csv"])
def test_it_says_where_it_cannot_write(folder: Path, format: str) -> None:
    with pytest.raises(StorageError, match="cannot be written: Is a directory"):
        run("--format", format, "--out", str(folder))


def test_the_help_teaches_with_an_example(folder: Path) -> None:
    assert "Example: signpost review report" in " ".join(run("--help").split())
