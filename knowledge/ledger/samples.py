"""Samples: what can be drawn for review, and what was. Append-only, like the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select

from knowledge.domain import Outcome
from knowledge.errors import ReviewError
from knowledge.ledger.actions import write_action
from knowledge.ledger.chain import EntryKind, append
from knowledge.ledger.desk import queue_recorded
from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.tables import answers, citations, passages, queued, samples
from knowledge.verdicts import ActionKind, Ground


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that can be drawn. `document` is the path of the first that it cites, or empty."""

    answer_id: str
    outcome: Outcome
    document: str
    audiences: tuple[str, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of answers that are alike, how many there were to draw from, and how many were drawn."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw from the answers asked in [since, until) that were not queued by then; `share` of them was wanted."""

    id: int
    seed: str
    since: datetime
    until: datetime
    share: float
    strata: tuple[Stratum, ...]
    drawn_by: str
    drawn_at: datetime


class Samples:
    """The samples of a ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def candidates(self, since: datetime, until: datetime) -> tuple[Candidate, ...]:
        """The answers asked in [since, until) that are not queued, by id.

        Without those whose question was not kept: nobody could judge them.
        """
        is_first = (citations.c.statement_ordinal == 1) & (citations.c.ordinal == 1)
        is_cited = (passages.c.answer_id == answers.c.id) & (passages.c.number == citations.c.passage_number)
        query = (
            select(answers.c.id, answers.c.outcome, passages.c.document_path, answers.c.audiences, answers.c.asked_at)
            .outerjoin_from(answers, citations, (citations.c.answer_id == answers.c.id) & is_first)
            .outerjoin(passages, is_cited)
            .where(answers.c.asked_at >= since, answers.c.asked_at < until, answers.c.question != "")
            .where(answers.c.id.not_in(select(queued.c.answer_id)))
        )
        with transaction(self._engine) as connection:
            rows = connection.execute(query).all()
        found = (Candidate(id, Outcome(outcome), path or "", tuple(who), at) for id, outcome, path, who, at in rows)
        # Here, because databases order text each in their own way, and a draw is to repeat exactly.
        return tuple(sorted(found, key=lambda candidate: candidate.answer_id))

    def add(
        self,
        seed: str,
        since: datetime,
        until: datetime,
        share: float,
        strata: Sequence[Stratum],
        drawn: Mapping[str, str],
        by: str,
    ) -> int:
        """Queue what was drawn, the stratum of each by its id, and write the draw down; its id.

        Raises ReviewError where one of them has been queued meanwhile.
        """
        now = datetime.now(UTC)
        row = {"seed": seed, "since": since, "until": until, "share": share, "drawn_by": by, "drawn_at": now}
        sizes = [[stratum.name, stratum.size, stratum.drawn] for stratum in strata]
        text = f"{len(drawn)} answers, seed {seed}"
        with writing(self._engine) as connection:
            drawing = append(connection, EntryKind.SAMPLE, "", {samples: [{**row, "strata": sizes}]}, now)
            sample_id = int(drawing.keys[0][0])
            queue_recorded(connection, drawn, Ground.SAMPLE, drawn, sample_id)
            count = select(func.count()).select_from(queued).where(queued.c.sample_id == sample_id)
            if connection.execute(count).scalar_one() != len(drawn):
                raise ReviewError("Something of what was drawn has been queued meanwhile: draw again.")
            write_action(connection, ActionKind.SAMPLE, by, text=text, at=now)
        return sample_id

    def all(self) -> tuple[Sample, ...]:
        """Every draw, the newest first."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(samples).order_by(samples.c.id.desc())).mappings()
            return tuple(Sample(**{**row, "strata": tuple(Stratum(*each) for each in row["strata"])}) for row in rows)
