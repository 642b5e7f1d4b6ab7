"""What became of an answer: feedback and marks, added and never changed; and the threads they stand in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from builders.answers import ASKED_AT, declined_answer, sample_answer
from knowledge.domain import Answer, Feedback, FeedbackKind, MarkKind, Outcome, Turn
from knowledge.ledger.ledger import Ledger

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_feedback_comes_back_with_its_answer_oldest_first(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    wrong = Feedback("a1", FeedbackKind.NOT_SAID, "p. 6 says a day; <b>not</b> two", "U1", NOON)
    helpful = Feedback("a1", FeedbackKind.HELPFUL, "", "U2", NOON + timedelta(hours=1))
    for given in (wrong, helpful):
        ledger.aftermath.give_feedback(given)
    assert ledger.aftermath.feedback_on(["a1", "none"]) == {"a1": (wrong, helpful)}


def test_a_mark_is_set_once_for_each_detail(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    set_now = [
        ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", edition) for edition in ("first", "second", "first")
    ]
    assert set_now == [True, True, False]
    assert {mark.detail for mark in ledger.aftermath.marks_of("a1")} == {"first", "second"}


def asked(answer: Answer, minutes: int, thread: str = "C1:1.1", asker: str = "U1") -> Answer:
    at = ASKED_AT + timedelta(minutes=minutes)
    return replace(answer, question=replace(answer.question, asked_at=at, thread=thread, asker=asker))


def test_the_turns_of_a_thread_come_in_order_without_what_was_withheld(ledger: Ledger) -> None:
    first, second = sample_answer(), replace(declined_answer(), id="b")
    withheld = replace(declined_answer(outcome=Outcome.IDENTIFIERS), id="c")
    elsewhere = replace(declined_answer(), id="d")
    ledger.record(asked(second, 2))
    ledger.record(asked(first, 1))
    ledger.record(asked(withheld, 3))
    ledger.record(asked(elsewhere, 4, thread="C1:9.9"))
    turns = [Turn(each.question.text, each.text) for each in (first, second)]
    assert ledger.turns("C1:1.1", 10) == tuple(turns)
    assert ledger.turns("C1:1.1", 1) == (turns[1],)


def test_a_question_that_was_taken_back_is_neither_a_turn_nor_listed(ledger: Ledger) -> None:
    """The record has it all the same."""
    ledger.record(asked(sample_answer(), 1))
    ledger.record(asked(replace(declined_answer(), id="b"), 2))
    ledger.aftermath.mark("a1", MarkKind.QUESTION_DELETED, "U1")
    assert [turn.question for turn in ledger.turns("C1:1.1", 10)] == [declined_answer().question.text]
    assert [summary.id for summary in ledger.answers(asker="U1")] == ["b"]
    assert len(ledger.answers()) == 2


def test_knows_whom_it_answered_where(ledger: Ledger) -> None:
    ledger.record(asked(sample_answer(), 1))
    ledger.record(asked(replace(declined_answer(), id="b"), 2, thread="C1:9.9", asker="U2"))
    assert ledger.askers_in("C1:1.1") == {"U1"}
    assert ledger.askers_in("C1:none") == frozenset()
    assert [summary.id for summary in ledger.answers(asker="U2")] == ["b"]
