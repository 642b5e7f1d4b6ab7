"""The command `signpost review sample`, as a timer runs it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.answers import sample_answer
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.queue import Filter
from review.cli import review_app


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder the command uses, with an answer for each of the last ten days."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path))
    monkeypatch.delenv("SIGNPOST_LEDGER_URL", raising=False)
    with open_ledger(tmp_path) as ledger:
        for day in range(10):
            at = datetime.now(UTC) - timedelta(days=day, hours=1)
            ledger.record(sample_answer(id=f"a{day}", asked_at=at))
    return tmp_path


def open_ledger(data: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{data / 'ledger.db'}")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(review_app, ["sample", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_draws_of_the_days_it_is_told(data: Path) -> None:
    output = run("--days", "4", "--share", "0.5", "--seed", "2026-w10", "--by", "Timer")
    assert "Drew 2 of 4 answers" in output
    assert "seed 2026-w10" in output
    with open_ledger(data) as ledger:
        (sample,) = ledger.samples.all()
        assert (sample.seed, sample.drawn_by) == ("2026-w10", "Timer")
        assert timedelta(days=4) == sample.until - sample.since
        drawn = {row.answer_id for row in ledger.queue(0).page(Filter(), "X", 10)}
    assert len(drawn) == 2
    assert drawn <= {"a0", "a1", "a2", "a3"}


def test_draws_a_number_and_ends_well_where_nothing_is_left(data: Path) -> None:
    assert "Drew 7 of 7 answers" in run("--number", "99")
    assert "nothing to draw from" in run()


@pytest.mark.parametrize("wrong", [("--share", "2"), ("--share", "0"), ("--days", "0"), ("--number", "0")])
def test_refuses_what_is_no_share_nor_number(data: Path, wrong: tuple[str, str]) -> None:
    result = CliRunner().invoke(review_app, ["sample", *wrong])
    assert result.exit_code == 2
    with open_ledger(data) as ledger:
        assert ledger.samples.all() == ()
