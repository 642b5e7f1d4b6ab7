"""Ledgers of each earlier schema, with rows in them, are brought up to date: nothing is lost, the chain covers all."""

import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, create_engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from builders.answers import ASKED_AT, declined_answer, sample_answer
from builders.chains import later, names
from knowledge.domain import Answer, Feedback, FeedbackKind, Mark, MarkKind, Question
from knowledge.ledger import rows
from knowledge.ledger.account_tables import account_entries
from knowledge.ledger.cover import COVERED
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import (
    actions,
    answers,
    assignments,
    citations,
    claims,
    considered,
    feedback,
    marks,
    passages,
    queued,
    reviews,
    samples,
    statements,
    verdicts,
)
from knowledge.ledger.verifying import verify

ROOT = Path(__file__).resolve().parents[2]
CONFIG = Config()
CONFIG.set_main_option("script_location", "knowledge:migrations")
_SCRIPTS = ScriptDirectory.from_config(CONFIG)
EARLIER = sorted(each.revision for each in _SCRIPTS.walk_revisions() if each.revision != _SCRIPTS.get_current_head())
CHAINED = "0008"
BEFORE_CHAIN = [revision for revision in EARLIER if revision < CHAINED]
ANSWERS = (sample_answer("a1"), declined_answer("a2"), replace(sample_answer("a3"), statements=(), considered=()))
FEEDBACK = Feedback("a1", FeedbackKind.WRONG, "It is four hours.", "U9", ASKED_AT)
_AT = dict.fromkeys(("queued_at", "drawn_at", "assigned_at", "given_at", "asked_at", "since", "until", "at"), ASKED_AT)
LATER: tuple[tuple[Table, dict[str, Any]], ...] = (
    (account_entries, {"account": "Reviewer One", "deed": "signed in", "detail": "password", "address": "192.0.2.1"}),
    (samples, {"seed": "7", "share": 0.5, "strata": [["declined", 2, 1]], "drawn_by": "Lead One"}),
    (queued, {"answer_id": "a1", "ground": "feedback", "stratum": "feedback", "lot": 0.25}),
    (queued, {"answer_id": "a2", "ground": "sample", "stratum": "declined", "sample_id": 1, "lot": 0.1}),
    (assignments, {"answer_id": "a1", "seat": 1, "reviewer": "Reviewer One", "assigned_by": "Lead One"}),
    (reviews, {"answer_id": "a1", "seat": 1, "reviewer": "Reviewer One"}),
    (verdicts, {"review_id": 1, "statement": 0, "marker": 0, "judgement": "sound", "reason": ""}),
    (verdicts, {"review_id": 1, "statement": 1, "marker": 1, "judgement": "supports", "reason": ""}),
    (actions, {"kind": "drew a sample", "answer_id": "", "document": "", "text": "1 answer", "by": "Lead One"}),
)
# What a schema adds to the entries that adoption makes: their kinds, in their order, beside answers.
AFTERMATH = ["feedback", "mark"]
DEEDS = {
    "0005": [*AFTERMATH, "queued"],  # by the migration that makes the queue
    "0006": [*AFTERMATH, "queued", "account"],
    "0007": [*AFTERMATH, "sample", "queued", "queued", "assignment", "review", "action", "account"],
}
OPEN = """
import sys
from knowledge.ledger.ledger import Ledger
print("ready", flush=True)
sys.stdin.readline()
Ledger.open(sys.argv[1]).close()
"""


def ledger_of(url: str, revision: str) -> None:
    """A ledger as the release with this schema wrote it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        CONFIG.attributes["connection"] = connection
        command.upgrade(CONFIG, revision)
        for answer in ANSWERS:
            numbers = rows.numbered_passages(answer)
            write(connection, answers, [rows.answer_row(answer, answer.question.asked_at)])
            write(connection, passages, rows.passage_rows(answer.id, numbers))
            write(connection, statements, rows.statement_rows(answer))
            write(connection, citations, rows.citation_rows(answer, numbers))
            write(connection, considered, rows.considered_rows(answer, numbers))
        write(connection, claims, [{"event_id": "e1", "claimed_at": ASKED_AT}])
        if inspect(connection).has_table("feedback"):
            write(connection, feedback, [given()])
            write(connection, marks, [mark()])
        for table, row in LATER:
            if inspect(connection).has_table(table.name):
                write(connection, table, [{**_AT, **row}])
        if inspect(connection).has_table("reviewers"):
            named = "'Reviewer One', 'd1', '2026-03-02 09:00:00.000000'"
            connection.execute(text(f"INSERT INTO reviewers (name, token_digest, added_at) VALUES ({named})"))
    engine.dispose()


def given() -> dict[str, object]:
    kind = FEEDBACK.kind.value
    return {"answer_id": "a1", "kind": kind, "note": FEEDBACK.note, "given_by": "U9", "given_at": ASKED_AT}


def mark() -> dict[str, object]:
    shared = MarkKind.SHARED.value
    return {"answer_id": "a1", "kind": shared, "detail": "C1:1.1", "marked_by": "U9", "marked_at": ASKED_AT}


def write(connection: Connection, table: Table, values: Iterable[Mapping[str, Any]]) -> None:
    """Write the columns that the table has by then."""
    there = {each["name"] for each in inspect(connection).get_columns(table.name)}
    for row in values:
        connection.execute(insert(table).values({name: value for name, value in row.items() if name in there}))


def rows_in(url: str) -> int:
    return sum(len(names(url, f"SELECT 1 FROM {table}")) for table in COVERED)


@pytest.mark.parametrize("revision", BEFORE_CHAIN)
def test_every_row_is_still_there_and_the_chain_covers_it(url: str, revision: str) -> None:
    ledger_of(url, revision)
    with Ledger.open(url) as ledger:
        assert list(ANSWERS) == [ledger.answer(answer.id) for answer in ANSWERS]
        has_aftermath = revision >= "0005"
        assert ({"a1": (FEEDBACK,)} if has_aftermath else {}) == ledger.aftermath.feedback_on(["a1", "a2"])
        marked = (Mark("a1", MarkKind.SHARED, "C1:1.1", "U9", ASKED_AT),) if has_aftermath else ()
        assert marked == ledger.aftermath.marks_of("a1")
        kinds = ["answer", "answer", "answer", *DEEDS.get(revision, []), "adopted"]
        assert kinds == names(url, "SELECT kind FROM entries ORDER BY number")
        ledger.record(sample_answer("new"))
        verified = verify(url)
    assert (True, len(kinds) + 1, rows_in(url)) == (verified.is_whole, verified.entries, verified.rows)


@pytest.mark.parametrize("revision", BEFORE_CHAIN)
def test_its_text_can_be_removed_and_nothing_else_changed(url: str, revision: str) -> None:
    ledger_of(url, revision)
    with Ledger.open(url) as ledger:
        for change in ("outcome = 'x'", "question = 'x'", "question = ''"):
            with pytest.raises(DBAPIError, match="append-only"):
                run(url, f"UPDATE answers SET {change}")
        ledger.retention.expire(later())
        emptied = ledger.answer("a1")
    assert emptied is not None
    assert Question("", asked_at=ASKED_AT) == emptied.question
    assert verify(url).is_whole


def test_adopted_entries_bear_the_moments_of_their_rows_in_their_order(url: str) -> None:
    ledger_of(url, BEFORE_CHAIN[-1])
    Ledger.open(url).close()
    moments = names(url, "SELECT at FROM entries WHERE kind <> 'adopted' ORDER BY number")
    assert sorted(map(str, moments)) == list(map(str, moments))
    assert {str(ASKED_AT.date())} == {str(each)[:10] for each in moments}


def test_an_empty_ledger_begins_with_no_entry(url: str) -> None:
    Ledger.open(url).close()
    assert [] == names(url, "SELECT kind FROM entries")


def test_two_processes_may_open_an_old_ledger_at_once(url: str) -> None:
    ledger_of(url, BEFORE_CHAIN[-1])
    both = [about_to_open(url) for _ in range(2)]
    for each in both:
        assert each.stdout
        assert "ready\n" == each.stdout.readline()
    for each in both:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    assert [(0, ""), (0, "")] == [(each.wait(60), each.communicate()[1]) for each in both]
    assert 1 == len(names(url, "SELECT 1 FROM entries WHERE kind = 'adopted'"))
    assert verify(url).is_whole


def about_to_open(url: str) -> subprocess.Popen[str]:
    """A process that says when it is ready, and opens the ledger once it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, url], cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True
    )


def test_a_large_old_ledger_is_adopted_in_parts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.ledger.adoption._AT_ONCE", 2)
    ledger_of(url, BEFORE_CHAIN[-1])
    Ledger.open(url).close()
    verified = verify(url)
    assert (True, 13) == (verified.is_whole, verified.entries)


def run(url: str, statement: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def test_answers_stay_equal_whatever_they_hold(url: str) -> None:
    """An answer whose texts are empty is adopted like others, and stays as it is when its text is removed."""
    bare = Answer("bare", Question("", asked_at=ASKED_AT), declined_answer().outcome)
    with Ledger.open(url) as ledger:
        ledger.record(bare)
        ledger.retention.expire(later())
        assert bare == ledger.answer("bare")
    assert verify(url).is_whole
