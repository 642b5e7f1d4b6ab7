"""The record as plain rows, a page at a time: what is exported never stands in memory as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Executable, and_, or_, select, true

from knowledge.ledger.engine import transaction
from knowledge.ledger.figures import citing
from knowledge.ledger.reviews import entries_of
from knowledge.ledger.tables import (
    actions,
    answers,
    citations,
    feedback,
    passages,
    queued,
    reviews,
    samples,
    statements,
)
from knowledge.verdicts import Entry

_AT_ONCE = 500
Row = dict[str, Any]


class Export:
    """The rows of a ledger. `since` and `until` bound a moment, [since, until); None leaves an end open.

    Every method raises LedgerError.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answers(self, since: datetime | None, until: datetime | None) -> Iterator[list[Row]]:
        """Pages of answers by when they were asked, newest first; each with its ground for review, if it has one."""
        query = (
            select(answers, queued.c.ground, queued.c.stratum)
            .outerjoin(queued, queued.c.answer_id == answers.c.id)
            .order_by(answers.c.asked_at.desc(), answers.c.id)
            .limit(_AT_ONCE)
        )
        where = _within(answers.c.asked_at, since, until)
        rows = self._rows(query.where(where))
        while rows:
            yield rows
            last = rows[-1]
            is_later = or_(
                answers.c.asked_at < last["asked_at"],
                and_(answers.c.asked_at == last["asked_at"], answers.c.id > last["id"]),
            )
            rows = self._rows(query.where(where, is_later))

    def statements(self, ids: Sequence[str]) -> dict[str, list[Row]]:
        """The statements of each of these answers, in order."""
        query = select(statements).where(statements.c.answer_id.in_(ids))
        return self._by_answer(query.order_by(statements.c.answer_id, statements.c.ordinal))

    def citations(self, ids: Sequence[str]) -> dict[str, list[Row]]:
        """The citations of each of these answers with their passages, in order."""
        query = (
            citing(select(*citations.c, *(passages.c[name] for name in _OF_PASSAGES)))
            .where(answers.c.id.in_(ids))
            .order_by(citations.c.answer_id, citations.c.statement_ordinal, citations.c.ordinal)
        )
        return self._by_answer(query)

    def feedback(self, since: datetime | None, until: datetime | None) -> Iterator[Row]:
        """Feedback by when it was given, oldest first."""
        where = _within(feedback.c.given_at, since, until)
        return self._stream(select(feedback).where(where).order_by(feedback.c.id))

    def actions(self, since: datetime | None, until: datetime | None) -> Iterator[Row]:
        """Actions by when they were taken, oldest first."""
        return self._stream(select(actions).where(_within(actions.c.at, since, until)).order_by(actions.c.id))

    def samples(self, since: datetime | None, until: datetime | None) -> Iterator[Row]:
        """Samples by when they were drawn, oldest first."""
        return self._stream(select(samples).where(_within(samples.c.drawn_at, since, until)).order_by(samples.c.id))

    def reviewed_ids(self, since: datetime | None, until: datetime | None) -> Iterator[list[str]]:
        """Pages of the answers that were given a review in the time, in the order of their ids."""
        where = _within(reviews.c.given_at, since, until) & reviews.c.takes_back.is_(None)
        query = select(reviews.c.answer_id).where(where).distinct().order_by(reviews.c.answer_id).limit(_AT_ONCE)
        rows = self._rows(query)
        while rows:
            yield [row["answer_id"] for row in rows]
            rows = self._rows(query.where(reviews.c.answer_id > rows[-1]["answer_id"]))

    def histories(self, ids: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
        """Every review that each of these answers was given, by its id; at most 500 answers."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        with self._transaction() as connection:
            for entry in entries_of(connection, reviews.c.answer_id.in_(ids)):
                found[entry.review.answer_id].append(entry)
        return {answer_id: tuple(entries) for answer_id, entries in found.items()}

    def version_record(self, document: str, version: str) -> Row:
        """What a cited version was, as the newest answer that cites it froze it."""
        query = (
            select(passages.c.version_record)
            .join(answers, answers.c.id == passages.c.answer_id)
            .where(passages.c.document_path == document, passages.c.version == version)
            .order_by(answers.c.asked_at.desc())
            .limit(1)
        )
        return dict(self._rows(query)[0]["version_record"])

    def _by_answer(self, query: Executable) -> dict[str, list[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._rows(query):
            found[row["answer_id"]].append(row)
        return found

    def _rows(self, query: Executable) -> list[Row]:
        with self._transaction() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _stream(self, query: Executable) -> Iterator[Row]:
        with self._transaction() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings():
                yield dict(row)

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


_OF_PASSAGES = ("document_path", "title", "version", "page_index", "printed_page", "headings", "text")


def _within(column: ColumnElement[datetime], since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    parts: Iterable[ColumnElement[bool]] = (
        *([column >= since] if since else []),
        *([column < until] if until else []),
    )
    return and_(true(), *parts)
