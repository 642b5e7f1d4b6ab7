"""Retention: text that is too old is gone from the database, all else stays, and what is under legal hold keeps it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from builders.answers import ASKED_AT, sample_answer
from builders.chains import FILLED, fill, later, meddle, names
from builders.reviews import verdicts_on
from knowledge.domain import Feedback, FeedbackKind, MarkKind
from knowledge.errors import LedgerError
from knowledge.ledger.claims import Claim, Ending
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.retention import Expired
from knowledge.ledger.samples import Stratum
from knowledge.ledger.verifying import verify
from knowledge.verdicts import Seat


def test_what_people_wrote_and_who_they_are_goes_and_the_rest_stays(url: str, ledger: Ledger) -> None:
    fill(ledger)
    whole = ledger.answer("a1")
    assert whole is not None
    assert Expired(8, 2) == ledger.retention.expire(later())
    left = ledger.answer("a1")
    assert left is not None
    question = left.question
    assert ("", "", "", "", ()) == (
        question.text, question.asker, question.thread, question.event_id, question.history
    )  # fmt: skip
    assert {""} == {left.notice, *(statement.text for statement in left.statements)}
    assert [each.citations for each in whole.statements] == [each.citations for each in left.statements]
    kept = {field.name for field in fields(left)} - {"question", "statements", "notice"}
    assert all(getattr(whole, name) == getattr(left, name) for name in kept)
    assert whole.question.asked_at == question.asked_at
    (feedback,) = ledger.aftermath.feedback_on(["a1"])["a1"]
    assert ("wrong", "", "", ASKED_AT) == (feedback.kind, feedback.note, feedback.given_by, feedback.given_at)
    marks = ledger.aftermath.marks_of("a1")
    assert {MarkKind.SHARED, MarkKind.TOLD} == {mark.kind for mark in marks}
    assert {""} == {mark.marked_by for mark in marks}
    assert verify(url).is_whole


def test_no_word_of_it_is_left_in_the_files(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        for number in range(300):
            ledger.record(sample_answer(f"a{number}", f"Unmistakable {number}?"))
        assert b"Unmistakable" in stored(tmp_path)
        ledger.retention.expire(later())
        assert b"Unmistakable" not in stored(tmp_path)
        assert b"U123" not in stored(tmp_path)


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_only_what_is_older_goes(url: str, ledger: Ledger) -> None:
    ledger.record(sample_answer("a1"))
    (moment,) = names(url, "SELECT count(*) FROM entries")
    between = datetime.now(UTC)
    ledger.record(sample_answer("a2"))
    assert Expired(1, 0) == ledger.retention.due(between)
    assert Expired(1, 0) == ledger.retention.expire(between)
    assert moment == 1
    assert ["", sample_answer().question.text] == questions(ledger, "a1", "a2")
    assert Expired(0, 0) == ledger.retention.expire(between)
    assert 3 == ledger.head().number


def questions(ledger: Ledger, *ids: str) -> Sequence[str]:
    return [answer.question.text for answer in map(ledger.answer, ids) if answer]


def test_what_would_go_is_said_and_stays(ledger: Ledger) -> None:
    fill(ledger)
    assert Expired(8, 2) == ledger.retention.due(later())
    assert "" not in questions(ledger, "a1", "a2")
    assert len(FILLED) == ledger.head().number


def test_a_hold_keeps_an_answer_and_all_that_is_about_it_until_it_is_released(url: str, ledger: Ledger) -> None:
    fill(ledger)
    ledger.retention.expire(later())
    assert ["", sample_answer().question.text] == questions(ledger, "a1", "a2")
    assert "U8" == ledger.aftermath.feedback_on(["a2"])["a2"][0].given_by
    assert ("a2",) == ledger.retention.release(["a2", "a1"], "closed", "Reviewer One")
    assert () == ledger.retention.holds()
    assert Expired(2, 0) == ledger.retention.expire(later())
    assert [""] == questions(ledger, "a2")
    assert verify(url).is_whole


def test_a_hold_is_placed_once_and_may_be_placed_again(ledger: Ledger) -> None:
    ledger.record(sample_answer("a1"))
    assert ("a1",) == ledger.retention.hold(["a1", "a1"], " an inquiry ", "Reviewer One")
    assert () == ledger.retention.hold(["a1"], "another", "Reviewer Two")
    (hold,) = ledger.retention.holds()
    assert ("a1", "an inquiry", "Reviewer One") == (hold.answer_id, hold.reason, hold.by)
    ledger.retention.release(["a1"], "closed", "Reviewer Two")
    assert ("a1",) == ledger.retention.hold(["a1"], "opened again", "Reviewer Two")
    assert ["opened again"] == [hold.reason for hold in ledger.retention.holds()]


def test_a_hold_needs_a_reason_and_an_answer(ledger: Ledger) -> None:
    ledger.record(sample_answer("a1"))
    with pytest.raises(LedgerError, match="for a reason: say which"):
        ledger.retention.hold(["a1"], " ", "Reviewer One")
    with pytest.raises(LedgerError, match="There is no answer a9"):
        ledger.retention.hold(["a1", "a9"], "an inquiry", "Reviewer One")
    assert () == ledger.retention.holds()


def test_a_removal_that_was_stopped_is_finished_by_the_next(
    url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.ledger.retention._AT_ONCE", 2)
    fill(ledger)

    class StoppedError(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        ledger.retention.expire(later(), stop)
    assert verify(url).is_whole
    told: list[tuple[int, int]] = []
    assert Expired(6, 2) == ledger.retention.expire(later(), lambda done, of: told.append((done, of)))
    assert [(2, 6), (4, 6), (6, 6)] == told
    assert verify(url).is_whole
    spans = ("[1,1],[3,3]", "[4,4],[7,7]", "[8,8],[10,10]", "[11,11],[19,19]")
    assert [f'{{"entries":[{each}]}}' for each in spans] == names(
        url, "SELECT covers FROM entries WHERE kind = 'text removed' ORDER BY number"
    )


def test_those_without_text_are_known(ledger: Ledger) -> None:
    fill(ledger)
    assert frozenset() == ledger.retention.without_text(["a1", "a2"])
    ledger.retention.expire(later())
    assert frozenset({"a1", "a4"}) == ledger.retention.without_text(["a1", "a2", "a4", "none"])


def test_what_is_gone_is_in_no_follow_up_no_list_and_no_claim(ledger: Ledger) -> None:
    fill(ledger)
    mine = ledger.claims("bot")
    for event in ("e1", "e2"):
        mine.take(Claim(event, "C1", "1.1", "1.1", "U123"))
    mine.end("e1", Ending.SHOWN)
    ledger.retention.release(["a2"], "closed", "Reviewer One")
    ledger.retention.expire(later())
    assert () == ledger.turns("T456", 5)
    assert () == ledger.turns("", 5)
    assert frozenset() == ledger.askers_in("T456")
    assert frozenset() == ledger.askers_in("")
    assert [""] * 4 == [summary.question for summary in ledger.answers()]
    assert () == ledger.answers(asker="U123")
    assert mine.find("e1") is None
    assert mine.find("e2") is not None


def test_a_hold_that_is_placed_meanwhile_is_minded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of the removal looks at the holds of that moment."""
    monkeypatch.setattr("knowledge.ledger.retention._AT_ONCE", 1)
    for number in range(3):
        ledger.record(sample_answer(f"a{number}"))

    def place(done: int, of: int) -> None:
        ledger.retention.hold(["a2"], "an inquiry", "Reviewer One")

    ledger.retention.expire(later() - timedelta(days=1), place)
    assert ["", "", sample_answer().question.text] == questions(ledger, "a0", "a1", "a2")


def test_a_guess_at_removed_text_cannot_be_checked(url: str, ledger: Ledger) -> None:
    """The salt is gone; nothing that is left depends on the text and not on it."""
    ledger.record(sample_answer("a1", "First?"))
    ledger.record(sample_answer("a2", "First?"))
    ledger.retention.expire(later())
    assert [""] == sorted(set(map(str, names(url, "SELECT salt FROM entries"))))
    commitments = [covers.split('"answers":')[1].split("]")[1] for covers in map(str, covers_of(url))]
    assert commitments[0] != commitments[1]
    meddle(url, "UPDATE answers SET question = 'First?' WHERE id = 'a1'")
    assert not verify(url).is_whole


def covers_of(url: str) -> Sequence[object]:
    return names(url, "SELECT covers FROM entries WHERE kind = 'answer' ORDER BY number")


def test_a_follow_up_keeps_what_it_leant_on_until_its_own_time(url: str, ledger: Ledger) -> None:
    """It is part of what that answer was made from; a question is quoted only while its own text is there."""
    ledger.record(sample_answer("old", "First?"))
    between = datetime.now(UTC)
    answer = sample_answer("young", "Second?")
    turns = ledger.turns("T456", 5)
    ledger.record(replace(answer, question=replace(answer.question, history=turns)))
    ledger.retention.expire(between)
    left = ledger.answer("young")
    assert left is not None
    assert ["First?"] == [turn.question for turn in left.question.history]
    assert ["Second?"] == [turn.question for turn in ledger.turns("T456", 5)]
    ledger.retention.expire(later())
    assert [] == [row for row in names(url, "SELECT history FROM answers") if row not in ("[]", [])]


def test_who_judges_and_who_removes_text_do_not_wait_for_each_other(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, over and over: judging, assigning, feedback, holding, drawing, and the removal of text."""
    monkeypatch.setattr("knowledge.ledger.retention._AT_ONCE", 3)
    rounds = 12
    every = [f"a{number}" for number in range(rounds)]
    with Ledger.open(url) as ledger:
        for id in (*every, *(f"drawn{number}" for number in range(rounds))):
            ledger.record(sample_answer(id))

        def give(number: int) -> None:
            ledger.assignments.assign(every[number], Seat.FIRST, "Reviewer One", "Lead One")
            ledger.reviews.give(every[number], Seat.FIRST, "Reviewer One", verdicts_on(sample_answer()))

        def feed(number: int) -> None:
            id = every[number]
            ledger.aftermath.give_feedback(Feedback(id, FeedbackKind.WRONG, "note", "U1", ASKED_AT))

        def hold(number: int) -> None:
            ledger.retention.hold(reversed(every), "an inquiry", "Reviewer Two")
            ledger.retention.release(every, "closed", "Reviewer Two")

        def draw(number: int) -> None:
            drawn = {f"drawn{number}": "all"}
            ledger.samples.add("7", ASKED_AT, later(), 0.5, [Stratum("all", 1, 1)], drawn, "Lead One")

        def expire(number: int) -> None:
            ledger.retention.expire(later())

        def over_and_over(deed: Callable[[int], None]) -> None:
            for number in range(rounds):
                deed(number)

        with ThreadPoolExecutor(5) as threads:
            for done in [threads.submit(over_and_over, deed) for deed in (give, feed, hold, draw, expire)]:
                done.result(120)
    assert verify(url).is_whole
