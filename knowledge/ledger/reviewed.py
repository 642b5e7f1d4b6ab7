"""What was reviewed of the answers of a period, for reports: the queue, the reviews, the draws, the actions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, select

from knowledge.domain import Outcome
from knowledge.ledger.engine import transaction
from knowledge.ledger.figures import citing, parts
from knowledge.ledger.tables import actions, answers, citations, passages, queued
from knowledge.periods import Period
from knowledge.verdicts import Action, ActionKind, Ground, Subject


@dataclass(frozen=True, slots=True)
class ToReview:
    """An answer that is to be reviewed, with what the report groups it by."""

    answer_id: str
    ground: Ground
    stratum: str
    lot: float
    sample_id: int | None
    outcome: Outcome
    language_model: str


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where the citation of a subject points to."""

    document: str
    title: str


class Reviewed:
    """What a ledger holds of reviewing. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def queued(self, period: Period) -> tuple[ToReview, ...]:
        """The answers of the period that are to be reviewed, newest first."""
        query = (
            select(
                queued.c.answer_id,
                queued.c.ground,
                queued.c.stratum,
                queued.c.lot,
                queued.c.sample_id,
                answers.c.outcome,
                answers.c.language_model,
            )
            .join(answers, answers.c.id == queued.c.answer_id)
            .where(queued.c.asked_at >= period.since, queued.c.asked_at < period.until)
            .order_by(queued.c.asked_at.desc(), queued.c.answer_id)
        )
        return tuple(
            ToReview(id, Ground(ground), stratum, lot, sample, Outcome(outcome), language_model)
            for id, ground, stratum, lot, sample, outcome, language_model in self._rows(query)
        )

    def places(self, ids: Iterable[str]) -> dict[str, dict[Subject, CitedPlace]]:
        """For each of these answers what document each of its citations points to."""
        found: defaultdict[str, dict[Subject, CitedPlace]] = defaultdict(dict)
        query = citing(
            select(
                answers.c.id,
                citations.c.statement_ordinal,
                citations.c.marker,
                passages.c.document_path,
                passages.c.title,
            )
        )
        for part in parts(ids):
            for id, statement, marker, path, title in self._rows(query.where(answers.c.id.in_(part))):
                found[id][Subject(statement, marker)] = CitedPlace(path, title)
        return found

    def actions(self, period: Period, kinds: Collection[ActionKind]) -> tuple[Action, ...]:
        """What was done in the period, newest first."""
        query = (
            select(actions)
            .where(
                actions.c.at >= period.since,
                actions.c.at < period.until,
                actions.c.kind.in_([kind.value for kind in kinds]),
            )
            .order_by(actions.c.at.desc(), actions.c.id)
        )
        return tuple(
            Action(row.id, ActionKind(row.kind), row.answer_id, row.document, row.text, row.by, row.at)
            for row in self._rows(query)
        )

    def _rows(self, query: Select[Any]) -> list[Any]:
        with transaction(self._engine) as connection:
            return list(connection.execute(query))
