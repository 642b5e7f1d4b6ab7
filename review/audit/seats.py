"""Whose turn it is to review an answer, what they may see before it, and which verdicts hold. No input or output."""

from collections.abc import Iterable, Sequence

from knowledge.names import is_same_person
from knowledge.verdicts import NEXT_SEAT, Review, Seat, Stage, Subject, Verdict, disagreements, stage_of

__all__ = ["disagreements", "next_seat", "open_seat", "result", "visible", "wants_second"]


def wants_second(lot: float, share: float) -> bool:
    """Whether a second, blind review of an answer is wanted, by its lot and the share that the setting names."""
    return lot < share


def next_seat(reviews: Iterable[Review], wants_second: bool) -> Seat | None:
    """The seat that somebody is to take next, None where the reviewing is done; `reviews` are those that stand."""
    stage = stage_of(reviews)
    if stage is Stage.ONCE and not wants_second:
        return None
    return NEXT_SEAT.get(stage)


def open_seat(reviewer: str, reviews: Sequence[Review], wants_second: bool) -> Seat | None:
    """The seat that this reviewer could take, None where none is open to them: nobody judges an answer twice.

    Whether they put in what the answer cites, and whom the seat is assigned to, the ledger looks at.
    """
    return None if _of(reviewer, reviews) else next_seat(reviews, wants_second)


def visible(reviewer: str, reviews: Sequence[Review], wants_second: bool) -> tuple[Review, ...]:
    """The standing reviews that somebody may see: only the third sees others' before they have given their own."""
    seat = open_seat(reviewer, reviews, wants_second)
    return () if seat in (Seat.FIRST, Seat.SECOND) else tuple(reviews)


def result(reviews: Iterable[Review]) -> dict[Subject, Verdict]:
    """The verdict that holds of each subject: the third's where the first two differ, else the first's.

    Nothing where no first review stands. Where the two differ and nobody has decided, the first's holds for now.
    """
    by_seat = {review.seat: review for review in reviews}
    if Seat.FIRST not in by_seat:
        return {}
    first, second, third = (by_seat.get(seat) for seat in Seat)
    held = {verdict.subject: verdict for verdict in (first.verdicts if first else ())}
    if first and second and third:
        decided = {verdict.subject: verdict for verdict in third.verdicts}
        held.update({subject: decided[subject] for subject in disagreements(first, second) if subject in decided})
    return held


def _of(reviewer: str, reviews: Iterable[Review]) -> list[Review]:
    return [review for review in reviews if is_same_person(review.reviewer, reviewer)]
