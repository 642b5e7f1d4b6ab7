"""The commands `signpost review ...`, run in a folder of their own."""

import csv
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.answers import sample_answer
from knowledge.errors import LedgerError, StorageError
from knowledge.ledger.ledger import Ledger
from review.cli import review_app
from review.console.session_secret import session_secret


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder the commands use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SIGNPOST_LEDGER_URL", raising=False)
    return tmp_path / "data"


def run(*arguments: str) -> str:
    return CliRunner().invoke(review_app, list(arguments), catch_exceptions=False).output


def open_ledger(data: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{data / 'ledger.db'}")


def test_export_writes_csv_that_excel_reads_as_utf_8(data: Path, tmp_path: Path) -> None:
    with open_ledger(data) as ledger:
        ledger.record(sample_answer(question="Ça va?"))
    run("export", "--out", str(tmp_path / "citations.csv"))
    written = (tmp_path / "citations.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(written.decode("utf-8-sig").splitlines()))
    assert rows[0]["question"] == "Ça va?"


def test_export_writes_json_lines_to_standard_output(data: Path) -> None:
    with open_ledger(data) as ledger:
        ledger.record(sample_answer())
    lines = run("export", "--format", "jsonl").splitlines()
    assert [json.loads(line)["answer_id"] for line in lines] == ["a1", "a1"]


def test_export_says_where_it_cannot_write(data: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written: Is a directory"):
        run("export", "--out", str(tmp_path))


def test_a_ledger_that_cannot_be_opened_is_left_to_the_caller(data: Path) -> None:
    data.touch()
    with pytest.raises(LedgerError):
        run("export")


@pytest.mark.parametrize("command", ["serve", "add-reviewer", "reviewers", "disable", "enable", "link", "export"])
def test_every_help_teaches_with_an_example(command: str) -> None:
    assert f"Example: signpost review {command}" in " ".join(run(command, "--help").split())


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    first, second = session_secret(tmp_path / "data"), session_secret(tmp_path / "data")
    path = tmp_path / "data" / "review.secret"
    assert first == second == path.read_bytes().hex()
    assert (path.stat().st_size, stat.S_IMODE(path.stat().st_mode)) == (32, 0o600)


def test_a_damaged_secret_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "review.secret").write_bytes(b"short")
    with pytest.raises(StorageError, match="delete it"):
        session_secret(tmp_path)


def test_a_secret_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be kept: File exists"):
        session_secret(tmp_path / "file")
