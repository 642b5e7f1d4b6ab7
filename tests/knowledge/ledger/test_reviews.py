"""Reviews: given whole or refused, taken back by a new entry, and safe where two press at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from builders.reviews import verdicts_on
from knowledge.errors import ReviewError
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import (
    ANSWER,
    AnswerJudgement,
    Judgement,
    Seat,
    Subject,
    Verdict,
)

ANSWERED = sample_answer()
GIVEN = verdicts_on(ANSWERED)


@pytest.fixture
def answered(ledger: Ledger) -> Ledger:
    """A ledger with one answer: two statements that share a citation."""
    ledger.record(ANSWERED)
    return ledger


def test_a_review_comes_back_whole(answered: Ledger) -> None:
    given = (
        Verdict(ANSWER, AnswerJudgement.UNCLEAR, "Says <b>two</b> things"),
        Verdict(Subject(1, 1), Judgement.SUPPORTS),
        Verdict(Subject(2, 1), Judgement.PARTLY, "The quote has no timescale"),
    )
    review_id = answered.reviews.give("a1", Seat.FIRST, "Reviewer One", given)
    (review,) = answered.reviews.of("a1")
    assert (review.id, review.answer_id, review.seat, review.reviewer) == (review_id, "a1", Seat.FIRST, "Reviewer One")
    assert review.verdicts == given


WRONG = {
    "a citation is left out": (GIVEN[:-1], "Citation 1 of statement 2 has not been judged"),
    "the whole is left out": (GIVEN[1:], "The answer as a whole has not been judged"),
    "nothing is judged": ((), "The answer as a whole has not been judged"),
    "a citation is judged twice": ((*GIVEN, GIVEN[-1]), "Citation 1 of statement 2 has been judged twice"),
    "a citation is not there": (
        (*GIVEN, Verdict(Subject(3, 1), Judgement.SUPPORTS)),
        "Citation 1 of statement 3 is not in this answer",
    ),
    "a reason is missing": (
        (*GIVEN[:-1], Verdict(Subject(2, 1), Judgement.DOES_NOT, " \n ")),
        "statement 2 needs a reason for “does not support”",
    ),
    "the whole has no reason": (
        (Verdict(ANSWER, AnswerJudgement.CARD_MISSED), *GIVEN[1:]),
        "The answer as a whole needs a reason for “safety card missed”",
    ),
    "the whole is judged like a citation": (
        (Verdict(ANSWER, Judgement.SUPPORTS), *GIVEN[1:]),
        "The answer as a whole cannot be judged “supports”",
    ),
    "a citation is judged like the whole": (
        (*GIVEN[:-1], Verdict(Subject(2, 1), AnswerJudgement.SOUND)),
        "statement 2 cannot be judged “sound”",
    ),
}


@pytest.mark.parametrize(("given", "sentence"), WRONG.values(), ids=WRONG)
def test_a_review_that_is_not_whole_is_refused(answered: Ledger, given: tuple[Verdict, ...], sentence: str) -> None:
    with pytest.raises(ReviewError, match=sentence):
        answered.reviews.give("a1", Seat.FIRST, "Reviewer One", given)
    assert answered.reviews.history("a1") == ()


def test_an_answer_without_statements_is_judged_as_a_whole(ledger: Ledger) -> None:
    ledger.record(declined_answer())
    given = (Verdict(ANSWER, AnswerJudgement.SHOULD_HAVE_ANSWERED, "The protocol says it on p. 3"),)
    ledger.reviews.give("declined", Seat.FIRST, "Reviewer One", given)
    assert ledger.reviews.of("declined")[0].verdicts == given


def test_an_unknown_answer_and_a_nameless_reviewer_are_refused(answered: Ledger) -> None:
    with pytest.raises(ReviewError, match="no such answer"):
        answered.reviews.give("unknown", Seat.FIRST, "Reviewer One", GIVEN)
    with pytest.raises(ReviewError, match="needs the name"):
        answered.reviews.give("a1", Seat.FIRST, " \t", GIVEN)


def give(ledger: Ledger, seat: Seat, reviewer: str, judgement: Judgement = Judgement.SUPPORTS) -> int:
    return ledger.reviews.give("a1", seat, reviewer, verdicts_on(ANSWERED, judgement))


def test_a_seat_is_taken_once(answered: Ledger) -> None:
    give(answered, Seat.FIRST, "Reviewer One")
    with pytest.raises(ReviewError, match="just given the first review"):
        give(answered, Seat.FIRST, "Reviewer Two")


@pytest.mark.parametrize("name", ["Reviewer One", "  reviewer   ONE "])
def test_nobody_takes_two_seats(answered: Ledger, name: str) -> None:
    give(answered, Seat.FIRST, "Reviewer One")
    with pytest.raises(ReviewError, match="reviewed this answer already"):
        give(answered, Seat.SECOND, name)


def test_seats_are_taken_in_turn(answered: Ledger) -> None:
    for seat in (Seat.SECOND, Seat.THIRD):
        with pytest.raises(ReviewError, match="not open"):
            give(answered, seat, "Reviewer One")
    give(answered, Seat.FIRST, "Reviewer One")
    give(answered, Seat.SECOND, "Reviewer Two")
    with pytest.raises(ReviewError, match="its reviews agree"):
        give(answered, Seat.THIRD, "Reviewer Three")


def test_a_third_decides_where_two_differ(answered: Ledger) -> None:
    give(answered, Seat.FIRST, "Reviewer One")
    give(answered, Seat.SECOND, "Reviewer Two", Judgement.PARTLY)
    give(answered, Seat.THIRD, "Reviewer Three")
    assert [review.seat for review in answered.reviews.of("a1")] == [Seat.FIRST, Seat.SECOND, Seat.THIRD]


def test_one_takes_back_ones_own_review_and_gives_another(answered: Ledger) -> None:
    first = give(answered, Seat.FIRST, "Reviewer One")
    answered.reviews.take_back(first, "Reviewer One")
    assert answered.reviews.of("a1") == ()
    again = give(answered, Seat.FIRST, "Reviewer One", Judgement.PARTLY)
    entries = answered.reviews.history("a1")
    assert [(entry.review.id, entry.taken_back_at is None) for entry in entries] == [(first, False), (again, True)]
    assert entries[0].review.verdicts == GIVEN
    taken_back_at = entries[0].taken_back_at
    assert taken_back_at is not None
    assert entries[0].review.given_at <= taken_back_at <= entries[1].review.given_at


def test_nobody_takes_back_anothers_review_nor_one_twice(answered: Ledger) -> None:
    review_id = give(answered, Seat.FIRST, "Reviewer One")
    with pytest.raises(ReviewError, match="Only the reviewer who gave"):
        answered.reviews.take_back(review_id, "Reviewer Two")
    answered.reviews.take_back(review_id, "Reviewer One")
    for id in (review_id, review_id + 1, 999):
        with pytest.raises(ReviewError, match=r"taken back already|no review"):
            answered.reviews.take_back(id, "Reviewer One")
    assert len(answered.reviews.history("a1")) == 1


def test_a_first_review_that_is_taken_back_opens_its_seat_alone(answered: Ledger) -> None:
    first = give(answered, Seat.FIRST, "Reviewer One")
    give(answered, Seat.SECOND, "Reviewer Two", Judgement.PARTLY)
    answered.reviews.take_back(first, "Reviewer One")
    assert [review.seat for review in answered.reviews.of("a1")] == [Seat.SECOND]
    with pytest.raises(ReviewError, match="not open"):
        give(answered, Seat.THIRD, "Reviewer Three")
    give(answered, Seat.FIRST, "Reviewer Three")
    assert [review.reviewer for review in answered.reviews.of("a1")] == ["Reviewer Three", "Reviewer Two"]


@pytest.mark.parametrize("name", ["Publisher Two", "ｐublisher  TWO"])
def test_nobody_reviews_what_they_put_in(ledger: Ledger, name: str) -> None:
    version = replace(sample_version(), ingested_by="Publisher Two")
    cited = sample_citation(sample_passage(version=version))
    ledger.record(sample_answer(citations=(cited,)))
    with pytest.raises(ReviewError, match="a document that you put in"):
        ledger.reviews.give("a1", Seat.FIRST, name, GIVEN)
    ledger.reviews.give("a1", Seat.FIRST, "Publisher", GIVEN)


def test_a_document_that_was_only_considered_may_be_ones_own(ledger: Ledger) -> None:
    version = replace(sample_version(), ingested_by="Publisher Two")
    unused = replace(ANSWERED.considered[-1], passage=sample_passage(ordinal=9, version=version))
    ledger.record(replace(ANSWERED, considered=(unused,)))
    ledger.reviews.give("a1", Seat.FIRST, "Publisher Two", GIVEN)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of each deed, all begun at the same moment: nothing, or the sentence of its refusal."""
    barrier, said = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
            said.append("")
        except ReviewError as error:
            said.append(str(error))

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_of_two_who_press_at_once_one_is_told(url: str, answered: Ledger) -> None:
    """Each by a ledger of its own, as two processes are."""
    with Ledger.open(url) as other:
        said = at_once(
            lambda: give(answered, Seat.FIRST, "Reviewer One"), lambda: give(other, Seat.FIRST, "Reviewer Two")
        )
    assert said[0] == ""
    assert "Somebody else has just given the first review" in said[1]
    assert len(answered.reviews.history("a1")) == 1


def test_one_who_presses_twice_gives_one_review(url: str, answered: Ledger) -> None:
    with Ledger.open(url) as other:
        said = at_once(
            *(lambda ledger=ledger: give(ledger, Seat.FIRST, "Reviewer One") for ledger in (answered, other))
        )
    assert said[0] == ""
    assert "reviewed this answer already" in said[1]


def test_a_review_taken_back_twice_at_once_is_taken_back_once(url: str, answered: Ledger) -> None:
    review_id = give(answered, Seat.FIRST, "Reviewer One")
    with Ledger.open(url) as other:
        said = at_once(
            *(lambda ledger=ledger: ledger.reviews.take_back(review_id, "Reviewer One") for ledger in (answered, other))
        )
    assert said[0] == ""
    assert "taken back already" in said[1]


def test_the_histories_of_a_period_go_by_when_answers_were_asked(ledger: Ledger) -> None:
    for number in range(3):
        answer = sample_answer(id=f"a{number}", asked_at=ASKED_AT + timedelta(days=number))
        ledger.record(answer)
        ledger.reviews.give(answer.id, Seat.FIRST, "Reviewer One", verdicts_on(answer))
    found = ledger.reviews.histories(ASKED_AT + timedelta(days=1), ASKED_AT + timedelta(days=2))
    assert {id: len(entries) for id, entries in found.items()} == {"a1": 1}
    assert found["a1"] == ledger.reviews.history("a1")


@pytest.mark.parametrize("table", ["queued", "reviews", "verdicts"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_what_reviewers_said_cannot_be_changed(url: str, answered: Ledger, table: str, deed: str) -> None:
    give(answered, Seat.FIRST, "Reviewer One")
    column = {"queued": "lot", "verdicts": "review_id", "reviews": "seat"}[table]
    engine = create_engine(url)
    try:
        with pytest.raises(DBAPIError, match="the ledger is append-only"), engine.begin() as connection:
            connection.execute(text(deed.format(table, column, column)))
    finally:
        engine.dispose()
    assert len(answered.reviews.of("a1")[0].verdicts) == 3
