"""What reviewers said of answers: reviews with their verdicts, given and taken back. Append-only, like the answers."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, select

from knowledge.errors import ReviewError
from knowledge.ledger.chain import EntryKind, append
from knowledge.ledger.desk import Cited, assigned_to, cited_by, queue_recorded, set_stage
from knowledge.ledger.engine import transaction, writing_on
from knowledge.ledger.tables import answers, citations, queued, reviews, verdicts
from knowledge.names import comparable, is_same_person
from knowledge.verdicts import (
    ANSWER,
    NEXT_SEAT,
    WITHOUT_REASON,
    AnswerJudgement,
    Entry,
    Ground,
    Judgement,
    Review,
    Seat,
    Stage,
    Subject,
    Verdict,
    stage_of,
    standing,
)

_SEAT_WORDS = {Seat.FIRST: "first", Seat.SECOND: "second", Seat.THIRD: "third"}


class Reviews:
    """The reviews of a ledger. Every method raises LedgerError; ReviewError where a reviewer may be told why."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, answer_id: str, seat: Seat, reviewer: str, given: Sequence[Verdict]) -> int:
        """Write a review down, whole, and return its id; an answer that nobody queued is queued as chosen by hand.

        Raises ReviewError unless every citation of every statement, and the answer as a whole, is judged once, with a
        reason where one is needed; the seat is the next to take, and not assigned to somebody else; the reviewer has no
        other seat, and put in none of the versions that are cited. Of two who give one seat at once, one is refused.
        """
        reviewer = reviewer.strip()
        with writing_on(self._engine, answers.c.id == answer_id) as connection:
            check_reviewer(connection, answer_id, seat, reviewer)
            _check_verdicts(_subjects(connection, answer_id), given)
            before = standing(entries_of(connection, reviews.c.answer_id == answer_id))
            check_seat(seat, reviewer, before)
            queue_recorded(connection, [answer_id], Ground.CHOSEN)
            now = datetime.now(UTC)
            row = {"answer_id": answer_id, "seat": int(seat), "reviewer": reviewer, "given_at": now}
            review_id = int(append(connection, EntryKind.REVIEW, answer_id, {reviews: [row]}, now).keys[0][0])
            judged = [_verdict_row(review_id, each) for each in given]
            append(connection, EntryKind.VERDICTS, answer_id, {verdicts: judged}, now)
            review = Review(review_id, answer_id, seat, reviewer, tuple(given), now)
            set_stage(connection, answer_id, stage_of([*before, review]))
        return review_id

    def take_back(self, review_id: int, reviewer: str) -> None:
        """Take one's own review back: a new entry. Its seat can be taken again; reviews of other seats stand.

        Raises ReviewError where it is somebody else's, was taken back already, or does not exist.
        """
        with self._transaction() as connection:
            answer_id = connection.execute(select(reviews.c.answer_id).where(reviews.c.id == review_id)).scalar()
        if answer_id is None:
            raise ReviewError(f"There is no review {review_id}.")
        with writing_on(self._engine, answers.c.id == answer_id) as connection:
            before = standing(entries_of(connection, reviews.c.answer_id == answer_id))
            review = next((each for each in before if each.id == review_id), None)
            if review is None:
                raise ReviewError("This review has been taken back already.")
            if not is_same_person(review.reviewer, reviewer):
                raise ReviewError("Only the reviewer who gave a review can take it back.")
            row = {"answer_id": answer_id, "seat": int(review.seat), "reviewer": review.reviewer}
            undo = {**row, "takes_back": review_id, "given_at": datetime.now(UTC)}
            append(connection, EntryKind.REVIEW, answer_id, {reviews: [undo]})
            set_stage(connection, answer_id, stage_of(each for each in before if each.id != review_id))

    def refusal_of(self, answer_id: str, seat: Seat, reviewer: str) -> str:
        """Why a seat is not for somebody, in the words that `give` would refuse them with; nothing where it is."""
        with self._transaction() as connection:
            try:
                check_reviewer(connection, answer_id, seat, reviewer)
            except ReviewError as error:
                return str(error)
        return ""

    def of(self, answer_id: str) -> tuple[Review, ...]:
        """The reviews of an answer that stand, by seat."""
        return standing(self.history(answer_id))

    def history(self, answer_id: str) -> tuple[Entry, ...]:
        """Every review that an answer was ever given, oldest first, with when it was taken back."""
        with self._transaction() as connection:
            return tuple(entries_of(connection, reviews.c.answer_id == answer_id))

    def histories(self, since: datetime, until: datetime) -> dict[str, tuple[Entry, ...]]:
        """The history of every reviewed answer that was asked in [since, until), by its id."""
        asked = select(queued.c.answer_id).where(queued.c.asked_at >= since, queued.c.asked_at < until)
        with self._transaction() as connection:
            entries = list(entries_of(connection, reviews.c.answer_id.in_(asked)))
        by_answer: dict[str, tuple[Entry, ...]] = {}
        for entry in entries:
            by_answer[entry.review.answer_id] = (*by_answer.get(entry.review.answer_id, ()), entry)
        return by_answer

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


def _check_answer(connection: Connection, answer_id: str) -> None:
    if connection.execute(select(answers.c.id).where(answers.c.id == answer_id)).first() is None:
        raise ReviewError("There is no such answer.")


def _subjects(connection: Connection, answer_id: str) -> set[Subject]:
    query = select(citations.c.statement_ordinal, citations.c.marker).where(citations.c.answer_id == answer_id)
    return {ANSWER, *(Subject(*row) for row in connection.execute(query))}


def _check_verdicts(subjects: set[Subject], given: Sequence[Verdict]) -> None:
    judged = [each.subject for each in given]
    if unknown := set(judged) - subjects:
        raise ReviewError(f"{_named(min(unknown, key=_order))} is not in this answer.")
    if missing := subjects - set(judged):
        raise ReviewError(f"{_named(min(missing, key=_order))} has not been judged yet.")
    if len(judged) > len(subjects):
        twice = next(subject for subject in judged if judged.count(subject) > 1)
        raise ReviewError(f"{_named(twice)} has been judged twice.")
    for verdict in given:
        kind = AnswerJudgement if verdict.subject.is_answer else Judgement
        if not isinstance(verdict.judgement, kind):
            raise ReviewError(f"{_named(verdict.subject)} cannot be judged “{verdict.judgement}”.")
        if verdict.judgement not in WITHOUT_REASON and not verdict.reason.strip():
            raise ReviewError(f"{_named(verdict.subject)} needs a reason for “{verdict.judgement}”.")


def check_reviewer(connection: Connection, answer_id: str, seat: Seat, reviewer: str) -> None:
    """Raise ReviewError for an unknown answer, or somebody who put in what it cites or may not have the seat."""
    _check_answer(connection, answer_id)
    if not comparable(reviewer):
        raise ReviewError("A review needs the name of its reviewer.")
    putters = cited_by(connection, [answer_id]).get(answer_id, Cited()).putters
    if any(is_same_person(name, reviewer) for name in putters):
        raise ReviewError("This answer cites a document that you put in, so somebody else must review it.")
    holder = assigned_to(connection, answer_id, seat)
    if holder and not is_same_person(holder, reviewer):
        raise ReviewError(f"This review is assigned to {holder}.")


def check_seat(seat: Seat, reviewer: str, before: Sequence[Review]) -> None:
    """Raise ReviewError unless the standing reviews leave a seat to somebody."""
    if any(is_same_person(each.reviewer, reviewer) for each in before):
        raise ReviewError("You have reviewed this answer already; take that review back to change it.")
    if any(each.seat is seat for each in before):
        raise ReviewError(f"Somebody else has just given the {_SEAT_WORDS[seat]} review of this answer.")
    stage = stage_of(before)
    if NEXT_SEAT.get(stage) is not seat:
        reason = "its reviews agree" if stage is Stage.SETTLED else "the reviews before it do not stand, or agree"
        raise ReviewError(f"A {_SEAT_WORDS[seat]} review of this answer is not open: {reason}.")


def _named(subject: Subject) -> str:
    if subject.is_answer:
        return "The answer as a whole"
    return f"Citation {subject.marker} of statement {subject.statement}"


def _order(subject: Subject) -> tuple[int, int]:
    return subject.statement, subject.marker


def _verdict_row(review_id: int, verdict: Verdict) -> dict[str, object]:
    return {
        "review_id": review_id,
        "statement": verdict.subject.statement,
        "marker": verdict.subject.marker,
        "judgement": verdict.judgement.value,
        "reason": verdict.reason.strip(),
    }


def entries_of(connection: Connection, which: ColumnElement[bool]) -> Iterator[Entry]:
    """The reviews that a condition chooses, oldest first; the condition chooses what takes them back too."""
    query = select(reviews).where(which).order_by(reviews.c.id)
    rows = connection.execute(query).mappings().all()
    undone = {row["takes_back"]: row["given_at"] for row in rows if row["takes_back"] is not None}
    chosen = select(reviews.c.id).where(which)
    said = _verdicts(connection, select(verdicts).where(verdicts.c.review_id.in_(chosen)))
    for row in rows:
        if row["takes_back"] is None:
            id, seat = row["id"], Seat(row["seat"])
            review = Review(id, row["answer_id"], seat, row["reviewer"], said.get(id, ()), row["given_at"])
            yield Entry(review, undone.get(id))


def _verdicts(connection: Connection, query: Select[Any]) -> dict[int, tuple[Verdict, ...]]:
    """The verdicts of each review, by its id, in the order of what they judge."""
    ordered = query.order_by(verdicts.c.review_id, verdicts.c.statement, verdicts.c.marker)
    rows = connection.execute(ordered).mappings()
    return {id: tuple(map(_verdict, group)) for id, group in groupby(rows, key=itemgetter("review_id"))}


def _verdict(row: RowMapping) -> Verdict:
    subject = Subject(row["statement"], row["marker"])
    kind = AnswerJudgement if subject.is_answer else Judgement
    return Verdict(subject, kind(row["judgement"]), row["reason"])
