"""Which of the queue is wanted, and in what order: as conditions on the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_

from knowledge.domain import Outcome
from knowledge.ledger.tables import assignments, desk, desk_documents, reviews
from knowledge.names import comparable
from knowledge.verdicts import NEXT_SEAT, Ground, State


class Order(StrEnum):
    """In what order the queue is read; what is most urgent is a safety card, then the longest waiting."""

    URGENT = "urgent"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of the queue is wanted; a field that is empty or None leaves nothing out.

    `open_only`: not those that are done. `since` and `until` bound when the question was asked: [since, until).
    `assigned` is whom the open seat is assigned to, `is_unassigned` wants nobody. `for_reviewer`: only what this
    reviewer may review now. `words` all stand in the question, as parts of words, whatever their capitals.
    """

    state: State | None = None
    open_only: bool = False
    ground: Ground | None = None
    outcome: Outcome | None = None
    document: str = ""
    since: datetime | None = None
    until: datetime | None = None
    assigned: str = ""
    is_unassigned: bool = False
    for_reviewer: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the order: what comes after it is the next page."""

    rank: int
    asked_at: datetime
    answer_id: str


# How urgent a row is, from 0.
RANK = case({ground.value: rank for rank, ground in enumerate(Ground)}, value=desk.c.ground, else_=len(Ground))
_SEAT = case({stage.value: int(seat) for stage, seat in NEXT_SEAT.items()}, value=desk.c.stage, else_=0)
# Whom the seat to take next is assigned to, or nothing.
HOLDER = func.coalesce(
    select(assignments.c.reviewer)
    .where(assignments.c.answer_id == desk.c.answer_id, assignments.c.seat == _SEAT)
    .order_by(assignments.c.id.desc())
    .limit(1)
    .correlate(desk)
    .scalar_subquery(),
    "",
)

# Spares most rows the look at who has their seat.
_WAS_NEVER_ASSIGNED = desk.c.answer_id.not_in(select(assignments.c.answer_id))


def about(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What a filter asks of the answers."""
    if wanted.ground:
        yield desk.c.ground == wanted.ground.value
    if wanted.outcome:
        yield desk.c.outcome == wanted.outcome.value
    if wanted.document:
        citing = select(desk_documents.c.answer_id).where(desk_documents.c.document == wanted.document)
        yield desk.c.answer_id.in_(citing)
    if wanted.since:
        yield desk.c.asked_at >= wanted.since
    if wanted.until:
        yield desk.c.asked_at < wanted.until
    for word in wanted.words:
        yield desk.c.question.icontains(word, autoescape=True)


def of_people(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What a filter asks of those who review."""
    if wanted.assigned:
        yield desk.c.answer_id.in_(select(assignments.c.answer_id).where(assignments.c.reviewer == wanted.assigned))
        yield HOLDER == wanted.assigned
    if wanted.is_unassigned:
        yield or_(_WAS_NEVER_ASSIGNED, HOLDER == "")
    if wanted.for_reviewer:
        yield ~desk.c.put_in_by.contains(line_of(wanted.for_reviewer), autoescape=True)
        yield desk.c.answer_id.not_in(reviewed_by(wanted.for_reviewer))
        yield or_(_WAS_NEVER_ASSIGNED, HOLDER.in_(["", wanted.for_reviewer]))


def reviewed_by(reviewer: str) -> Select[Any]:
    """The answers that somebody has a standing review of."""
    undone = select(reviews.c.takes_back).where(reviews.c.takes_back.is_not(None), reviews.c.reviewer == reviewer)
    # Not "is null": SQLite would take the index that has nearly every review under null for the best.
    is_undo = func.coalesce(reviews.c.takes_back, 0) != 0
    return select(reviews.c.answer_id).where(reviews.c.reviewer == reviewer, ~is_undo, reviews.c.id.not_in(undone))


def ordering(order: Order) -> list[ColumnElement[Any]]:
    """What an order sorts by; no two rows are alike in it."""
    if order is Order.NEWEST:
        return [desk.c.asked_at.desc(), desk.c.answer_id.desc()]
    return [*([RANK] if order is Order.URGENT else []), desk.c.asked_at, desk.c.answer_id]


def is_behind(place: Place, order: Order) -> ColumnElement[bool]:
    """Whether a row comes after a place."""
    moment = literal(place.asked_at, desk.c.asked_at.type)
    here, there = tuple_(desk.c.asked_at, desk.c.answer_id), tuple_(moment, literal(place.answer_id))
    if order is Order.NEWEST:
        return here < there
    if order is Order.OLDEST:
        return here > there
    return or_(RANK > place.rank, and_(RANK == place.rank, here > there))


def line_of(name: str) -> str:
    """A name as it stands in `put_in_by`."""
    return f"\n{comparable(name)}\n"
