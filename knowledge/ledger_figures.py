"""Counts over the answers of a period, and the answers that are behind each count.

What is counted and what is listed share one condition, so that a list has exactly as many as its figure says.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, Executable, Select, Text, and_, case, cast, func, literal, select, tuple_

from knowledge.domain import Currency, FeedbackKind, Outcome
from knowledge.ledger_engine import transaction
from knowledge.ledger_tables import answers, citations, feedback, passages
from knowledge.periods import Period

_AT_ONCE = 500


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


@dataclass(frozen=True, slots=True)
class Asked:
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


class Figures:
    """Counts over a ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first_asked(self) -> datetime | None:
        """When the oldest question was asked; None where none was."""
        rows = self._rows(select(answers.c.asked_at).order_by(answers.c.asked_at).limit(1))
        return rows[0][0] if rows else None

    def counts(self, period: Period, by: By) -> dict[str, int]:
        """How many answers of the period there are of each."""
        column = _COLUMNS[by]
        return dict(self._rows(select(column, func.count()).where(asked_in(period)).group_by(column)))

    def ids(self, period: Period, by: By | None = None, value: str = "") -> list[str]:
        """The answers of the period, of one value where it is given; newest first."""
        return self._ids(asked_in(period) if by is None else asked_in(period) & (_COLUMNS[by] == value))

    def weekly(self, period: Period) -> dict[tuple[int, str], int]:
        """How many answers there are by week (its place in `period.weeks`) and outcome."""
        week = _week_of(period)
        query = select(week, answers.c.outcome, func.count()).where(asked_in(period)).group_by(week, answers.c.outcome)
        return {(number, outcome): count for number, outcome, count in self._rows(query)}

    def ids_of_week(self, period: Period, week: int, outcome: str) -> list[str]:
        """The answers of one outcome in a week of the period; of every outcome where it is empty."""
        where = asked_in(period) & (_week_of(period) == week)
        return self._ids(where & (answers.c.outcome == outcome) if outcome else where)

    def audiences(self, period: Period) -> dict[str, int]:
        """How many answers were for each audience; "" stands for none. One for two audiences counts in both."""
        counted: Counter[str] = Counter()
        for names, _, count in self._audiences(period):
            counted.update(dict.fromkeys(names or ("",), count))
        return dict(counted)

    def ids_of_audience(self, period: Period, audience: str) -> list[str]:
        """The answers that were for an audience; "" stands for none."""
        texts = [text for names, text, _ in self._audiences(period) if audience in (names or ("",))]
        return self._ids(asked_in(period) & _AUDIENCES.in_(texts))

    def cited_versions(self, period: Period) -> tuple[CitedVersion, ...]:
        """Which versions were cited and how often: each citation of each statement counts."""
        columns = (passages.c.document_path, passages.c.version, citations.c.currency)
        query = (
            citing(select(columns[0], func.max(passages.c.title), *columns[1:], func.count()))
            .where(asked_in(period))
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

    def answers_citing(self, period: Period, groups: Mapping[str, Collection[str]]) -> dict[str, int]:
        """How many answers cite a document of each group of paths; a path stands in one group at most."""
        if not groups:
            return {}
        names = list(groups)
        group = case(*((passages.c.document_path.in_(groups[name]), number) for number, name in enumerate(names)))
        query = (
            citing(select(group, func.count(answers.c.id.distinct())))
            .where(asked_in(period), group.is_not(None))
            .group_by(group)
        )
        return {names[number]: count for number, count in self._rows(query)}

    def ids_citing(self, period: Period, paths: Collection[str]) -> list[str]:
        """The answers that cite one of these documents."""
        of_these = citing(select(answers.c.id)).where(asked_in(period), passages.c.document_path.in_(paths))
        return self._ids(answers.c.id.in_(of_these))

    def publishers(self, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Publisher and area of each cited document, as its newest frozen copy names them."""
        found = {}
        for path in paths:
            query = (
                select(passages.c.version_record)
                .join(answers, answers.c.id == passages.c.answer_id)
                .where(passages.c.document_path == path)
                .order_by(answers.c.asked_at.desc())
                .limit(1)
            )
            for (record,) in self._rows(query):
                found[path] = (record["document"]["publisher"], record["document"]["area"])
        return found

    def asked(self, period: Period, outcomes: Collection[Outcome] = ()) -> list[Asked]:
        """What was asked, newest first; of some outcomes where these are given. Questions not kept are left out."""
        where = asked_in(period) & (answers.c.question != "")
        if outcomes:
            where &= answers.c.outcome.in_([each.value for each in outcomes])
        notice = case((answers.c.outcome == Outcome.PARTIAL.value, answers.c.notice), else_="")
        query = select(answers.c.id, answers.c.question, answers.c.outcome, notice)
        known = {each.value: each for each in Outcome}
        return [
            Asked(id, question, known[outcome], notice)
            for id, question, outcome, notice in self._rows(
                query.where(where).order_by(answers.c.asked_at.desc(), answers.c.id)
            )
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
        query = (
            select(feedback.c.kind, func.count())
            .join(answers, answers.c.id == feedback.c.answer_id)
            .where(asked_in(period))
            .group_by(feedback.c.kind)
        )
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

    def _audiences(self, period: Period) -> list[tuple[tuple[str, ...], str, int]]:
        """The names, the stored text and the count of every combination."""
        query = select(_AUDIENCES, func.count()).where(asked_in(period)).group_by(_AUDIENCES)
        return [(tuple(json.loads(text)), text, count) for text, count in self._rows(query)]

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
# As it is stored: what is not text cannot be grouped by everywhere.
_AUDIENCES = cast(answers.c.audiences, Text)


def asked_in(period: Period) -> ColumnElement[bool]:
    """The condition that an answer's question was asked in a period."""
    return and_(answers.c.asked_at >= period.since, answers.c.asked_at < period.until)


def citing(query: Select[Any]) -> Select[Any]:
    """A query over answers, each with its citations and the passages that these point to."""
    return (
        query.select_from(answers)
        .join(citations, citations.c.answer_id == answers.c.id)
        .join(
            passages,
            and_(passages.c.answer_id == citations.c.answer_id, passages.c.number == citations.c.passage_number),
        )
    )


def parts(ids: Iterable[str]) -> list[list[str]]:
    """Ids in groups that a database takes at once."""
    every = list(ids)
    return [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]


def _week_of(period: Period) -> ColumnElement[Any]:
    ends = enumerate(period.weeks[1:])
    last = len(period.weeks) - 1
    return case(*((answers.c.asked_at < end, number) for number, end in ends), else_=last) if last else literal(0)
