"""The desk: what the queue is read from, kept beside the record. Its functions work inside a writer's transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from knowledge.domain import Answer
from knowledge.ledger.chain import EntryKind, append, lock
from knowledge.ledger.tables import answers, assignments, citations, desk, desk_documents, passages, queued
from knowledge.names import comparable
from knowledge.verdicts import Ground, Seat, Stage

_AT_ONCE = 500


@dataclass(slots=True)
class Cited:
    """What an answer cites: the title of each document, by path, and who put the versions in."""

    titles: dict[str, str] = field(default_factory=dict)
    putters: set[str] = field(default_factory=set)


def lot_of(answer_id: str) -> float:
    """A number in [0, 1) that looks drawn and never changes: it decides whether a second review is wanted."""
    return int.from_bytes(hashlib.sha256(answer_id.encode()).digest()[:6]) / 2**48


def queue_answer(connection: Connection, answer: Answer, ground: Ground) -> None:
    """Queue an answer that is being recorded."""
    cited = Cited()
    for version in (citation.passage.version for citation in answer.citations):
        cited.titles[version.document.path] = version.document.title
        cited.putters.add(version.ingested_by)
    question = answer.question
    row = {"id": answer.id, "question": question.text, "asked_at": question.asked_at, "outcome": answer.outcome.value}
    _insert(connection, [row], {answer.id: cited}, ground, {}, None)


def queue_recorded(
    connection: Connection,
    answer_ids: Iterable[str],
    ground: Ground,
    strata: Mapping[str, str] | None = None,
    sample_id: int | None = None,
) -> None:
    """Queue recorded answers, but those that are queued already; `strata` has the stratum of each that was drawn."""
    ids = list(answer_ids)
    # Whoever queues is alone from here on: two who queue the same answer neither fail nor queue it twice.
    lock(connection)
    for start in range(0, len(ids), _AT_ONCE):
        part = _not_queued(connection, ids[start : start + _AT_ONCE])
        query = select(answers.c.id, answers.c.question, answers.c.asked_at, answers.c.outcome).where(
            answers.c.id.in_(part)
        )
        rows = [row._asdict() for row in connection.execute(query)]
        _insert(connection, rows, cited_by(connection, part), ground, strata or {}, sample_id)


def cited_by(connection: Connection, answer_ids: Sequence[str]) -> dict[str, Cited]:
    """What each of at most 500 answers cites, where it cites anything."""
    is_cited = (citations.c.answer_id == passages.c.answer_id) & (citations.c.passage_number == passages.c.number)
    query = select(passages.c.answer_id, passages.c.document_path, passages.c.title, passages.c.version_record).where(
        passages.c.answer_id.in_(answer_ids), select(citations.c.marker).where(is_cited).exists()
    )
    found: dict[str, Cited] = {}
    for answer_id, document, title, version in connection.execute(query):
        cited = found.setdefault(answer_id, Cited())
        cited.titles[document] = title
        cited.putters.add(version["ingested_by"])
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
    rows: Sequence[Mapping[str, Any]],
    cited: Mapping[str, Cited],
    ground: Ground,
    strata: Mapping[str, str],
    sample_id: int | None,
) -> None:
    if not rows:
        return
    now = datetime.now(UTC)
    for_queue, for_desk, for_documents = [], [], []
    for row in rows:
        id, of = row["id"], cited.get(row["id"], Cited())
        shared = {"answer_id": id, "asked_at": row["asked_at"], "lot": lot_of(id), "ground": ground.value}
        stratum = strata.get(id, ground.value)
        for_queue.append({**shared, "stratum": stratum, "sample_id": sample_id, "queued_at": now})
        putters = _between_line_ends(of.putters)
        copied = {"question": row["question"], "outcome": row["outcome"]}
        for_desk.append({**shared, **copied, "put_in_by": putters, "stage": Stage.NEW.value})
        for_documents += [{"answer_id": id, "document": path, "title": title} for path, title in of.titles.items()]
    append(connection, EntryKind.QUEUED, rows[0]["id"] if len(rows) == 1 else "", {queued: for_queue}, now)
    connection.execute(insert(desk), for_desk)
    if for_documents:
        connection.execute(insert(desk_documents), for_documents)


def _not_queued(connection: Connection, answer_ids: Sequence[str]) -> list[str]:
    there = set(connection.execute(select(queued.c.answer_id).where(queued.c.answer_id.in_(answer_ids))).scalars())
    return [id for id in dict.fromkeys(answer_ids) if id not in there]


def _between_line_ends(names: Iterable[str]) -> str:
    known = sorted({comparable(name) for name in names} - {""})
    return "".join(f"\n{name}\n" for name in known)
