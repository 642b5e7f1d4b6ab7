"""Counts over the answers of a period, and the answers that are behind each count.

What is counted and what is listed share one condition, so that a list has exactly as many as its figure says.
"""

import json
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Engine, Executable, Select, Text, and_, case, cast, func, literal, select, tuple_

from knowledge.domain import Currency, FeedbackKind, Outcome
from knowledge.ledger.engine import transaction
from knowledge.ledger.tables import answers, citations, feedback, passages
from knowledge.periods import Period

_AT_ONCE = 500
_K = TypeVar("_K", bound=Hashable)


class By(StrEnum):
    """What answers are counted by."""

    OUTCOME = "outcome"
    LANGUAGE_MODEL = "language_model"
    PROMPT = "prompt"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class CitedVersion:
    """How often a version of a document was cited while it was of one currency."""

    document: str
    title: str
    version: str
    currency: Currency
    citations: int


class Asked(NamedTuple):
    """A question and how it ended; `notice` is the fixed wording of an answer in part, which names what is missing."""

    answer_id: str
    question: str
    outcome: Outcome
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in a list."""

    answer_id: str
    asked_at: datetime
    question: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Profile:
    """Answers counted by all of By, their audiences as stored, and the week (its place in `Period.weeks`)."""

    rows: tuple[tuple[Any, ...], ...]

    def by(self, by: By) -> dict[str, int]:
        """How many answers there are of each."""
        place = list(_COLUMNS).index(by)
        return self._counted((row[place], row[-1]) for row in self.rows)

    @property
    def audiences(self) -> dict[str, int]:
        """How many answers were for each audience; "" stands for none. One for two audiences counts in both."""
        return self._counted((name, row[-1]) for row in self.rows for name in json.loads(row[-3]) or ("",))

    @property
    def weekly(self) -> dict[tuple[int, str], int]:
        """How many answers there are by week and outcome."""
        place = list(_COLUMNS).index(By.OUTCOME)
        return self._counted(((row[-2], row[place]), row[-1]) for row in self.rows)

    @staticmethod
    def _counted(pairs: Iterable[tuple[_K, int]]) -> dict[_K, int]:
        counted: Counter[_K] = Counter()
        for key, count in pairs:
            counted[key] += count
        return dict(counted)


class Figures:
    """Counts over a ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first_asked(self) -> datetime | None:
        """When the oldest question was asked; None where none was."""
        rows = self._rows(select(answers.c.asked_at).order_by(answers.c.asked_at).limit(1))
        return rows[0][0] if rows else None

    def profile(self, period: Period) -> "Profile":
        """The answers of the period counted by all at once: one look at each of them."""
        columns = (*_COLUMNS.values(), _AUDIENCES, _week_of(period))
        query = select(*columns, func.count()).where(asked_in(period)).group_by(*columns)
        return Profile(tuple(tuple(row) for row in self._rows(query)))

    def ids(self, period: Period, by: By | None = None, value: str = "") -> list[str]:
        """The answers of the period, of one value where it is given; newest first."""
        return self._ids(asked_in(period) if by is None else asked_in(period) & (_COLUMNS[by] == value))

    def ids_of_week(self, period: Period, week: int, outcome: str) -> list[str]:
        """The answers of one outcome in a week of the period; of every outcome where it is empty."""
        where = asked_in(period) & (_week_of(period) == week)
        return self._ids(where & (answers.c.outcome == outcome) if outcome else where)

    def ids_of_audience(self, period: Period, audience: str) -> list[str]:
        """The answers that were for an audience; "" stands for none."""
        query = select(_AUDIENCES).where(asked_in(period)).distinct()
        texts = [text for (text,) in self._rows(query) if audience in (json.loads(text) or ("",))]
        return self._ids(asked_in(period) & _AUDIENCES.in_(texts))

    def cited_versions(self, period: Period) -> tuple[CitedVersion, ...]:
        """Which versions were cited and how often: each citation of each statement counts."""
        columns = (passages.c.document_path, passages.c.version, citations.c.currency)
        query = (
            select(columns[0], func.max(passages.c.title), *columns[1:], func.count())
            .select_from(citations)
            .join(passages, _OF_CITATION)
            # SQLite takes half the time for this that it takes for a join.
            .where(citations.c.answer_id.in_(select(answers.c.id).where(asked_in(period))))
            .group_by(*columns)
            .order_by(*columns)
        )
        return tuple(
            CitedVersion(path, title, version, Currency(currency), count)
            for path, title, version, currency, count in self._rows(query)
        )

    def ids_of_citations(
        self, period: Period, versions: Collection[tuple[str, str]] | None, currencies: Collection[Currency]
    ) -> list[str]:
        """The answer of each citation of these versions (path, SHA-256; None for all) that had such a currency."""
        where = asked_in(period) & citations.c.currency.in_([each.value for each in currencies])
        if versions is not None:
            where &= tuple_(passages.c.document_path, passages.c.version).in_(sorted(versions))
        query = citing(select(answers.c.id)).where(where)
        return [id for (id,) in self._rows(query.order_by(answers.c.asked_at.desc(), answers.c.id))]

    def publishers(self, versions: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """Publisher and area of each cited version (path, SHA-256), as an answer that cites it froze them."""
        found = {}
        for path, version in versions:
            is_it = (passages.c.document_path == path) & (passages.c.version == version)
            for (record,) in self._rows(select(passages.c.version_record).where(is_it).limit(1)):
                found[path, version] = (record["document"]["publisher"], record["document"]["area"])
        return found

    def asked(self, period: Period, outcomes: Collection[Outcome] = ()) -> list[Asked]:
        """What was asked, newest first; of some outcomes where these are given. Questions not kept are left out."""
        where = asked_in(period) & (answers.c.question != "")
        if outcomes:
            where &= answers.c.outcome.in_([each.value for each in outcomes])
        notice = case((answers.c.outcome == Outcome.PARTIAL.value, answers.c.notice), else_="")
        query = select(answers.c.id, answers.c.question, answers.c.outcome, notice).where(where)
        known = {each.value: each for each in Outcome}
        return [
            Asked(id, question, known[outcome], notice)
            for id, question, outcome, notice in self._rows(query.order_by(answers.c.asked_at.desc()))
        ]

    def lines(self, ids: Sequence[str]) -> dict[str, Line]:
        """What a list shows of these answers."""
        query = select(answers.c.id, answers.c.asked_at, answers.c.question, answers.c.outcome)
        return {
            id: Line(id, asked_at, question, Outcome(outcome))
            for part in parts(ids)
            for id, asked_at, question, outcome in self._rows(query.where(answers.c.id.in_(part)))
        }

    def feedback(self, period: Period) -> dict[FeedbackKind, int]:
        """How often each kind of feedback was given on answers of the period."""
        # Few answers have any: it is faster to look up the answer of each than the feedback on every answer.
        of_period = select(answers.c.id).where(answers.c.id == feedback.c.answer_id, asked_in(period)).exists()
        query = select(feedback.c.kind, func.count()).where(of_period).group_by(feedback.c.kind)
        return {FeedbackKind(kind): count for kind, count in self._rows(query)}

    def ids_of_feedback(self, period: Period, kind: str) -> list[str]:
        """The answer of each feedback of a kind on answers of the period."""
        query = (
            select(answers.c.id)
            .join(feedback, answers.c.id == feedback.c.answer_id)
            .where(asked_in(period), feedback.c.kind == kind)
            .order_by(feedback.c.given_at.desc(), feedback.c.id)
        )
        return [id for (id,) in self._rows(query)]

    def _ids(self, where: ColumnElement[bool]) -> list[str]:
        query = select(answers.c.id).where(where).order_by(answers.c.asked_at.desc(), answers.c.id)
        return [id for (id,) in self._rows(query)]

    def _rows(self, query: Executable) -> list[Any]:
        with transaction(self._engine) as connection:
            return list(connection.execute(query))


_COLUMNS = {
    By.OUTCOME: answers.c.outcome,
    By.LANGUAGE_MODEL: answers.c.language_model,
    By.PROMPT: answers.c.prompt_digest,
    By.EDITION: answers.c.edition,
}
_OF_CITATION = and_(passages.c.answer_id == citations.c.answer_id, passages.c.number == citations.c.passage_number)
# As it is stored: what is not text cannot be grouped by everywhere.
_AUDIENCES = cast(answers.c.audiences, Text)


def asked_in(period: Period) -> ColumnElement[bool]:
    """The condition that an answer's question was asked in a period."""
    return and_(answers.c.asked_at >= period.since, answers.c.asked_at < period.until)


def citing(query: Select[Any]) -> Select[Any]:
    """A query over answers, each with its citations and the passages that these point to."""
    return (
        query.select_from(answers).join(citations, citations.c.answer_id == answers.c.id).join(passages, _OF_CITATION)
    )


def parts(ids: Iterable[str]) -> list[list[str]]:
    """Ids in groups that a database takes at once."""
    every = list(ids)
    return [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]


def _week_of(period: Period) -> ColumnElement[Any]:
    ends = enumerate(period.weeks[1:])
    last = len(period.weeks) - 1
    return case(*((answers.c.asked_at < end, number) for number, end in ends), else_=last) if last else literal(0)
