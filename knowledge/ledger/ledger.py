"""The ledger: the append-only record of questions, answers and citations; the accounts of the console beside it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Table, distinct, func, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.domain import Answer, Currency, FeedbackKind, MarkKind, Outcome, Turn
from knowledge.errors import AnsweredAlreadyError, LedgerError
from knowledge.ledger import rows
from knowledge.ledger.accounts import Accounts
from knowledge.ledger.actions import Actions
from knowledge.ledger.aftermath import Aftermath
from knowledge.ledger.assignments import Assignments
from knowledge.ledger.chain import EntryKind, Head, append, head
from knowledge.ledger.claims import Claims
from knowledge.ledger.desk import queue_answer
from knowledge.ledger.documents import DocumentRecord
from knowledge.ledger.engine import open_engine, transaction, writing
from knowledge.ledger.export import Export
from knowledge.ledger.figures import Figures
from knowledge.ledger.queue import Queue
from knowledge.ledger.retention import Retention
from knowledge.ledger.reviewed import Reviewed
from knowledge.ledger.reviews import Reviews
from knowledge.ledger.samples import Samples
from knowledge.ledger.sessions import Sessions
from knowledge.ledger.sign_ins import SignIns
from knowledge.ledger.tables import (
    answers,
    citations,
    claims,
    considered,
    feedback,
    marks,
    passages,
    statements,
)
from knowledge.passwords import Passwords
from knowledge.verdicts import Ground

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PastCitation:
    """What a past answer quoted of a document, and what the document counted for on that day."""

    answer_id: str
    question: str
    thread: str
    asked_at: datetime
    document: str
    version: str
    page: int | None
    quote: str
    currency: Currency


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One line of the list of answers; `citations` counts each marker once."""

    id: str
    asked_at: datetime
    question: str
    outcome: Outcome
    citations: int
    edition: str


def _now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """An open ledger. Threads may share one; every process opens its own. Every method raises LedgerError.

    `passwords` says at what cost they are hashed; `clock` tells when sessions end.
    """

    def __init__(
        self, engine: Engine, passwords: Passwords | None = None, clock: Callable[[], datetime] = _now
    ) -> None:
        self._engine = engine
        self._documents = DocumentRecord(engine)
        self._passwords = passwords or Passwords()
        self._clock = clock

    @classmethod
    def open(cls, url: str, *, passwords: Passwords | None = None, clock: Callable[[], datetime] = _now) -> "Ledger":
        """Open the ledger at an SQLAlchemy URL, making it or bringing its schema up to date where needed."""
        return cls(open_engine(url), passwords, clock)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def claims(self, owner: str) -> Claims:
        """The claims of a process, under a name that no other process has."""
        return Claims(self._engine, owner)

    @property
    def aftermath(self) -> Aftermath:
        """What became of the answers."""
        return Aftermath(self._engine)

    @property
    def actions(self) -> Actions:
        """What was done in the console beside judging."""
        return Actions(self._engine)

    @property
    def documents(self) -> DocumentRecord:
        """What the record says of documents."""
        return self._documents

    @property
    def accounts(self) -> Accounts:
        """Who may sign in to the console."""
        return Accounts(self._engine, self._passwords, self._clock)

    @property
    def sessions(self) -> Sessions:
        """Who is signed in to the console."""
        return Sessions(self._engine, self._clock)

    @property
    def sign_ins(self) -> SignIns:
        """The ways in."""
        return SignIns(self._engine, self._passwords, self.sessions, self._clock)

    @property
    def export(self) -> Export:
        """The record as plain rows."""
        return Export(self._engine)

    @property
    def figures(self) -> Figures:
        """Counts over the answers of a period."""
        return Figures(self._engine)

    @property
    def reviewed(self) -> Reviewed:
        """What was reviewed of the answers of a period."""
        return Reviewed(self._engine)

    @property
    def reviews(self) -> Reviews:
        """What reviewers said of the answers."""
        return Reviews(self._engine)

    @property
    def retention(self) -> Retention:
        """How long text is kept, and what is under legal hold."""
        return Retention(self._engine)

    def head(self) -> Head:
        """The newest entry of the chain, whose hash is worth noting elsewhere."""
        with self._transaction() as connection:
            return head(connection)

    @property
    def assignments(self) -> Assignments:
        """Who is to review what."""
        return Assignments(self._engine)

    def queue(self, second_share: float) -> Queue:
        """What is to be reviewed, where a share of the answers, in [0, 1], is reviewed twice."""
        return Queue(self._engine, second_share)

    @property
    def samples(self) -> Samples:
        """What was drawn for review."""
        return Samples(self._engine)

    def record(self, answer: Answer) -> None:
        """Write an answer and everything it was made from, whole or not at all; an id only once.

        One that shows a safety card is queued for review. Raises AnsweredAlreadyError where the claimed event that it
        answers has another answer.
        """
        numbers, now = rows.numbered_passages(answer), datetime.now(UTC)
        written = {
            answers: [rows.answer_row(answer, now)],
            passages: rows.passage_rows(answer.id, numbers),
            statements: rows.statement_rows(answer),
            citations: rows.citation_rows(answer, numbers),
            considered: rows.considered_rows(answer, numbers),
        }
        with writing(self._engine) as connection:
            try:
                append(connection, EntryKind.ANSWER, answer.id, written, now)
            except IntegrityError as error:
                raise LedgerError(f"The answer {answer.id} is in the ledger already.") from error
            _claim_answer(connection, answer)
            if answer.outcome is Outcome.URGENT:
                queue_answer(connection, answer, Ground.CARD)

    def answer(self, answer_id: str) -> Answer | None:
        """The answer as it was recorded, or None."""
        with self._transaction() as connection:
            row = connection.execute(select(answers).where(answers.c.id == answer_id)).first()
            if row is None:
                return None
            parts = (_rows_of(connection, table, answer_id) for table in _PARTS)
            return rows.answer_from_rows(row._asdict(), *parts)

    def answers(
        self, limit: int = 50, before: datetime | None = None, asker: str | None = None, *, flagged: bool = False
    ) -> tuple[AnswerSummary, ...]:
        """The newest answers: those asked before a moment, and by one person and not taken back, where these are given.

        `flagged`: only those with feedback that something is wrong, which is any but "helpful".

        Answers asked at the very moment of the last one come too, beyond `limit`: passing the last one's
        `asked_at` as `before` then leaves none out.
        """
        earlier = answers.c.asked_at < before if before else answers.c.asked_at.is_not(None)
        if asker is not None:
            earlier &= (answers.c.asker == asker) & _NOT_TAKEN_BACK
        if flagged:
            earlier &= answers.c.id.in_(_FLAGGED)
        newest = select(answers.c.asked_at).where(earlier).order_by(answers.c.asked_at.desc()).limit(limit)
        oldest_shown = select(func.min(newest.subquery().c.asked_at)).scalar_subquery()
        count = (
            select(func.count(distinct(citations.c.marker)))
            .where(citations.c.answer_id == answers.c.id)
            .scalar_subquery()
        )
        query = (
            select(answers, count.label("citation_count"))
            .where(earlier, answers.c.asked_at >= oldest_shown)
            .order_by(answers.c.asked_at.desc(), answers.c.recorded_at.desc(), answers.c.id)
        )
        with self._transaction() as connection:
            return tuple(_summary_from_row(row) for row in connection.execute(query).mappings())

    def citations_of(self, documents: Iterable[str]) -> Iterator[PastCitation]:
        """What past answers quoted of documents, by path: newest first within each 500 paths, each quote once."""
        paths = sorted(documents)
        for start in range(0, len(paths), _AT_ONCE):
            query = (
                select(*_PAST_CITATION)
                .join_from(citations, answers, answers.c.id == citations.c.answer_id)
                .join(passages, citations.c.answer_id == passages.c.answer_id)
                .where(
                    passages.c.number == citations.c.passage_number,
                    passages.c.document_path.in_(paths[start : start + _AT_ONCE]),
                )
                .distinct()
                .order_by(answers.c.asked_at.desc(), answers.c.id, passages.c.document_path, citations.c.quote)
            )
            with self._transaction() as connection:
                rows = connection.execute(query).all()
            yield from (PastCitation(*row[:-1], Currency(row[-1])) for row in rows)

    def turns(self, thread: str, limit: int) -> tuple[Turn, ...]:
        """The last questions of a thread with what was said to them, oldest first: none withheld or taken back.

        What has no thread, or has none any more because its text was removed, was not said in one.
        """
        if not thread:
            return ()
        newest = (
            select(answers.c.id)
            .where(answers.c.thread == thread, answers.c.outcome != Outcome.IDENTIFIERS.value, _NOT_TAKEN_BACK)
            .order_by(answers.c.asked_at.desc())
            .limit(limit)
        )
        with self._transaction() as connection:
            ids = connection.execute(newest).scalars().all()
        found = [answer for answer in map(self.answer, reversed(ids)) if answer]
        return tuple(Turn(answer.question.text, answer.text) for answer in found)

    def in_thread(self, thread: str) -> tuple[str, ...]:
        """The ids of the answers of a thread, oldest first, without those whose question was taken back."""
        query = (
            select(answers.c.id)
            .where(answers.c.thread == thread, answers.c.thread != "", _NOT_TAKEN_BACK)
            .order_by(answers.c.asked_at, answers.c.id)
        )
        with self._transaction() as connection:
            return tuple(connection.execute(query).scalars())

    def askers_in(self, thread: str) -> frozenset[str]:
        """Who has been answered in a thread."""
        query = select(answers.c.asker).where(answers.c.thread == thread, answers.c.thread != "").distinct()
        with self._transaction() as connection:
            return frozenset(connection.execute(query).scalars())

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


_NOT_TAKEN_BACK = answers.c.id.not_in(select(marks.c.answer_id).where(marks.c.kind == MarkKind.QUESTION_DELETED.value))
_PAST_CITATION = (
    answers.c.id,
    answers.c.question,
    answers.c.thread,
    answers.c.asked_at,
    passages.c.document_path,
    passages.c.version,
    passages.c.page_index,
    citations.c.quote,
    citations.c.currency,
)
_PARTS = (passages, statements, citations, considered)
_FLAGGED = select(feedback.c.answer_id).where(feedback.c.kind != FeedbackKind.HELPFUL.value)


def _claim_answer(connection: Connection, answer: Answer) -> None:
    """A claim that was taken over while its first owner was slow must not end in two answers."""
    is_it = claims.c.event_id == answer.question.event_id
    unanswered = update(claims).where(is_it, claims.c.answer_id.is_(None)).values(answer_id=answer.id)
    if connection.execute(unanswered).rowcount == 0 and connection.execute(select(claims).where(is_it)).first():
        raise AnsweredAlreadyError(f"The event of the answer {answer.id} has another answer.")


def _rows_of(connection: Connection, table: Table, answer_id: str) -> list[dict[str, Any]]:
    query = select(table).where(table.c.answer_id == answer_id).order_by(*table.primary_key.columns)
    return [row._asdict() for row in connection.execute(query)]


def _summary_from_row(row: RowMapping) -> AnswerSummary:
    return AnswerSummary(
        id=row["id"],
        asked_at=row["asked_at"],
        question=row["question"],
        outcome=Outcome(row["outcome"]),
        citations=row["citation_count"],
        edition=row["edition"],
    )
