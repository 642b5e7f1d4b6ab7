"""Whose turn it is, what they may see before it, and which verdicts hold."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from builders.answers import ASKED_AT, sample_answer
from builders.reviews import verdicts_on
from knowledge.verdicts import ANSWER, AnswerJudgement, Judgement, Review, Seat, Subject, Verdict
from review.audit.seats import disagreements, open_seat, result, visible, wants_second

SUPPORTS, PARTLY, DOES_NOT = Judgement.SUPPORTS, Judgement.PARTLY, Judgement.DOES_NOT


def review(seat: Seat, judgement: Judgement = SUPPORTS, reviewer: str = "") -> Review:
    name = reviewer or f"Reviewer {seat.name.title()}"
    return Review(int(seat), "a1", seat, name, verdicts_on(sample_answer(), judgement), ASKED_AT)


FIRST, SECOND, THIRD = (review(seat) for seat in Seat)
OTHERWISE = review(Seat.SECOND, PARTLY)


def test_reviews_differ_where_their_judgements_do() -> None:
    assert disagreements(FIRST, SECOND) == ()
    assert disagreements(FIRST, OTHERWISE) == (Subject(1, 1), Subject(2, 1))
    whole = replace(FIRST, verdicts=(Verdict(ANSWER, AnswerJudgement.UNCLEAR, "Vague"), *FIRST.verdicts[1:]))
    assert disagreements(FIRST, whole) == (ANSWER,)


def test_a_reason_alone_is_no_disagreement() -> None:
    reworded = replace(OTHERWISE, verdicts=tuple(replace(each, reason="Otherwise") for each in OTHERWISE.verdicts))
    assert disagreements(OTHERWISE, reworded) == ()


SEATS = {
    "nobody has": ((), False, Seat.FIRST),
    "nobody has, and two are wanted": ((), True, Seat.FIRST),
    "one has": ((FIRST,), False, None),
    "one has, and two are wanted": ((FIRST,), True, Seat.SECOND),
    "two agree": ((FIRST, SECOND), True, None),
    "two differ": ((FIRST, OTHERWISE), True, Seat.THIRD),
    "two differ, though none was wanted": ((FIRST, OTHERWISE), False, Seat.THIRD),
    "a third has decided": ((FIRST, OTHERWISE, THIRD), True, None),
    "the first was taken back": ((SECOND,), True, Seat.FIRST),
}


@pytest.mark.parametrize(("reviews", "wanted", "seat"), SEATS.values(), ids=SEATS)
def test_the_seat_that_is_open(reviews: Sequence[Review], wanted: bool, seat: Seat | None) -> None:
    assert open_seat("Reviewer Four", reviews, wanted) is seat


@pytest.mark.parametrize("reviews", [(FIRST,), (FIRST, OTHERWISE)])
@pytest.mark.parametrize("name", ["Reviewer First", "reviewer  FIRST"])
def test_no_seat_is_open_to_one_who_has_reviewed(reviews: Sequence[Review], name: str) -> None:
    assert open_seat(name, reviews, True) is None


def test_a_second_reviewer_sees_nothing_of_the_first() -> None:
    assert visible("Reviewer Second", (FIRST,), True) == ()
    assert visible("Reviewer First", (FIRST,), True) == (FIRST,)
    assert visible("Reviewer Second", (FIRST, SECOND), True) == (FIRST, SECOND)


def test_a_reopened_first_seat_is_blind_too() -> None:
    assert visible("Reviewer First", (SECOND,), True) == ()


def test_a_third_sees_what_they_decide_between() -> None:
    assert visible("Reviewer Third", (FIRST, OTHERWISE), True) == (FIRST, OTHERWISE)


def test_the_firsts_verdicts_hold_without_a_second_or_where_it_agrees() -> None:
    expected = {verdict.subject: verdict for verdict in FIRST.verdicts}
    assert result([FIRST]) == result([FIRST, SECOND]) == result([FIRST, OTHERWISE]) == expected


def test_the_third_decides_what_the_two_judge_differently_and_nothing_else() -> None:
    """It finds the whole unclear, which nobody asked it about."""
    decided = verdicts_on(sample_answer(), DOES_NOT, AnswerJudgement.UNCLEAR)
    held = result([FIRST, OTHERWISE, replace(THIRD, verdicts=decided)])
    assert {subject: verdict.judgement for subject, verdict in held.items()} == {
        ANSWER: AnswerJudgement.SOUND,
        Subject(1, 1): DOES_NOT,
        Subject(2, 1): DOES_NOT,
    }


def test_nothing_holds_without_a_first_review() -> None:
    assert result([]) == result([SECOND]) == {}


def test_the_share_decides_by_the_lot() -> None:
    assert [wants_second(lot, 0.2) for lot in (0.0, 0.19, 0.2, 0.99)] == [True, True, False, False]
    assert not wants_second(0.0, 0)
