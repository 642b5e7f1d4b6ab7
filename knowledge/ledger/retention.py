"""Takes out text that is older than it may be kept, but what is under legal hold; and places and lifts such holds.

What goes is what somebody wrote, what was said to it, and who they are: the removable columns of
`knowledge.ledger.cover`, and the salt that hid them in the chain. Outcomes, times, citations and judgements stay, and
the chain still verifies: the removal is an entry of its own. The turns before a follow-up are part of what its answer
was made from and go with that: a question is quoted only while its own text is there, so it lasts two periods at most.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError

from knowledge.errors import LedgerError
from knowledge.ledger.chain import RETENTION, EntryKind, append, lock
from knowledge.ledger.claims import Claims
from knowledge.ledger.cover import COVERED
from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.removal import Sealed, remove_text
from knowledge.ledger.tables import answers, entries, holds

_AT_ONCE = 200
Progress = Callable[[int, int], None]


class HoldDeed(StrEnum):
    """What is done to a hold."""

    PLACED = "placed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on an answer that is in force."""

    answer_id: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """How many entries lost their text, and how many were old enough and kept it under a legal hold."""

    removed: int
    held: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """How many entries had their text removed, and the last one that was looked at."""

    removed: int
    last: int


class Retention:
    """Retention and legal hold of one ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, before: datetime) -> Expired:
        """What `expire` would do now."""
        is_due = (entries.c.salt != "") & (entries.c.at < before)
        is_held = entries.c.subject.in_(_HELD)
        counts = select(func.count()).select_from(entries)
        with transaction(self._engine) as connection:
            removed = connection.execute(counts.where(is_due, ~is_held)).scalar_one()
            return Expired(removed, connection.execute(counts.where(is_due, is_held)).scalar_one())

    def expire(self, before: datetime, progress: Progress = lambda done, of: None) -> Expired:
        """Remove the text of every entry from before a moment, and the ended claims of before.

        In batches, so that nobody waits for long: where it is stopped, the next call does the rest.
        """
        due, done, last = self.due(before), 0, 0
        while batch := self._expire_some(before, last):
            done, last = done + batch.removed, batch.last
            progress(done, max(done, due.removed))
        Claims(self._engine, RETENTION).forget(before)
        self._wipe()
        return Expired(done, due.held)

    def hold(self, answer_ids: Iterable[str], reason: str, by: str) -> tuple[str, ...]:
        """Keep the text of answers, and of all that is about them, until the hold is released; those newly held."""
        return self._deeds(answer_ids, HoldDeed.PLACED, reason, by)

    def release(self, answer_ids: Iterable[str], reason: str, by: str) -> tuple[str, ...]:
        """End the hold on answers; those that were held until now."""
        return self._deeds(answer_ids, HoldDeed.RELEASED, reason, by)

    def holds(self) -> tuple[Hold, ...]:
        """The holds in force, oldest first."""
        query = select(holds.c.answer_id, holds.c.reason, holds.c.by, holds.c.at).where(_IS_IN_FORCE)
        with transaction(self._engine) as connection:
            return tuple(Hold(*row) for row in connection.execute(query.order_by(holds.c.id)))

    def without_text(self, answer_ids: Iterable[str]) -> frozenset[str]:
        """Those of the answers whose text was removed."""
        ids, found = list(answer_ids), set[str]()
        gone = select(entries.c.subject).where(entries.c.kind == EntryKind.ANSWER.value, entries.c.salt == "")
        for start in range(0, len(ids), _AT_ONCE):
            with transaction(self._engine) as connection:
                part = gone.where(entries.c.subject.in_(ids[start : start + _AT_ONCE]))
                found |= set(connection.execute(part).scalars())
        return frozenset(found)

    def _expire_some(self, before: datetime, last: int) -> _Batch | None:
        """The next entries that are due after the entry `last`; None where there are none."""
        is_due = (entries.c.number > last) & (entries.c.salt != "") & (entries.c.at < before)
        query = select(entries.c.number, entries.c.subject, entries.c.covers).where(is_due)
        query = query.where(entries.c.subject.not_in(_HELD)).order_by(entries.c.number).limit(_AT_ONCE)
        with writing(self._engine) as connection:
            found = connection.execute(query).all()
            if not found:
                return None
            _lock_answers(connection, {row.subject for row in found})
            lock(connection)
            # What was held meanwhile stays; what fell due meanwhile has its answer not locked, and waits for its turn.
            is_found = entries.c.number.in_([row.number for row in found])
            due = [Sealed(*row) for row in connection.execute(query.where(is_found))]
            remove_text(connection, due)
        return _Batch(len(due), found[-1].number)

    def _wipe(self) -> None:
        """Have the database let go of what it still holds of removed text beside its tables."""
        with transaction(self._engine) as connection:
            is_sqlite = connection.dialect.name == "sqlite"
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                for table in ("entries", *(each.name for each in COVERED.values() if each.removable)):
                    connection.exec_driver_sql(f"VACUUM {table}")

    def _deeds(self, answer_ids: Iterable[str], deed: HoldDeed, reason: str, by: str) -> tuple[str, ...]:
        if not reason.strip():
            raise LedgerError("A legal hold is placed and released for a reason: say which.")
        done = []
        with writing(self._engine) as connection:
            in_force = set(connection.execute(_HELD).scalars())
            for answer_id in dict.fromkeys(answer_ids):
                if (answer_id in in_force) == (deed is HoldDeed.PLACED):
                    continue
                now = datetime.now(UTC)
                row = {"answer_id": answer_id, "deed": deed.value, "reason": reason.strip(), "by": by, "at": now}
                try:
                    append(connection, EntryKind.HOLD, answer_id, {holds: [row]}, now)
                except IntegrityError as error:
                    raise LedgerError(f"There is no answer {answer_id} in the ledger.") from error
                done.append(answer_id)
        return tuple(done)


_NEWEST = select(func.max(holds.c.id)).group_by(holds.c.answer_id)
_IS_IN_FORCE = holds.c.id.in_(_NEWEST) & (holds.c.deed == HoldDeed.PLACED.value)
_HELD = select(holds.c.answer_id).where(_IS_IN_FORCE)


def _lock_answers(connection: Connection, ids: Iterable[str]) -> None:
    """On PostgreSQL, take answers before the end of the chain, as those who judge them do: or each waits for the other.
    Others may write what refers to an answer.
    """
    if connection.dialect.name == "postgresql":
        is_one = answers.c.id.in_(list(ids))
        connection.execute(select(answers.c.id).where(is_one).order_by(answers.c.id).with_for_update(key_share=True))
