"""What the record says of documents: how often each is cited, and what reviewers say of its citations."""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, ScalarSelect, Select, and_, distinct, func, select

from knowledge.ledger.engine import transaction
from knowledge.ledger.tables import answers, citations, desk, passages, reviews, verdicts
from knowledge.verdicts import Judgement, Stage

_TIMES_AS_LONG = 20


@dataclass(frozen=True, slots=True)
class Use:
    """How many answers cite a document, ever and since a day; how many of its citations were judged to support."""

    ever: int = 0
    lately: int = 0
    supports: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Citing:
    """An answer that cites a document; `question` is empty where it was not kept."""

    answer_id: str
    question: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class _Counted:
    day_and_share: tuple[date, float]
    newest: tuple[object, ...]
    good_until: float
    uses: Mapping[str, Use]


class DocumentRecord:
    """The ledger by document. Threads may share one. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counting = Lock()
        self._counted: _Counted | None = None

    def uses(self, since: date, second_share: float = 0.0) -> Mapping[str, Use]:
        """How each cited document, by path, was used, ever and since a day; those in no answer are left out.

        Verdicts count once no second review is to be given blind any more, where a share of answers gets one: of a
        document that is cited once, the count would tell what the first reviewer said.

        Counting takes seconds where there are 100,000 answers, so what was counted is used again: while nothing was
        added, and otherwise for twenty times as long as it took.
        """
        with self._counting:
            newest, now = self._newest(), time.monotonic()
            counted = self._counted
            if (
                counted is None
                or (counted.newest != newest and now > counted.good_until)
                or counted.day_and_share != (since, second_share)
            ):
                uses = self._count(datetime.combine(since, datetime.min.time(), UTC), second_share)
                ended = time.monotonic()
                self._counted = counted = _Counted(
                    (since, second_share), newest, ended + _TIMES_AS_LONG * (ended - now), uses
                )
            return counted.uses

    def _newest(self) -> tuple[object, ...]:
        """What differs when an answer or a review was added."""
        query = select(select(func.max(answers.c.asked_at)).scalar_subquery(), func.max(reviews.c.id))
        with self._transaction() as connection:
            return tuple(connection.execute(query).one())

    def _count(self, since: datetime, second_share: float) -> Mapping[str, Use]:
        path = passages.c.document_path
        cited = _CITED.group_by(path)
        number = func.count(distinct(citations.c.answer_id))
        lately = cited.join(answers, answers.c.id == citations.c.answer_id).where(answers.c.asked_at >= since)
        with self._transaction() as connection:
            ever = _counts(connection, cited.add_columns(number))
            late = _counts(connection, lately.add_columns(number))
            judged = connection.execute(_judged(second_share)).all()
        supports, others = dict[str, int](), dict[str, int]()
        for document, judgement, count in judged:
            tally = supports if judgement == Judgement.SUPPORTS else others
            tally[document] = tally.get(document, 0) + count
        return {
            document: Use(count, late.get(document, 0), supports.get(document, 0), others.get(document, 0))
            for document, count in ever.items()
        }

    def citing(self, path: str, limit: int) -> tuple[Citing, ...]:
        """The newest answers that cite a document."""
        ids = select(citations.c.answer_id).join_from(citations, passages, _SAME_PASSAGE)
        query = (
            select(answers.c.id, answers.c.question, answers.c.asked_at)
            .where(answers.c.id.in_(ids.where(passages.c.document_path == path)))
            .order_by(answers.c.asked_at.desc(), answers.c.id)
            .limit(limit)
        )
        with self._transaction() as connection:
            return tuple(Citing(*row) for row in connection.execute(query))

    def knows_version(self, sha256: str) -> bool:
        """Whether some answer was made from this version."""
        query = select(passages.c.answer_id).where(passages.c.version == sha256).limit(1)
        with self._transaction() as connection:
            return connection.execute(query).first() is not None

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


def _counts(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {path: count for path, count in connection.execute(query)}  # noqa: C416 - rows, not pairs


_SAME_PASSAGE = and_(passages.c.answer_id == citations.c.answer_id, passages.c.number == citations.c.passage_number)
_CITED = select(passages.c.document_path).join_from(citations, passages, _SAME_PASSAGE)


def _taken_back() -> ScalarSelect[int | None]:
    return select(reviews.c.takes_back).where(reviews.c.takes_back.is_not(None)).scalar_subquery()


def _judged(second_share: float) -> Select[str, str, int]:
    """How often each document was judged how, in reviews that stand and need not be kept from anybody.

    A verdict is on the citation of a marker in a statement; one that stands there twice is judged once.
    """
    is_cited = and_(
        citations.c.answer_id == reviews.c.answer_id,
        citations.c.statement_ordinal == verdicts.c.statement,
        citations.c.marker == verdicts.c.marker,
    )
    still_blind = select(desk.c.answer_id).where(desk.c.stage == Stage.ONCE.value, desk.c.lot < second_share)
    path, judgement = passages.c.document_path, verdicts.c.judgement
    judged = (
        select(verdicts.c.review_id, verdicts.c.statement, verdicts.c.marker, path, judgement)
        .join_from(verdicts, reviews, reviews.c.id == verdicts.c.review_id)
        .join(citations, is_cited)
        .join(passages, _SAME_PASSAGE)
        .where(reviews.c.id.not_in(_taken_back()), reviews.c.answer_id.not_in(still_blind))
        .distinct()
        .subquery()
    )
    columns = judged.c.document_path, judged.c.judgement
    return select(*columns, func.count()).group_by(*columns)
