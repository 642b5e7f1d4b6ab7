"""What was done in the console, on a real ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from builders.answers import sample_answer
from knowledge.domain import MarkKind
from knowledge.errors import LedgerError
from knowledge.ledger.actions import correction_detail
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import ActionKind

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _answer(ledger: Ledger) -> None:
    ledger.record(sample_answer())


def test_what_was_done_is_kept_under_its_person(ledger: Ledger) -> None:
    done = ledger.actions.record(ActionKind.WITHDRAW, "Lead", answer_id="a1", document="a.pdf", text="Out of date <b>")
    ledger.actions.record(ActionKind.NOTE, "Lead", document="b.pdf")
    assert ledger.actions.of_answer("a1") == (done,)
    assert (done.by, done.document, done.text) == ("Lead", "a.pdf", "Out of date <b>")
    assert timedelta() <= datetime.now(UTC) - done.at < timedelta(minutes=1)
    assert [each.document for each in ledger.actions.of_kinds(ActionKind.WITHDRAW, ActionKind.NOTE)] == [
        "a.pdf",
        "b.pdf",
    ]


def test_a_note_is_settled_once_in_a_new_entry(ledger: Ledger) -> None:
    notes = [ledger.actions.record(ActionKind.NOTE, "Reviewer", answer_id="a1", text=text) for text in ("one", "two")]
    assert ledger.actions.settle(notes[0].id, "Publisher", "12\nwas replaced")
    assert not ledger.actions.settle(notes[0].id, "Publisher")
    assert not ledger.actions.settle(999, "Publisher")
    newest, oldest = ledger.actions.notes()
    assert (newest.action, newest.settled, newest.settled_how) == (notes[1], None, "")
    assert oldest.settled is not None
    assert (oldest.action, oldest.settled.by, oldest.settled_how) == (notes[0], "Publisher", "12\nwas replaced")


def test_a_note_whose_number_begins_like_anothers_stays_open(ledger: Ledger) -> None:
    notes = [ledger.actions.record(ActionKind.NOTE, "Reviewer", text=str(n)) for n in range(11)]
    assert ledger.actions.settle(notes[10].id, "Publisher")
    assert [note.action.id for note in ledger.actions.notes() if note.settled] == [notes[10].id]


def test_only_a_note_is_settled(ledger: Ledger) -> None:
    done = ledger.actions.record(ActionKind.CORRECT, "Lead", answer_id="a1", text="x")
    assert not ledger.actions.settle(done.id, "Publisher")


def test_a_correction_waits_until_it_was_told_or_cannot_be(ledger: Ledger) -> None:
    one, two, three = (
        ledger.actions.record(ActionKind.CORRECT, "Lead", answer_id="a1", text=text) for text in ("1", "2", "3")
    )
    assert ledger.actions.untold_corrections(NOW) == (one, two, three)
    ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", correction_detail(one))
    ledger.aftermath.mark("a1", MarkKind.NOT_TOLD, "signpost", correction_detail(three))
    ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", "some-edition a.pdf")
    assert ledger.actions.untold_corrections(NOW) == (two,)
    assert ledger.actions.untold_corrections(NOW + timedelta(days=31)) == ()


@pytest.mark.parametrize("kind", [MarkKind.QUESTION_DELETED, MarkKind.STOPPED])
def test_nothing_is_told_of_what_was_taken_back(ledger: Ledger, kind: MarkKind) -> None:
    ledger.actions.record(ActionKind.CORRECT, "Lead", answer_id="a1", text="x")
    ledger.aftermath.mark("a1", kind, "U123")
    assert ledger.actions.untold_corrections(NOW) == ()


def test_what_is_no_text_is_refused_in_a_sentence(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        ledger.actions.record(ActionKind.NOTE, "Reviewer", text="\ud800")


def test_the_answers_of_a_thread_are_found_without_those_taken_back(ledger: Ledger) -> None:
    for minute, id in enumerate(("a2", "a3")):
        ledger.record(sample_answer(id, asked_at=NOW + timedelta(minutes=minute)))
    ledger.aftermath.mark("a2", MarkKind.QUESTION_DELETED, "U123")
    assert ledger.in_thread("T456") == ("a1", "a3")
    assert ledger.in_thread("") == ()
