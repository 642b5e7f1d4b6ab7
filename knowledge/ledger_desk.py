"""The desk: what the queue is read from, kept beside the record. Its functions work inside a writer's transaction."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.domain import Answer
from knowledge.ledger_tables import answers, assignments, citations, desk, passages, queued
from knowledge.names import comparable
from knowledge.verdicts import Ground, Seat, Stage

_AT_ONCE = 500


def lot_of(answer_id: str) -> float:
    """A number in [0, 1) that looks drawn and never changes: it decides whether a second review is wanted."""
    return int.from_bytes(hashlib.sha256(answer_id.encode()).digest()[:6]) / 2**48


def queue_answer(connection: Connection, answer: Answer, ground: Ground) -> None:
    """Queue an answer that is being recorded."""
    putters = {citation.passage.version.ingested_by for citation in answer.citations}
    row = {"id": answer.id, "asked_at": answer.question.asked_at, "outcome": answer.outcome.value}
    _insert(connection, [row], {answer.id: putters}, ground, {answer.id: ground.value}, None)


def queue_recorded(
    connection: Connection,
    answer_ids: Iterable[str],
    ground: Ground,
    strata: dict[str, str] | None = None,
    sample_id: int | None = None,
) -> None:
    """Queue recorded answers, but those that are queued already; `strata` has the stratum of each that was drawn."""
    ids = list(answer_ids)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        query = select(answers.c.id, answers.c.asked_at, answers.c.outcome).where(answers.c.id.in_(part))
        rows = [row._asdict() for row in connection.execute(query)]
        _insert(connection, rows, putters_of(connection, part), ground, strata or {}, sample_id)


def putters_of(connection: Connection, answer_ids: Sequence[str]) -> dict[str, set[str]]:
    """Who put in the versions that answers cite, for each that cites any; at most 500 answers."""
    is_cited = (citations.c.answer_id == passages.c.answer_id) & (citations.c.passage_number == passages.c.number)
    query = select(passages.c.answer_id, passages.c.version_record).where(
        passages.c.answer_id.in_(answer_ids), select(citations.c.marker).where(is_cited).exists()
    )
    found: dict[str, set[str]] = {}
    for answer_id, version in connection.execute(query):
        found.setdefault(answer_id, set()).add(version["ingested_by"])
    return found


def assigned_to(connection: Connection, answer_id: str, seat: Seat) -> str:
    """Whom a seat of an answer is assigned to, or nothing."""
    of_seat = (assignments.c.answer_id == answer_id) & (assignments.c.seat == int(seat))
    query = select(assignments.c.reviewer).where(of_seat).order_by(assignments.c.id.desc()).limit(1)
    return connection.execute(query).scalar() or ""


def set_stage(connection: Connection, answer_id: str, stage: Stage) -> None:
    """Say how far the reviewing of a queued answer has come."""
    connection.execute(update(desk).where(desk.c.answer_id == answer_id).values(stage=stage.value))


def _insert(
    connection: Connection,
    rows: Sequence[dict[str, Any]],
    putters: dict[str, set[str]],
    ground: Ground,
    strata: dict[str, str],
    sample_id: int | None,
) -> None:
    now = datetime.now(UTC)
    shared = [{"answer_id": r["id"], "asked_at": r["asked_at"], "lot": lot_of(r["id"]), "ground": ground} for r in rows]
    _insert_new(
        connection,
        queued,
        [
            {**each, "stratum": strata.get(each["answer_id"], ground.value), "sample_id": sample_id, "queued_at": now}
            for each in shared
        ],
    )
    _insert_new(
        connection,
        desk,
        [
            {
                **each,
                "outcome": row["outcome"],
                "put_in_by": _names(putters.get(row["id"], ())),
                "stage": Stage.NEW.value,
            }
            for each, row in zip(shared, rows, strict=True)
        ],
    )


def _insert_new(connection: Connection, table: Table, values: list[dict[str, Any]]) -> None:
    """Two who queue the same answer at once must neither fail nor queue it twice."""
    if values:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(table).on_conflict_do_nothing(), values)


def _names(putters: Iterable[str]) -> str:
    names = sorted({comparable(name) for name in putters} - {""})
    return "".join(f"\n{name}\n" for name in names)
