"""The ledger, on real SQLite, and on PostgreSQL where SIGNPOST_TEST_POSTGRES_URL names a database to use."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from builders.answers import (
    ASKED_AT,
    declined_answer,
    sample_answer,
    sample_citation,
    sample_passage,
    sample_version,
)
from knowledge.domain import (
    Answer,
    Currency,
    Feedback,
    FeedbackKind,
    MarkKind,
    Match,
    Outcome,
    PageReference,
    Question,
    Usage,
)
from knowledge.errors import LedgerError
from knowledge.ledger import rows
from knowledge.ledger.ledger import AnswerSummary, Ledger, PastCitation
from knowledge.ledger.tables import answers, considered, metadata, passages

APPEND_ONLY = ["answers", "passages", "statements", "citations", "considered", "feedback", "marks"]


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.db'}"


def run_sql(url: str, statement: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def test_an_answer_comes_back_equal(ledger: Ledger) -> None:
    answer = sample_answer()
    ledger.record(answer)
    assert answer == ledger.answer("a1")


def test_an_answer_comes_back_equal_after_reopening(url: str) -> None:
    answer = sample_answer()
    with Ledger.open(url) as first:
        first.record(answer)
    with Ledger.open(url) as second:
        assert answer == second.answer("a1")


@pytest.mark.parametrize("usage", [Usage(1200, 80), Usage(0, 0, 0.0), Usage(1200, 80, 0.0042)], ids=repr)
def test_what_a_language_model_took_comes_back(ledger: Ledger, usage: Usage) -> None:
    answer = replace(sample_answer(), usage=usage)
    ledger.record(answer)
    assert answer == ledger.answer("a1")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_comes_back_without_statements(ledger: Ledger, outcome: Outcome) -> None:
    answer = declined_answer(outcome=outcome)
    ledger.record(answer)
    assert answer == ledger.answer("declined")


@pytest.mark.parametrize("page", [None, PageReference(1), PageReference(1, ""), PageReference(3, "iii")], ids=repr)
def test_every_kind_of_page_comes_back(ledger: Ledger, page: PageReference | None) -> None:
    passage = replace(sample_passage(), page=page, headings=())
    answer = replace(sample_answer(), statements=(), considered=(Match(passage, 0.1),))
    ledger.record(answer)
    assert answer == ledger.answer("a1")


def test_hostile_text_comes_back_unchanged(ledger: Ledger) -> None:
    passage = sample_passage("'; DROP TABLE answers; -- <script>alert(1)</script> =cmd() \U0001f9f7 ﬁ\u00ad\r\n")
    answer = sample_answer(citations=(sample_citation(passage, quote="<script>"),))
    ledger.record(answer)
    assert answer == ledger.answer("a1")


def test_times_come_back_in_utc(ledger: Ledger) -> None:
    asked_at = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    ledger.record(sample_answer(asked_at=asked_at))
    (summary,) = ledger.answers()
    assert (asked_at, UTC) == (summary.asked_at, summary.asked_at.tzinfo)


def test_a_time_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.record(sample_answer(asked_at=datetime(2026, 7, 1)))


def test_text_that_is_not_unicode_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="not valid Unicode"):
        ledger.record(sample_answer(question="half a pair \ud800"))


def test_an_unknown_answer_is_none(ledger: Ledger) -> None:
    assert ledger.answer("unknown") is None


def test_recording_twice_is_refused_and_changes_nothing(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    with pytest.raises(LedgerError, match="a1 is in the ledger already"):
        ledger.record(sample_answer(question="Another question?"))
    assert sample_answer() == ledger.answer("a1")


def test_an_answer_that_fails_half_way_leaves_nothing(ledger: Ledger) -> None:
    broken = replace(sample_answer(), considered=(Match(sample_passage("half a pair \ud800"), 0.5),))
    with pytest.raises(LedgerError):
        ledger.record(broken)
    assert ledger.answer("a1") is None
    assert ledger.answers() == ()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET answer_id = 'x'"])
def test_what_is_recorded_cannot_be_changed(url: str, ledger: Ledger, table: str, deed: str) -> None:
    ledger.record(sample_answer())
    ledger.aftermath.give_feedback(Feedback("a1", FeedbackKind.WRONG, "", "U1", ASKED_AT))
    ledger.aftermath.mark("a1", MarkKind.SHARED, "U1")
    statement = deed.format(table).replace("answer_id", "id" if table == "answers" else "answer_id")
    with pytest.raises(DBAPIError, match="the ledger is append-only"):
        run_sql(url, statement)
    assert sample_answer() == ledger.answer("a1")


def test_answers_are_listed_newest_first(ledger: Ledger) -> None:
    ledger.record(sample_answer("older", asked_at=ASKED_AT))
    ledger.record(declined_answer("newer", asked_at=ASKED_AT + timedelta(minutes=1)))
    newer, older = ledger.answers()
    assert newer.id == "newer"
    assert (
        AnswerSummary(
            id="older",
            asked_at=ASKED_AT,
            question=sample_answer().question.text,
            outcome=Outcome.ANSWERED,
            citations=1,
            edition="2026-03-01-a",
        )
        == older
    )


def test_pages_of_answers_leave_none_out(ledger: Ledger) -> None:
    """Three of them were asked at the same moment, across the end of the first page."""
    minutes = [0, 1, 1, 1, 2]
    for number, minute in enumerate(minutes):
        ledger.record(declined_answer(f"a{number}", asked_at=ASKED_AT + timedelta(minutes=minute)))
    first = ledger.answers(limit=2)
    second = ledger.answers(limit=2, before=first[-1].asked_at)
    assert ([a.id for a in first], [a.id for a in second]) == (["a4", "a3", "a2", "a1"], ["a0"])


def test_what_past_answers_quoted_of_a_document_is_found_newest_first(ledger: Ledger) -> None:
    other = sample_passage(version=sample_version("other.pdf"))
    later = sample_citation(quote="referred", currency=Currency.SUPERSEDED)
    ledger.record(sample_answer("a1"))
    ledger.record(sample_answer("a2", asked_at=ASKED_AT + timedelta(days=1), citations=(later,)))
    ledger.record(sample_answer("a3", citations=(sample_citation(other),)))
    ledger.record(declined_answer())
    paths = [f"{number}.pdf" for number in range(1000)]
    found = list(ledger.citations_of(["procedures/bruising.pdf", *paths]))
    assert [("a2", "referred"), ("a1", sample_citation().quote)] == [(each.answer_id, each.quote) for each in found]
    question = sample_answer().question
    assert found[0] == PastCitation(
        "a2", question.text, question.thread, ASKED_AT + timedelta(days=1), "procedures/bruising.pdf",
        sample_version().sha256, 6, "referred", Currency.SUPERSEDED,
    )  # fmt: skip
    assert [] == list(ledger.citations_of([]))


def test_a_document_s_citations_are_found_by_an_index(tmp_path: Path) -> None:
    Ledger.open(sqlite_url(tmp_path)).close()
    query = "EXPLAIN QUERY PLAN SELECT * FROM passages WHERE document_path IN ('a', 'b')"
    with create_engine(sqlite_url(tmp_path)).connect() as connection:
        assert "ix_passages_document_path" in str(connection.execute(text(query)).all())


def test_the_migrations_make_the_declared_tables(url: str, ledger: Ledger) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def ledger_of_the_first_schema(url: str, answer: Answer) -> None:
    """A ledger as the first release wrote it, with one answer that considered passages."""
    config, engine = Config(), create_engine(url)
    config.set_main_option("script_location", "knowledge:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        answer_row = rows.answer_row(answer, ASKED_AT)
        for column in ("input_tokens", "output_tokens", "cost", "audiences"):
            del answer_row[column]
        connection.execute(insert(answers).values(answer_row))
        for row in rows.passage_rows(answer.id, rows.numbered_passages(answer)):
            del row["place"]
            connection.execute(insert(passages).values(row))
        connection.execute(insert(considered), rows.considered_rows(answer, rows.numbered_passages(answer)))
    engine.dispose()


def test_a_ledger_of_the_first_schema_is_brought_up_to_date(url: str) -> None:
    old = replace(sample_answer(), statements=())
    ledger_of_the_first_schema(url, old)
    with Ledger.open(url) as ledger:
        assert old == ledger.answer("a1")
        ledger.record(replace(old, id="a2", considered=(Match(replace(sample_passage(), place="slide 3"), 0.1),)))
    with Ledger.open(url) as again:
        new = again.answer("a2")
    assert new is not None
    assert "slide 3" == new.considered[0].passage.place
    with pytest.raises(DBAPIError, match="append-only"):
        run_sql(url, "UPDATE passages SET place = 'elsewhere'")


def test_makes_the_folder_of_the_ledger(tmp_path: Path) -> None:
    Ledger.open(sqlite_url(tmp_path / "new" / "folder")).close()
    assert (tmp_path / "new" / "folder" / "ledger.db").is_file()


def test_sqlite_lets_readers_and_the_writer_be(tmp_path: Path) -> None:
    with Ledger.open(sqlite_url(tmp_path)), closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_says_that_the_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(sqlite_url(tmp_path / "file" / "data"), "cannot be made: Not a directory")


def test_says_that_the_folder_cannot_hold_a_file(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    assert_refused(sqlite_url(tmp_path), "unable to open database file")


def test_says_that_the_file_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"not a database at all" * 500)
    assert_refused(sqlite_url(tmp_path), "is damaged or not a database: restore it from a backup")


def test_says_that_the_file_is_damaged_inside(tmp_path: Path) -> None:
    Ledger.open(sqlite_url(tmp_path)).close()
    with (tmp_path / "ledger.db").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    assert_refused(sqlite_url(tmp_path), "is damaged or not a database")


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_says_that_the_ledger_is_locked(tmp_path: Path, lock: str) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        other.execute(lock)
        assert_refused(sqlite_url(tmp_path) + "?timeout=0.05", "is locked by another process")


@pytest.mark.parametrize("lock", ["BEGIN; SELECT * FROM kept", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_waits_for_a_process_that_uses_a_ledger_without_a_log(tmp_path: Path, lock: str) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE kept (number)")
        for statement in lock.split("; "):
            other.execute(statement).fetchall()
        release = threading.Timer(0.3, other.rollback)
        release.start()
        try:
            with Ledger.open(sqlite_url(tmp_path)) as ledger:
                assert not other.in_transaction
                ledger.record(sample_answer())
        finally:
            release.join()


def test_says_that_a_newer_signpost_wrote_the_ledger(url: str) -> None:
    Ledger.open(url).close()
    run_sql(url, "UPDATE alembic_version SET version_num = '9999'")
    assert_refused(url, "written by a newer Signpost \\(schema 9999\\): upgrade this one")


@pytest.mark.parametrize("url", ["", "ledger.db", "mysql://anna:secret@host/signpost", "foo://x"])
def test_says_what_a_url_should_be_and_never_shows_it(url: str) -> None:
    with pytest.raises(LedgerError, match="SIGNPOST_LEDGER_URL") as refusal:
        Ledger.open(url)
    assert "secret" not in str(refusal.value)


def test_a_password_stays_out_of_the_sentence() -> None:
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    with pytest.raises(LedgerError) as refusal:
        Ledger.open("postgresql://anna:secret@127.0.0.1:1/signpost")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "use",
    [lambda ledger: ledger.answers(), lambda ledger: ledger.claims("bot").release("event")],
    ids=["read", "claim"],
)
def test_a_ledger_that_loses_its_tables_raises_a_sentence(tmp_path: Path, use: Callable[[Ledger], object]) -> None:
    with Ledger.open(sqlite_url(tmp_path)) as ledger:
        run_sql(sqlite_url(tmp_path), "DROP TABLE claims")
        run_sql(sqlite_url(tmp_path), "ALTER TABLE answers RENAME TO elsewhere")
        with pytest.raises(LedgerError, match="cannot be used: no such table"):
            use(ledger)


def test_a_question_without_anything_else_comes_back(ledger: Ledger) -> None:
    answer = Answer("bare", Question("Why?", asked_at=ASKED_AT), Outcome.UNAVAILABLE)
    ledger.record(answer)
    assert answer == ledger.answer("bare")


def assert_refused(url: str, sentence: str) -> None:
    with pytest.raises(LedgerError, match=sentence):
        Ledger.open(url)
