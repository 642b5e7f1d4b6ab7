"""The queue: filled as things happen, filtered, searched, counted and read page by page."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert, select

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from builders.chains import later
from builders.reviews import verdicts_on
from knowledge.domain import Answer, Feedback, FeedbackKind, Outcome
from knowledge.errors import LedgerError, ReviewError
from knowledge.ledger import rows
from knowledge.ledger.desk import lot_of
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.queue import Filter, Order, QueuedAnswer
from knowledge.ledger.tables import answers, citations, desk, feedback, passages, statements
from knowledge.ledger.tables import queued as queued_table
from knowledge.verdicts import Ground, Judgement, Seat, State

ALL = Filter()


def at(answer: Answer, minutes: int) -> Answer:
    return replace(answer, question=replace(answer.question, asked_at=ASKED_AT + timedelta(minutes=minutes)))


def complain(ledger: Ledger, answer_id: str, kind: FeedbackKind = FeedbackKind.WRONG) -> None:
    ledger.aftermath.give_feedback(Feedback(answer_id, kind, "", "U1", ASKED_AT))


def ids(ledger: Ledger, wanted: Filter = ALL, order: Order = Order.OLDEST, share: float = 1, viewer: str = "X") -> str:
    return " ".join(row.answer_id for row in ledger.queue(share).page(wanted, viewer, 100, order))


def row_of(ledger: Ledger, answer_id: str, viewer: str = "Reviewer One", share: float = 1) -> QueuedAnswer:
    row = ledger.queue(share).of(answer_id, viewer)
    assert row is not None
    return row


def test_danger_is_queued_as_it_is_recorded(ledger: Ledger) -> None:
    urgent = replace(sample_answer(), outcome=Outcome.URGENT)
    ledger.record(urgent)
    ledger.record(sample_answer(id="plain"))
    assert ids(ledger) == "a1"
    row = row_of(ledger, "a1")
    assert (row.ground, row.outcome, row.state, row.seat) == (
        Ground.CARD,
        Outcome.URGENT,
        State.TO_REVIEW,
        Seat.FIRST,
    )
    assert row.documents == {"procedures/bruising.pdf": "Bruising protocol"}
    assert (row.question, row.asked_at) == (urgent.question.text, ASKED_AT)


@pytest.mark.parametrize("kind", list(FeedbackKind))
def test_what_somebody_finds_wrong_is_queued_as_they_say_so(ledger: Ledger, kind: FeedbackKind) -> None:
    ledger.record(sample_answer())
    complain(ledger, "a1", kind)
    assert ids(ledger) == ("" if kind is FeedbackKind.HELPFUL else "a1")


def test_an_answer_is_queued_once_and_keeps_why(ledger: Ledger) -> None:
    ledger.record(replace(sample_answer(), outcome=Outcome.URGENT))
    for kind in (FeedbackKind.WRONG, FeedbackKind.HELPFUL, FeedbackKind.MISSING):
        complain(ledger, "a1", kind)
    row = row_of(ledger, "a1")
    assert row.ground is Ground.CARD
    assert row.feedback == (FeedbackKind.WRONG, FeedbackKind.HELPFUL, FeedbackKind.MISSING)


def test_feedback_on_an_unknown_answer_queues_nothing(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        complain(ledger, "unknown")
    assert ids(ledger) == ""


def test_an_answer_that_is_not_recorded_is_not_queued(ledger: Ledger) -> None:
    urgent = replace(declined_answer(), outcome=Outcome.URGENT)
    ledger.record(urgent)
    with pytest.raises(LedgerError):
        ledger.record(urgent)
    assert ids(ledger) == "declined"


def test_whoever_reviews_what_nobody_queued_queues_it(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(sample_answer()))
    row = row_of(ledger, "a1")
    assert (row.ground, row.state) == (Ground.CHOSEN, State.SECOND)


def test_a_ledger_of_the_schema_before_has_its_past_queued(url: str) -> None:
    """As the bot would queue them now: the same lots, documents and names."""
    urgent = replace(sample_answer(), outcome=Outcome.URGENT)
    engine, config = create_engine(url), Config()
    config.set_main_option("script_location", "knowledge:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for answer in (urgent, sample_answer(id="a2"), sample_answer(id="a3"), declined_answer()):
            numbers = rows.numbered_passages(answer)
            connection.execute(insert(answers).values(rows.answer_row(answer, ASKED_AT)))
            for table, values in (
                (passages, rows.passage_rows(answer.id, numbers)),
                (statements, rows.statement_rows(answer)),
                (citations, rows.citation_rows(answer, numbers)),
            ):
                if values:
                    connection.execute(insert(table), values)
        for answer_id, kind in (("a2", "wrong"), ("a2", "helpful"), ("a3", "helpful")):
            given = {"answer_id": answer_id, "kind": kind, "note": "", "given_by": "U1", "given_at": ASKED_AT}
            connection.execute(insert(feedback).values(given))
    with Ledger.open(url) as ledger:
        with engine.connect() as connection:
            for table in (queued_table, desk):
                lots = dict(tuple(row) for row in connection.execute(select(table.c.answer_id, table.c.lot)))
                assert lots == {"a1": lot_of("a1"), "a2": lot_of("a2")}
        engine.dispose()
        assert ids(ledger) == "a1 a2"
        for answer_id, ground in (("a1", Ground.CARD), ("a2", Ground.FEEDBACK)):
            row = row_of(ledger, answer_id, "PARTNERSHIP team")
            assert (row.ground, row.is_own) == (ground, True)
            assert row.documents == {"procedures/bruising.pdf": "Bruising protocol"}


@pytest.fixture
def queued(ledger: Ledger) -> Ledger:
    """Five answers in the queue, asked a minute apart: a to e, in every state but one reviewed by a third."""
    grid = sample_citation(sample_passage(version=sample_version("tools/grid.pdf", "Neglect grid")))
    found = [
        replace(sample_answer(id="a", question="Bruise on a baby?"), outcome=Outcome.URGENT),
        sample_answer(id="b", question="100% of carers_ get what?", citations=(grid,)),
        sample_answer(id="c", question="Which level is this?"),
        replace(declined_answer("d"), outcome=Outcome.JUDGEMENT),
        sample_answer(id="e", question="Who runs the baby clinic?"),
    ]
    for minute, answer in enumerate(found):
        ledger.record(at(answer, minute))
        complain(ledger, answer.id)
    give(ledger, found[1], Seat.FIRST, "Reviewer One")
    give(ledger, found[2], Seat.FIRST, "Reviewer One")
    give(ledger, found[2], Seat.SECOND, "Reviewer Two", Judgement.PARTLY)
    give(ledger, found[3], Seat.FIRST, "Reviewer Two")
    give(ledger, found[3], Seat.SECOND, "Reviewer One")
    return ledger


def give(ledger: Ledger, answer: Answer, seat: Seat, name: str, judgement: Judgement = Judgement.SUPPORTS) -> int:
    return ledger.reviews.give(answer.id, seat, name, verdicts_on(answer, judgement))


FILTERS = {
    "all": (ALL, "a b c d e"),
    "open": (Filter(open_only=True), "a b c e"),
    "to review": (Filter(state=State.TO_REVIEW), "a e"),
    "second": (Filter(state=State.SECOND), "b"),
    "disagreement": (Filter(state=State.DISAGREEMENT), "c"),
    "done": (Filter(state=State.DONE), "d"),
    "ground": (Filter(ground=Ground.CARD), "a"),
    "outcome": (Filter(outcome=Outcome.JUDGEMENT), "d"),
    "document": (Filter(document="tools/grid.pdf"), "b"),
    "since": (Filter(since=ASKED_AT + timedelta(minutes=3)), "d e"),
    "until": (Filter(until=ASKED_AT + timedelta(minutes=3)), "a b c"),
    "for one who has reviewed": (Filter(for_reviewer="Reviewer One", open_only=True), "a e"),
    "for the other": (Filter(for_reviewer="Reviewer Two", open_only=True), "a b e"),
    "for a third": (Filter(for_reviewer="Reviewer Three", open_only=True), "a b c e"),
    "for who put it in": (Filter(for_reviewer="PARTNERSHIP  Team"), "d"),
    "words": (Filter(words=("BABY",)), "a e"),
    "several words": (Filter(words=("baby", "clin")), "e"),
    "signs of a pattern are letters": (Filter(words=("0%", "s_")), "b"),
    "a sign that stands nowhere": (Filter(words=("%%",)), ""),
    "several at once": (Filter(words=("baby",), ground=Ground.FEEDBACK, state=State.TO_REVIEW), "e"),
    "nothing": (Filter(document="gone.pdf"), ""),
}


@pytest.mark.parametrize(("wanted", "found"), FILTERS.values(), ids=FILTERS)
def test_a_filter_keeps_what_it_asks_for(queued: Ledger, wanted: Filter, found: str) -> None:
    assert ids(queued, wanted) == found


@pytest.mark.parametrize(
    ("order", "found"), [(Order.OLDEST, "a b c d e"), (Order.NEWEST, "e d c b a"), (Order.URGENT, "a b c d e")]
)
def test_every_order_is_whole_page_by_page(queued: Ledger, order: Order, found: str) -> None:
    queue, place, seen = queued.queue(1), None, []
    while page := queue.page(ALL, "X", 2, order, place):
        assert len(page) <= 2
        place = page[-1].place
        seen += [row.answer_id for row in page]
    assert seen == found.split()


def test_pages_lose_nothing_among_answers_of_one_moment(ledger: Ledger) -> None:
    for id in "abcdef":
        ledger.record(replace(declined_answer(id), outcome=Outcome.URGENT))
    queue = ledger.queue(0)
    for order in Order:
        first = queue.page(ALL, "X", 4, order)
        rest = queue.page(ALL, "X", 4, order, first[-1].place)
        assert sorted(row.answer_id for row in (*first, *rest)) == list("abcdef")


def test_what_is_urgent_comes_first_though_it_is_newer(ledger: Ledger) -> None:
    ledger.record(at(sample_answer(id="complained"), 0))
    complain(ledger, "complained")
    ledger.record(at(replace(declined_answer("danger"), outcome=Outcome.URGENT), 5))
    assert ids(ledger, order=Order.URGENT) == "danger complained"


def test_counts_go_by_the_filter_whatever_state_it_wants(queued: Ledger) -> None:
    each_one = {State.TO_REVIEW: 2, State.SECOND: 1, State.DISAGREEMENT: 1, State.DONE: 1}
    for wanted in (ALL, Filter(state=State.DONE), Filter(open_only=True)):
        assert queued.queue(1).counts(wanted) == each_one
    few = queued.queue(1).counts(Filter(words=("baby",), ground=Ground.CARD))
    assert few == {State.TO_REVIEW: 1, State.SECOND: 0, State.DISAGREEMENT: 0, State.DONE: 0}


def test_the_share_decides_whether_one_review_is_enough(queued: Ledger) -> None:
    lot = lot_of("b")
    assert [row_of(queued, "b", share=share).state for share in (lot, lot + 1e-9)] == [State.DONE, State.SECOND]


def test_a_review_that_is_taken_back_comes_into_the_queue_again(queued: Ledger) -> None:
    (first, _) = queued.reviews.of("d")
    queued.reviews.take_back(first.id, first.reviewer)
    row = row_of(queued, "d", "Reviewer Two")
    assert (row.state, row.seat, row.has_reviewed) == (State.TO_REVIEW, Seat.FIRST, False)
    assert "d" in ids(queued, Filter(for_reviewer="Reviewer Two", open_only=True))


def test_a_row_names_no_reviewer(queued: Ledger) -> None:
    """What a row says of an answer that somebody has reviewed is in it whole here."""
    row = row_of(queued, "b", "Reviewer Two")
    assert "Reviewer" not in repr(row)
    assert (row.assigned_to, row.has_reviewed, row.seat) == ("", False, Seat.SECOND)
    assert row_of(queued, "b", "Reviewer One").has_reviewed


def test_a_question_whose_text_is_removed_is_not_kept_here(queued: Ledger) -> None:
    queued.retention.expire(datetime.now(UTC) + timedelta(days=1))
    assert [row_of(queued, id).question for id in "abcde"] == [""] * 5
    assert ids(queued, Filter(words=("baby",))) == ""
    assert ids(queued) == "a b c d e"


def test_a_question_that_is_removed_from_the_record_is_removed_here(queued: Ledger) -> None:
    queued.retention.hold(["e"], "an inquiry", "Reviewer One")
    queued.retention.expire(later())
    assert [row_of(queued, id).question for id in ("a", "e")] == ["", "Who runs the baby clinic?"]
    assert ids(queued, Filter(words=("baby",))) == "e"


def test_lists_the_documents_of_the_queue(queued: Ledger) -> None:
    assert queued.queue(1).documents() == {
        "procedures/bruising.pdf": "Bruising protocol",
        "tools/grid.pdf": "Neglect grid",
    }


def test_a_seat_is_assigned_and_refused_to_others(queued: Ledger) -> None:
    queued.assignments.assign("b", Seat.SECOND, "Reviewer Two", by="Lead")
    row = row_of(queued, "b")
    assert row.assigned_to == "Reviewer Two"
    with pytest.raises(ReviewError, match="assigned to Reviewer Two"):
        queued.assignments.assign("b", Seat.SECOND, "Reviewer Three", by="Reviewer Three")
    with pytest.raises(ReviewError, match="assigned to Reviewer Two"):
        give(queued, sample_answer(id="b"), Seat.SECOND, "Reviewer Three")
    give(queued, sample_answer(id="b"), Seat.SECOND, "Reviewer Two")


def test_of_two_who_take_a_seat_at_once_one_is_told(url: str, queued: Ledger) -> None:
    barrier, said = threading.Barrier(2), []

    def take(ledger: Ledger, name: str) -> None:
        barrier.wait()
        try:
            ledger.assignments.assign("a", Seat.FIRST, name, name)
        except ReviewError as error:
            said.append(str(error))

    with Ledger.open(url) as other:
        names = {"Reviewer Two": queued, "Reviewer Three": other}
        threads = [threading.Thread(target=take, args=(ledger, name)) for name, ledger in names.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    (sentence,) = said
    assert sentence == f"This review is assigned to {row_of(queued, 'a').assigned_to}."


def test_filters_by_whom_it_is_assigned_to(queued: Ledger) -> None:
    queued.assignments.assign("a", Seat.FIRST, "Reviewer Two", by="Lead")
    queued.assignments.assign("b", Seat.SECOND, "Reviewer Three", by="Reviewer Three")
    assert ids(queued, Filter(assigned="Reviewer Two")) == "a"
    assert ids(queued, Filter(is_unassigned=True, open_only=True)) == "c e"
    assert ids(queued, Filter(for_reviewer="Reviewer Two", open_only=True)) == "a e"
    queued.assignments.assign("a", Seat.FIRST, "Reviewer Three", by="Lead", over=True)
    assert ids(queued, Filter(assigned="Reviewer Two")) == ""
    assert ids(queued, Filter(assigned="Reviewer Three")) == "a b"


REFUSED: dict[str, tuple[Callable[[Ledger], object], str]] = {
    "a seat that is not open": (lambda it: it.assignments.assign("b", Seat.THIRD, "Reviewer Two", "Lead"), "not open"),
    "somebody who has reviewed it": (
        lambda it: it.assignments.assign("b", Seat.SECOND, "Reviewer One", "Lead"),
        "reviewed this answer already",
    ),
    "somebody who put it in": (
        lambda it: it.assignments.assign("a", Seat.FIRST, "partnership TEAM", "Lead"),
        "a document that you put in",
    ),
    "an answer that is done": (lambda it: it.assignments.assign("d", Seat.THIRD, "Reviewer Three", "Lead"), "agree"),
}


@pytest.mark.parametrize(("deed", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_assigned(queued: Ledger, deed: Callable[[Ledger], object], sentence: str) -> None:
    with pytest.raises(ReviewError, match=sentence):
        deed(queued)


def test_whoever_has_a_seat_or_a_lead_gives_it_back(queued: Ledger) -> None:
    queued.assignments.assign("a", Seat.FIRST, "Reviewer Two", by="Reviewer Two")
    with pytest.raises(ReviewError, match="they, or a lead, can give it back"):
        queued.assignments.give_back("a", Seat.FIRST, by="Reviewer Three")
    queued.assignments.give_back("a", Seat.FIRST, by="Reviewer Two")
    assert row_of(queued, "a").assigned_to == ""
    queued.assignments.assign("a", Seat.FIRST, "Reviewer Three", by="Reviewer Three")
    queued.assignments.give_back("a", Seat.FIRST, by="Lead", over=True)
    queued.assignments.give_back("a", Seat.FIRST, by="Anybody")
    assert row_of(queued, "a").assigned_to == ""


def test_what_is_next_is_what_one_was_assigned_then_what_is_nobodys(queued: Ledger) -> None:
    queue = queued.queue(1)

    def next_for(name: str, wanted: Filter = ALL) -> str:
        row = queue.next_for(name, wanted)
        return row.answer_id if row else ""

    assert next_for("Reviewer Three") == "a"
    queued.assignments.assign("e", Seat.FIRST, "Reviewer Three", by="Lead")
    assert next_for("Reviewer Three") == "e"
    assert next_for("Reviewer Three", Filter(document="tools/grid.pdf")) == "b"
    assert next_for("partnership team") == ""
