"""The queue: what is to be reviewed, filtered, searched, counted and read page by page from the desk."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, case, func, select

from knowledge.domain import FeedbackKind, Outcome
from knowledge.ledger.engine import transaction
from knowledge.ledger.queue_filter import (
    HOLDER,
    RANK,
    Filter,
    Order,
    Place,
    about,
    is_behind,
    line_of,
    of_people,
    ordering,
    reviewed_by,
)
from knowledge.ledger.tables import desk, desk_documents, feedback, reviews
from knowledge.verdicts import NEXT_SEAT, Ground, Seat, Stage, State

__all__ = ["Filter", "Order", "Place", "Queue", "QueuedAnswer"]


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
        found = select(desk.c.answer_id).where(*self._conditions(wanted)).order_by(*ordering(order)).limit(limit)
        if after is not None:
            found = found.where(is_behind(after, order))
        # The rest of a row is looked at for these alone, and not for all that are sorted.
        return self._read(self._rows().where(desk.c.answer_id.in_(found)).order_by(*ordering(order)), viewer)

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
        conditions = self._conditions(replace(wanted, state=None, open_only=False))
        wants_second = case((desk.c.lot < self._share, 1), else_=0)
        query = select(desk.c.stage, func.count(), func.sum(wants_second)).where(*conditions).group_by(desk.c.stage)
        with self._transaction() as connection:
            counted = {Stage(stage): (number, twice) for stage, number, twice in connection.execute(query)}
        once, seconds = counted.get(Stage.ONCE, (0, 0))
        return {
            State.TO_REVIEW: counted.get(Stage.NEW, (0, 0))[0],
            State.SECOND: seconds,
            State.DISAGREEMENT: counted.get(Stage.DIFFERING, (0, 0))[0],
            State.DONE: counted.get(Stage.SETTLED, (0, 0))[0] + once - seconds,
        }

    def documents(self) -> dict[str, str]:
        """The documents that answers of the queue cite: a title of each, by path."""
        title = func.max(desk_documents.c.title)
        query = select(desk_documents.c.document, title).group_by(desk_documents.c.document)
        with self._transaction() as connection:
            return dict(tuple(row) for row in connection.execute(query))

    def _rows(self) -> Select[Any]:
        return select(desk, RANK.label("rank"), self._state().label("state"), HOLDER.label("holder"))

    def _read(self, query: Select[Any], viewer: str) -> tuple[QueuedAnswer, ...]:
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
            ids = [row["answer_id"] for row in rows]
            documents, given = _documents(connection, ids), _feedback(connection, ids)
            reviewed = set(connection.execute(reviewed_by(viewer).where(reviews.c.answer_id.in_(ids))).scalars())
        own = line_of(viewer)
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
        found = [*about(wanted), *of_people(wanted)]
        if wanted.state:
            found.append(self._state() == wanted.state.value)
        if wanted.open_only:
            found.append(self._state() != State.DONE.value)
        return found

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


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
