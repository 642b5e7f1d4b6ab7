"""Writing the chain: several processes at once, killed ones, full disks, and whatever people write."""

import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from builders.answers import ASKED_AT, declined_answer, sample_answer
from builders.chains import fill, later, meddle, names
from knowledge.domain import Feedback, FeedbackKind, Turn
from knowledge.errors import LedgerError
from knowledge.ledger.chain import ORIGIN, append, entry_hash
from knowledge.ledger.cover import COVERED, as_json, canonical, commitment, digest
from knowledge.ledger.engine import open_engine, writing
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import feedback
from knowledge.ledger.verifying import verify
from knowledge.verdicts import ANSWER, AnswerJudgement, Seat, Verdict

ROOT = Path(__file__).resolve().parents[3]
WRITE = """
import itertools, sys
sys.path.append("tests/support")
from builders.answers import sample_answer, ASKED_AT
from knowledge.domain import (Feedback, FeedbackKind)
from knowledge.ledger.ledger import Ledger
url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(url) as ledger:
    print("ready", flush=True)
    for number in itertools.islice(itertools.count(), count or None):
        ledger.record(sample_answer(f"{name}-{number}"))
        ledger.aftermath.give_feedback(Feedback(f"{name}-{number}", FeedbackKind.WRONG, "note", "U1", ASKED_AT))
"""


def writer(url: str, name: str, count: int = 0, preparation: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """A process that writes so many answers, without end when 0, each with feedback."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, url, name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=preparation,
    )


def wait_for_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert "ready\n" == process.stdout.readline()


def test_each_entry_carries_the_hash_of_the_one_before(url: str, ledger: Ledger) -> None:
    fill(ledger)
    previous = names(url, "SELECT previous FROM entries ORDER BY number")
    hashes = names(url, "SELECT hash FROM entries ORDER BY number")
    assert [ORIGIN, *hashes[:-1]] == previous
    assert ledger.head().hash == hashes[-1]


def test_processes_that_write_at_once_make_one_chain(url: str) -> None:
    Ledger.open(url).close()
    writers = [writer(url, name, 25) for name in ("first", "second", "third")]
    assert ["", "", ""] == [each.communicate(timeout=120)[1] for each in writers]
    verified = verify(url)
    assert (True, 225) == (verified.is_whole, verified.entries)


def test_what_is_written_or_removed_meanwhile_is_no_damage(url: str, ledger: Ledger) -> None:
    process = writer(url, "meanwhile", 60)
    wait_for_ready(process)
    while process.poll() is None:
        ledger.retention.expire(later())
        assert verify(url).is_whole
    assert "" == process.communicate()[1]
    assert verify(url).entries > 120


def test_a_writer_that_is_killed_leaves_a_whole_chain(url: str) -> None:
    """Twenty times, at moments that nobody chose; what it had said to be written is there."""
    Ledger.open(url).close()
    chance = random.Random(2026)
    process = writer(url, "k0")
    for number in range(1, 21):
        following = writer(url, f"k{number}")
        wait_for_ready(process)
        time.sleep(chance.uniform(0.0, 0.08))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        process = following
        assert verify(url).is_whole
    process.kill()
    process.communicate()
    answers, noted = (len(names(url, f"SELECT 1 FROM {table}")) for table in ("answers", "feedback"))
    assert answers > 0
    assert verify(url).entries == answers + 2 * noted  # feedback that something is wrong has its place in the queue too
    with Ledger.open(url) as ledger:
        ledger.record(sample_answer("after"))
    assert verify(url).is_whole


def test_a_full_disk_leaves_a_whole_chain(tmp_path: Path) -> None:
    """No file may grow beyond 1 MB: the writer ends in a sentence, and what is there can be read and verified."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    Ledger.open(url).close()

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    process = writer(url, "full", preparation=limit)
    _, error = process.communicate(timeout=120)
    assert 1 == process.returncode
    assert "knowledge.errors.LedgerError: The ledger" in error
    assert "disk" in error.splitlines()[-1]
    verified = verify(url)
    assert verified.is_whole
    assert verified.entries > 2
    with Ledger.open(url) as ledger:
        ledger.record(sample_answer("after"))
    assert verify(url).is_whole


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=4, max_size=4), cost=st.floats(0, 9))
def test_whatever_is_written_verifies(tmp_path: Path, words: list[str], cost: float) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Ledger.open(url) as ledger:
        number = ledger.head().number
        answer = replace(sample_answer(f"a{number}"), notice=words[0], seconds=cost)
        asked = replace(answer.question, text=words[1], history=(Turn(words[2], words[3]),))
        ledger.record(replace(answer, question=asked))
        ledger.aftermath.give_feedback(Feedback(answer.id, FeedbackKind.WRONG, words[2], words[3], ASKED_AT))
    assert verify(url).is_whole


def test_a_row_about_something_else_is_refused(url: str, ledger: Ledger) -> None:
    ledger.record(sample_answer("a1"))
    row = {"answer_id": "a1", "kind": "wrong", "note": "", "given_by": "", "given_at": datetime.now(UTC)}
    engine = open_engine(url)
    with pytest.raises(ValueError, match="a row of feedback is not about a2"), writing(engine) as connection:
        append(connection, "feedback", "a2", {feedback: [row]})
    engine.dispose()
    assert verify(url).is_whole


def test_a_review_is_in_the_chain(url: str, ledger: Ledger) -> None:
    ledger.record(declined_answer("a1"))
    whole = Verdict(ANSWER, AnswerJudgement.SOUND)
    review = ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", [whole])
    ledger.reviews.take_back(review, "Reviewer One")
    assert ["answer", "queued", "review", "verdicts", "review"] == names(
        url, "SELECT kind FROM entries ORDER BY number"
    )
    assert verify(url).is_whole
    meddle(url, "UPDATE verdicts SET judgement = 'unclear'")
    assert ["verdicts"] == [each.table for each in verify(url).damage]


def test_the_keys_that_the_database_counts_come_back(url: str, ledger: Ledger) -> None:
    ledger.record(sample_answer("a1"))
    row = {"answer_id": "a1", "kind": "wrong", "note": "", "given_by": "", "given_at": datetime.now(UTC)}
    engine = open_engine(url)
    with writing(engine) as connection:
        appended = append(connection, "feedback", "a1", {feedback: [row, row]})
    engine.dispose()
    assert ((1,), (2,)) == appended.keys
    assert (2, ledger.head().hash) == (appended.number, appended.hash)


def test_feedback_on_an_answer_that_is_not_there_leaves_no_entry(url: str, ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        ledger.aftermath.give_feedback(Feedback("none", FeedbackKind.WRONG, "", "U1", ASKED_AT))
    assert 0 == ledger.head().number


def test_digests_are_for_good() -> None:
    """A change of these makes every ledger that was ever written look damaged."""
    assert '["é",1,0.5,null]'.encode() == canonical(["é", 1, 0.5, None])
    assert '{"a":[["k",1],"d"]}' == as_json({"a": [("k", 1), "d"]})
    assert "e1cef3f7" == digest("statements", ["a", 1, None])[:8]
    assert "b7088f5c" == commitment(b"salt", "answers", ("a1",), ["Why?", ""])[:8]
    assert "209a93fc" == entry_hash(1, "2026-03-02 09:15:30.123456", "mark", "a1", ORIGIN, "{}")[:8]


def test_a_column_that_is_added_later_changes_no_digest() -> None:
    assert digest("marks", ["a", 1]) == digest("marks", ["a", 1, None, None])
    assert digest("marks", ["a", None, 1]) != digest("marks", ["a", 1])


def test_every_column_of_an_append_only_table_is_sealed_in_this_order() -> None:
    """New columns go to the end of `kept`, and are nullable."""
    kept = {name: covered.kept for name, covered in COVERED.items()}
    assert kept["answers"] == (
        "asked_at", "outcome", "edition", "prompt_digest", "language_model", "seconds", "recorded_at", "input_tokens",
        "output_tokens", "cost", "audiences",
    )  # fmt: skip
    assert kept["marks"] == ("marked_at",)
    assert kept["feedback"] == ("answer_id", "kind", "given_at")
    assert kept["holds"] == ("answer_id", "deed", "reason", "by", "at")
    assert kept["citations"] == ("marker", "passage_number", "quote", "authority", "currency", "quote_check")
    assert kept["considered"] == ("passage_number", "score", "found_by")
    assert kept["statements"] == ()
    assert kept["reviews"] == ("answer_id", "seat", "reviewer", "takes_back", "given_at")
    assert kept["verdicts"] == ("judgement", "reason")
    assert kept["samples"] == ("seed", "since", "until", "share", "strata", "drawn_by", "drawn_at")
    assert kept["queued"] == ("ground", "stratum", "sample_id", "lot", "asked_at", "queued_at")
    assert kept["assignments"] == ("answer_id", "seat", "reviewer", "assigned_by", "assigned_at")
    assert kept["actions"] == ("kind", "answer_id", "document", "text", "by", "at")
    assert kept["account_entries"] == ("account", "deed", "detail", "at")
    assert kept["passages"] == (
        "passage_id", "document_path", "title", "version", "page_index", "printed_page", "headings", "ordinal", "text",
        "start_offset", "end_offset", "version_record", "place",
    )  # fmt: skip


@pytest.mark.parametrize("table", [*COVERED, "entries"])
def test_every_append_only_table_has_its_triggers(url: str, ledger: Ledger, table: str) -> None:
    fill(ledger)
    column = "number" if table == "entries" else COVERED[table].key[-1]
    for deed in (f"DELETE FROM {table}", f'UPDATE {table} SET "{column}" = "{column}"'):
        assert_refused(url, deed)


def assert_refused(url: str, statement: str) -> None:
    engine = create_engine(url)
    try:
        with pytest.raises(DBAPIError, match="the ledger is append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def test_text_may_be_emptied_only_right_after_the_entry_of_a_removal(url: str, ledger: Ledger) -> None:
    """And nothing else with it: no other column, no other words."""
    fill(ledger)
    emptied = "question = '', asker = '', thread = '', event_id = '', history = '[]', notice = ''"
    assert_refused(url, f"UPDATE answers SET {emptied}")
    ledger.retention.expire(ASKED_AT)
    assert_refused(url, f"UPDATE answers SET {emptied}")
    ledger.record(sample_answer("new"))
    ledger.retention.hold(["new"], "an inquiry", "Reviewer One")
    ledger.retention.expire(later())
    for change in (f"{emptied}, outcome = 'x'", "question = ''", emptied.replace("notice = ''", "notice = 'x'")):
        assert_refused(url, f"UPDATE answers SET {change} WHERE id = 'new'")
    assert_refused(url, "UPDATE entries SET salt = 'x'")
    assert_refused(url, "UPDATE entries SET salt = '', kind = 'x'")
    assert verify(url).is_whole
