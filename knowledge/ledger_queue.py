"""The queue: what is to be reviewed, filtered, searched, counted and read page by page from the desk."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from knowledge.domain import FeedbackKind, Outcome
from knowledge.ledger_engine import transaction
from knowledge.ledger_tables import assignments, desk, desk_documents, feedback, reviews
from knowledge.names import comparable
from knowledge.verdicts import NEXT_SEAT, Ground, Seat, Stage, State


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


@dataclass(frozen=True, slots=True)
class QueuedAnswer:
    """A row of the queue. `seat` is the one to take next, None where the answer is done; `assigned_to` has it.

    `documents` are the titles of those it cites, by path. `is_own` says that the one who asks put one of them in,
    `has_reviewed` that they have a standing review of it. No other reviewer is named: second reviews are blind.
    """

    place: Place
    question: str
    ground: Ground
    outcome: Outcome
    state: State
    seat: Seat | None
    assigned_to: str
    documents: dict[str, str]
    feedback: tuple[FeedbackKind, ...]
    is_own: bool
    has_reviewed: bool

    @property
    def answer_id(self) -> str:
        """The id of the answer."""
        return self.place.answer_id

    @property
    def asked_at(self) -> datetime:
        """When the question was asked."""
        return self.place.asked_at


class Queue:
    """The queue of a ledger, where a share of answers is reviewed twice. Every method raises LedgerError."""

    def __init__(self, engine: Engine, second_share: float) -> None:
        self._engine = engine
        self._share = second_share

    def page(
        self, wanted: Filter, viewer: str, limit: int, order: Order = Order.URGENT, after: Place | None = None
    ) -> tuple[QueuedAnswer, ...]:
        """Up to `limit` rows in order, from behind a place on, as `viewer` sees them."""
        query = self._rows().where(*self._conditions(wanted)).order_by(*_ordering(order)).limit(limit)
        return self._read(query if after is None else query.where(_is_behind(after, order)), viewer)

    def of(self, answer_id: str, viewer: str) -> QueuedAnswer | None:
        """The row of an answer as `viewer` sees it, None where it is not in the queue."""
        return next(iter(self._read(self._rows().where(desk.c.answer_id == answer_id), viewer)), None)

    def next_for(self, reviewer: str, wanted: Filter, order: Order = Order.URGENT) -> QueuedAnswer | None:
        """What a reviewer is to review next: what is assigned to them first, then what is nobody's."""
        open_to = replace(wanted, state=None, open_only=True, for_reviewer=reviewer)
        mine = replace(open_to, assigned=reviewer, is_unassigned=False)
        nobodys = replace(open_to, assigned="", is_unassigned=True)
        return next((row for each in (mine, nobodys) for row in self.page(each, reviewer, 1, order)), None)

    def counts(self, wanted: Filter) -> dict[State, int]:
        """How many answers of each state there are, whatever state the filter wants."""
        state = self._state().label("state")
        conditions = self._conditions(replace(wanted, state=None, open_only=False))
        query = select(state, func.count()).select_from(desk).where(*conditions).group_by(state)
        with self._transaction() as connection:
            counted = {State(state): number for state, number in connection.execute(query)}
        return {state: counted.get(state, 0) for state in State}

    def documents(self) -> dict[str, str]:
        """The documents that answers of the queue cite: a title of each, by path."""
        title = func.max(desk_documents.c.title)
        query = select(desk_documents.c.document, title).group_by(desk_documents.c.document)
        with self._transaction() as connection:
            return dict(tuple(row) for row in connection.execute(query))

    def _rows(self) -> Select[Any]:
        return select(desk, _RANK.label("rank"), self._state().label("state"), _HOLDER.label("holder"))

    def _read(self, query: Select[Any], viewer: str) -> tuple[QueuedAnswer, ...]:
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
            ids = [row["answer_id"] for row in rows]
            documents, given = _documents(connection, ids), _feedback(connection, ids)
            reviewed = set(connection.execute(_reviewed_by(viewer).where(reviews.c.answer_id.in_(ids))).scalars())
        own = _line(viewer)
        return tuple(
            QueuedAnswer(
                place=Place(row["rank"], row["asked_at"], row["answer_id"]),
                question=row["question"],
                ground=Ground(row["ground"]),
                outcome=Outcome(row["outcome"]),
                state=State(row["state"]),
                seat=None if row["state"] == State.DONE else NEXT_SEAT[Stage(row["stage"])],
                assigned_to=row["holder"],
                documents=documents.get(row["answer_id"], {}),
                feedback=given.get(row["answer_id"], ()),
                is_own=own in row["put_in_by"],
                has_reviewed=row["answer_id"] in reviewed,
            )
            for row in rows
        )

    def _state(self) -> ColumnElement[str]:
        return case(
            (desk.c.stage == Stage.NEW.value, State.TO_REVIEW.value),
            (desk.c.stage == Stage.DIFFERING.value, State.DISAGREEMENT.value),
            (and_(desk.c.stage == Stage.ONCE.value, desk.c.lot < self._share), State.SECOND.value),
            else_=State.DONE.value,
        )

    def _conditions(self, wanted: Filter) -> list[ColumnElement[bool]]:
        found = [*_about(wanted), *_of_people(wanted)]
        if wanted.state:
            found.append(self._state() == wanted.state.value)
        if wanted.open_only:
            found.append(self._state() != State.DONE.value)
        return found

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


_RANK = case({ground.value: rank for rank, ground in enumerate(Ground)}, value=desk.c.ground, else_=len(Ground))
_SEAT = case({stage.value: int(seat) for stage, seat in NEXT_SEAT.items()}, value=desk.c.stage, else_=0)
# Whom the seat to take next is assigned to, or nothing.
_HOLDER = func.coalesce(
    select(assignments.c.reviewer)
    .where(assignments.c.answer_id == desk.c.answer_id, assignments.c.seat == _SEAT)
    .order_by(assignments.c.id.desc())
    .limit(1)
    .correlate(desk)
    .scalar_subquery(),
    "",
)


def _about(wanted: Filter) -> Iterator[ColumnElement[bool]]:
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


def _of_people(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What a filter asks of those who review."""
    if wanted.assigned:
        yield desk.c.answer_id.in_(select(assignments.c.answer_id).where(assignments.c.reviewer == wanted.assigned))
        yield _HOLDER == wanted.assigned
    if wanted.is_unassigned:
        yield _HOLDER == ""
    if wanted.for_reviewer:
        yield ~desk.c.put_in_by.contains(_line(wanted.for_reviewer), autoescape=True)
        yield desk.c.answer_id.not_in(_reviewed_by(wanted.for_reviewer))
        yield _HOLDER.in_(["", wanted.for_reviewer])


def _reviewed_by(reviewer: str) -> Select[Any]:
    """The answers that somebody has a standing review of."""
    undone = select(reviews.c.takes_back).where(reviews.c.takes_back.is_not(None), reviews.c.reviewer == reviewer)
    return select(reviews.c.answer_id).where(
        reviews.c.reviewer == reviewer, reviews.c.takes_back.is_(None), reviews.c.id.not_in(undone)
    )


def _ordering(order: Order) -> list[ColumnElement[Any]]:
    if order is Order.NEWEST:
        return [desk.c.asked_at.desc(), desk.c.answer_id.desc()]
    return [*([_RANK] if order is Order.URGENT else []), desk.c.asked_at, desk.c.answer_id]


def _is_behind(place: Place, order: Order) -> ColumnElement[bool]:
    moment = literal(place.asked_at, desk.c.asked_at.type)
    here, there = tuple_(desk.c.asked_at, desk.c.answer_id), tuple_(moment, literal(place.answer_id))
    if order is Order.NEWEST:
        return here < there
    if order is Order.OLDEST:
        return here > there
    return or_(_RANK > place.rank, and_(_RANK == place.rank, here > there))


def _documents(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The titles of the documents that answers cite, by path, by answer."""
    query = select(desk_documents).where(desk_documents.c.answer_id.in_(ids)).order_by(desk_documents.c.title)
    found: dict[str, dict[str, str]] = {}
    for answer_id, document, title in connection.execute(query):
        found.setdefault(answer_id, {})[document] = title
    return found


def _feedback(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[FeedbackKind, ...]]:
    """The kinds of the feedback on answers, oldest first."""
    query = select(feedback.c.answer_id, feedback.c.kind).where(feedback.c.answer_id.in_(ids)).order_by(feedback.c.id)
    found: dict[str, tuple[FeedbackKind, ...]] = {}
    for answer_id, kind in connection.execute(query):
        found[answer_id] = (*found.get(answer_id, ()), FeedbackKind(kind))
    return found


def _line(name: str) -> str:
    """A name as it stands in `put_in_by`."""
    return f"\n{comparable(name)}\n"
