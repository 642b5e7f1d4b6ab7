"""Sessions: who is signed in to the console, known by the digest of a token that only their browser has."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from knowledge.accounts import IDLE_LIMIT, SESSION_LIMIT, Account, AccountDeed
from knowledge.ledger.account_tables import account_sessions, accounts
from knowledge.ledger.accounts import account_from_row, note
from knowledge.ledger.engine import transaction, writing

# Being seen is written down at most so often: a page is then no write.
_SEEN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """An account that is signed in, and the token that says so."""

    token: str = field(repr=False)
    account: Account


class Sessions:
    """The sessions of a ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, account: Account, how: str, address: str = "") -> Session:
        """Sign an account in under a fresh token; sessions that have expired go."""
        now, token = self._clock(), secrets.token_urlsafe(32)
        values = {"token_digest": _digest(token), "account": account.name, "began_at": now, "seen_at": now}
        with writing(self._engine) as connection:
            _forget_expired(connection, now)
            connection.execute(insert(account_sessions).values(values))
            connection.execute(update(accounts).where(accounts.c.name == account.name).values(signed_in_at=now))
            note(connection, account.name, AccountDeed.SIGNED_IN, now, detail=how, address=address)
        return Session(token, account)

    def find(self, token: str) -> Session | None:
        """The session of a token, which is then seen anew; None where it has ended, or its account is disabled."""
        now = self._clock()
        is_it = account_sessions.c.token_digest == _digest(token)
        query = (
            select(accounts, account_sessions.c.seen_at)
            .join(account_sessions, account_sessions.c.account == accounts.c.name)
            .where(
                is_it,
                accounts.c.is_disabled.is_(False),
                account_sessions.c.seen_at > now - IDLE_LIMIT,
                account_sessions.c.began_at > now - SESSION_LIMIT,
            )
        )
        with transaction(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        if row["seen_at"] < now - _SEEN_AGAIN:
            with writing(self._engine) as connection:
                connection.execute(update(account_sessions).where(is_it).values(seen_at=now))
        return Session(token, account_from_row(row))

    def end(self, session: Session, address: str = "") -> None:
        """Sign out."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(account_sessions).where(account_sessions.c.token_digest == _digest(session.token))
            )
            note(connection, session.account.name, AccountDeed.SIGNED_OUT, self._clock(), address=address)


def _forget_expired(connection: Connection, now: datetime) -> None:
    is_expired = (account_sessions.c.seen_at <= now - IDLE_LIMIT) | (account_sessions.c.began_at <= now - SESSION_LIMIT)
    connection.execute(delete(account_sessions).where(is_expired))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
