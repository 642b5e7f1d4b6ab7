"""`signpost ledger ...`, run in a folder of its own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.answers import ASKED_AT, sample_answer
from builders.chains import LAST, fill, meddle
from knowledge.errors import LedgerError
from knowledge.ledger import rows
from knowledge.ledger.chain import append
from knowledge.ledger.engine import open_engine, writing
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import answers
from knowledge.ledger.verifying import verify
from signpost_ledger import ledger_app


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of the ledger that the commands use, with something in every table."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    for name in ("LEDGER_URL", "RETENTION_DAYS", "LEGAL_HOLD"):
        monkeypatch.delenv(f"SIGNPOST_{name}", raising=False)
    url = f"sqlite:///{tmp_path / 'data' / 'ledger.db'}"
    with Ledger.open(url) as ledger:
        fill(ledger)
    return url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ledger_app, list(arguments), catch_exceptions=False)


def record_long_ago(url: str, id: str, days: int) -> None:
    """An answer without statements that was recorded so many days ago."""
    engine, at = open_engine(url), datetime.now(UTC) - timedelta(days=days)
    with writing(engine) as connection:
        append(connection, "answer", id, {answers: [rows.answer_row(sample_answer(id), at)]}, at)
    engine.dispose()


def question(url: str, id: str) -> str:
    with Ledger.open(url) as ledger:
        answer = ledger.answer(id)
    assert answer
    return answer.question.text


def test_a_whole_record_is_said_to_be_whole(url: str) -> None:
    ended = run("verify")
    head = verify(url).head
    assert 0 == ended.exit_code
    whole = f"The record is whole: {LAST} entries over {verify(url).rows} rows.\nHead: {head.hash} (entry {LAST})\n"
    assert whole == ended.stdout


def test_damage_is_named_and_ends_with_1(url: str) -> None:
    meddle(url, "UPDATE feedback SET note = 'It is safe.' WHERE id = 1")
    ended = run("verify")
    assert 1 == ended.exit_code
    assert ended.stdout.startswith("The text of the row feedback 1, or the salt that seals it, was changed. It belongs")
    assert f"The record is damaged: {LAST} entries" in ended.stdout


def test_damage_is_named_as_json(url: str) -> None:
    meddle(url, "DELETE FROM marks WHERE kind = 'shared in a channel'")
    ended = run("verify", "--json")
    said = json.loads(ended.stdout)
    assert (1, False, LAST) == (ended.exit_code, said["whole"], said["entries"])
    (damage,) = said["damage"]
    assert ("row missing", 7, "a1", "marks", ["a1", "shared in a channel", "C1:1.1"]) == tuple(
        damage[name] for name in ("fault", "entry", "subject", "table", "key")
    )


def test_only_so_many_sentences_are_printed(url: str) -> None:
    rows = ", ".join(f"('a1', {number}, 'x')" for number in range(10, 70))
    meddle(url, f"INSERT INTO statements VALUES {rows}")
    lines = run("verify").stdout.splitlines()
    assert (50, "And 10 more like these.") == (sum("put in past" in line for line in lines), lines[50])


def test_the_head_that_is_printed_shows_later_that_the_end_was_cut_off(url: str) -> None:
    number, moment, noted = run("head").stdout.split()
    assert (str(LAST), verify(url).head.hash) == (number, noted)
    assert moment.startswith(f"{datetime.now(UTC):%Y-}")
    assert 0 == run("verify", "--head", noted).exit_code
    meddle(url, f"DELETE FROM entries WHERE number = {LAST}")
    ended = run("verify", "--head", noted)
    assert 1 == ended.exit_code
    assert f"No entry has the hash {noted}" in ended.stdout


def test_the_head_of_an_empty_record(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "new"))
    assert f"0 - {'0' * 64}\n" == run("head").stdout
    assert "whole: 0 entries over 0 rows" in run("verify").stdout


def test_text_goes_after_its_time(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record_long_ago(url, "old", 31)
    record_long_ago(url, "young", 29)
    monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", "30")
    assert "1 entry would lose its text" in run("expire", "--dry-run").stdout
    assert "" != question(url, "old")
    ended = run("expire")
    assert 0 == ended.exit_code
    assert "1 entry lost its text, as from before 20" in ended.stdout
    assert "0 are under legal hold" in ended.stdout
    assert ["", sample_answer().question.text] == [question(url, id) for id in ("old", "young")]
    assert 0 == run("verify").exit_code


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LEGAL_HOLD", "true", "SIGNPOST_LEGAL_HOLD is set"),
        ("RETENTION_DAYS", "", "SIGNPOST_RETENTION_DAYS is not set"),
    ],
)
def test_nothing_goes_where_the_settings_say_so(
    url: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    record_long_ago(url, "old", 31)
    monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", "30")
    monkeypatch.setenv(f"SIGNPOST_{name}", value)
    ended = run("expire")
    assert (0, f"Nothing is removed: {sentence}") == (ended.exit_code, ended.stdout.partition(",")[0].rstrip(".\n"))
    assert "" != question(url, "old")


def test_an_answer_under_legal_hold_keeps_its_text(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record_long_ago(url, "old", 31)
    monkeypatch.setenv("SIGNPOST_RETENTION_DAYS", "30")
    held = run("hold", "old", "a2", "--reason", "Request 2026/14", "--by", "Reviewer One").stdout
    assert "The answer old is under legal hold.\nThe answer a2 was under legal hold already.\n" == held
    assert "0 entries lost" in run("expire").stdout
    assert "old" in run("holds").stdout
    assert "Reviewer One: Request 2026/14" in run("holds").stdout
    assert "is no longer under legal hold" in run("release", "old", "--reason", "closed").stdout
    assert "1 entry lost its text" in run("expire").stdout
    assert "" == question(url, "old")
    assert 0 == run("verify").exit_code


def test_holds_are_listed_or_said_to_be_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("release", "a2", "--reason", "closed")
    assert "No answer is under legal hold.\n" == run("holds").stdout
    assert "The answer a2 was not under legal hold.\n" == run("release", "a2", "--reason", "closed").stdout
    monkeypatch.setenv("SIGNPOST_LEGAL_HOLD", "true")
    assert "SIGNPOST_LEGAL_HOLD is set: no text is removed at all.\n" == run("holds").stdout


def test_an_answer_that_is_not_there_cannot_be_held(url: str) -> None:
    with pytest.raises(LedgerError, match="There is no answer none"):
        run("hold", "none", "--reason", "an inquiry")


@pytest.mark.parametrize("command", ["verify", "head", "expire", "hold", "release", "holds"])
def test_every_help_teaches_with_an_example(command: str) -> None:
    assert f"Example: signpost ledger {command}" in " ".join(run(command, "--help").output.split())


def test_a_moment_of_an_entry_is_that_of_the_deed(url: str) -> None:
    record_long_ago(url, "old", 31)
    with Ledger.open(url) as ledger:
        head = ledger.head()
    assert head.at is not None
    assert timedelta(days=30) < datetime.now(UTC) - head.at < timedelta(days=32)
    assert head.at != ASKED_AT
