"""Claims: which process answers which event, so that each ends in one message whatever stops on the way."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.tables import claims


class Ending(StrEnum):
    """How a claimed event ended."""

    SHOWN = "shown"
    STOPPED = "stopped"
    DELETED = "deleted"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that somebody must be told the end of, and where: never its words, which may name a child.

    `message_ts` is the message that the reply was begun in; `reply_url` takes a reply that one person alone sees;
    `answer_id` names the recorded answer.
    """

    event_id: str
    channel: str
    ts: str
    root: str
    asker: str
    reply_url: str = ""
    answer_id: str | None = None
    message_ts: str | None = None
    claimed_at: datetime | None = None
    ending: str | None = None


class Claims:
    """The claims of one process, whose name among all is `owner`. Every method raises LedgerError.

    A claim whose owner has not been heard of for a while can be taken over. What an owner does with a claim that it
    has lost changes nothing, and it is told so.
    """

    def __init__(self, engine: Engine, owner: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._owner = owner
        self._clock = clock

    def take(self, claim: Claim) -> bool:
        """Claim an event, durably; False where it is or was claimed already."""
        now = self._clock()
        values = {
            "event_id": claim.event_id,
            "channel": claim.channel,
            "ts": claim.ts,
            "root": claim.root,
            "asker": claim.asker,
            "reply_url": claim.reply_url,
            "owner": self._owner,
            "claimed_at": now,
            "seen_at": now,
        }
        with writing(self._engine) as connection:
            try:
                connection.execute(insert(claims).values(values))
            except IntegrityError:
                connection.rollback()
                return False
        return True

    def keep(self, event_ids: Collection[str]) -> None:
        """Say that this process still works on these."""
        if not event_ids:
            return
        mine = claims.c.event_id.in_(event_ids) & (claims.c.owner == self._owner)
        with writing(self._engine) as connection:
            connection.execute(update(claims).where(mine).values(seen_at=self._clock()))

    def forget(self, ended_before: datetime) -> None:
        """Take out whose question ended before a moment: who asked where is not kept for longer than it is needed.

        What was done once for nobody in particular stays known, or it would be done again.
        """
        with writing(self._engine) as connection:
            connection.execute(claims.delete().where(claims.c.ended_at < ended_before, claims.c.asker != ""))

    def hold(self, event_id: str) -> bool:
        """Whether the claim is still this process's own and open; it is then heard of anew."""
        return self._change(event_id, seen_at=self._clock())

    def begin_in(self, event_id: str, message_ts: str) -> bool:
        """Note the message that the reply is being made in."""
        return self._change(event_id, message_ts=message_ts)

    def end(self, event_id: str, ending: Ending, message_ts: str | None = None) -> bool:
        """Close a claim for good."""
        told = {"message_ts": message_ts} if message_ts else {}
        return self._change(event_id, ending=ending.value, ended_at=self._clock(), reply_url="", **told)

    def call_off(self, event_id: str, ending: Ending) -> Claim | None:
        """Close an open claim, whosever it is; None where there is none: its owner finds that it has lost it."""
        is_it = (claims.c.event_id == event_id) & _OPEN
        closing = update(claims).where(is_it).values(ending=ending.value, ended_at=self._clock(), reply_url="")
        with writing(self._engine) as connection:
            if not _changed(connection, closing):
                return None
        return self.find(event_id)

    def release(self, event_id: str) -> bool:
        """Give a claim back whole, so that the event may be tried again when it comes again."""
        with writing(self._engine) as connection:
            return _changed(connection, claims.delete().where(self._is_mine(event_id)))

    def leave(self, event_id: str) -> bool:
        """Leave one open claim of this process to whoever looks next, which may be itself."""
        return self._change(event_id, owner="")

    def hand_back(self) -> None:
        """Leave every open claim of this process to whoever looks next."""
        with writing(self._engine) as connection:
            connection.execute(update(claims).where(_OPEN, claims.c.owner == self._owner).values(owner=""))

    def abandoned(self, unheard_since: datetime) -> list[Claim]:
        """The open claims of owners that were last heard of before a moment, or that were handed back."""
        is_abandoned = (claims.c.owner == "") | (claims.c.seen_at < unheard_since)
        query = select(*_COLUMNS).where(_OPEN, is_abandoned).order_by(claims.c.claimed_at)
        with self._transaction() as connection:
            return [Claim(**row) for row in connection.execute(query).mappings()]

    def take_over(self, event_id: str, unheard_since: datetime) -> bool:
        """Make an abandoned claim this process's own; False where another one was quicker."""
        is_abandoned = (claims.c.owner == "") | (claims.c.seen_at < unheard_since)
        change = update(claims).where(claims.c.event_id == event_id, _OPEN, is_abandoned)
        with writing(self._engine) as connection:
            return _changed(connection, change.values(owner=self._owner, seen_at=self._clock()))

    def find(self, event_id: str) -> Claim | None:
        """The claim of an event, whosever it is and however it ended; None where there is none."""
        with self._transaction() as connection:
            row = connection.execute(select(*_COLUMNS).where(claims.c.event_id == event_id)).mappings().first()
        return Claim(**row) if row else None

    def open_in(self, channel: str, root: str, asker: str) -> list[str]:
        """The events of one person's open claims in a thread."""
        is_there = (claims.c.channel == channel) & (claims.c.root == root) & (claims.c.asker == asker)
        with self._transaction() as connection:
            return list(connection.execute(select(claims.c.event_id).where(_OPEN, is_there)).scalars())

    def count_until(self, event_id: str, within: timedelta, asker: str = "") -> int:
        """How many events were claimed in the time before this one, itself included: of one person, or of all."""
        at = select(claims.c.claimed_at).where(claims.c.event_id == event_id)
        with self._transaction() as connection:
            moment = connection.execute(at).scalar() or self._clock()
            counted = select(func.count()).where(claims.c.claimed_at.between(moment - within, moment))
            return connection.execute(counted.where(claims.c.asker == asker) if asker else counted).scalar_one()

    def _change(self, event_id: str, **values: Any) -> bool:
        with writing(self._engine) as connection:
            return _changed(connection, update(claims).where(self._is_mine(event_id)).values(values))

    def _is_mine(self, event_id: str) -> Any:
        return (claims.c.event_id == event_id) & (claims.c.owner == self._owner) & _OPEN

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


_OPEN = claims.c.ended_at.is_(None)
_COLUMNS = tuple(claims.c[field.name] for field in fields(Claim))


def _changed(connection: Connection, statement: Any) -> bool:
    return bool(connection.execute(statement).rowcount)
