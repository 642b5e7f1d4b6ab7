"""Signing in: by name and password, of which only so many are tried, or as a person whom an OpenID provider knows."""

import hashlib
import ipaddress
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.accounts import (
    FAILURE_WINDOW,
    FAILURES_PER_ADDRESS,
    FAILURES_PER_NAME,
    Account,
    AccountDeed,
    Identity,
)
from knowledge.ledger.account_tables import account_entries, account_identities, accounts, sign_in_failures
from knowledge.ledger.accounts import account_from_row, email_key, link_identity, name_key, note
from knowledge.ledger.cover import COVERED
from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.removal import entries_of_rows, remove_text
from knowledge.ledger.sessions import Session, Sessions
from knowledge.passwords import Passwords

# From where a sign-in failed is kept no longer than it may be asked for.
_FAILURES_KEPT = timedelta(days=90)
_IPV6_NETWORK = 64
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an attempt to sign in ended: in a session, in none, or in a time to wait before the next."""

    session: Session | None = None
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Whether a password was right; `wait` is the time until the next may be tried."""

    is_right: bool
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Check:
    row: RowMapping | None = None
    wait: timedelta = timedelta(0)


class SignIns:
    """The ways into the accounts of a ledger. Every method raises LedgerError.

    A refusal says nothing of why, and takes as long whether the name is known or not.
    """

    def __init__(self, engine: Engine, passwords: Passwords, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._passwords = passwords
        self._sessions = sessions
        self._clock = clock

    def by_password(self, name: str, password: str, address: str = "") -> SignIn:
        """Sign in with name and password, from an address."""
        check = self._check(name, password, address)
        if check.row is None:
            return SignIn(wait=check.wait)
        return SignIn(self._sessions.begin(account_from_row(check.row), "password", address))

    def confirm(self, account: Account, password: str, address: str = "") -> Confirmation:
        """Whether this is the password of who is signed in: asked for before it may be changed."""
        check = self._check(account.name, password, address)
        return Confirmation(check.row is not None, check.wait)

    def by_identity(self, identity: Identity, verified_email: str = "", address: str = "") -> SignIn:
        """Sign in a person whom a provider vouches for.

        The account is the one that is linked to them; else the one with the e-mail address that the provider has
        verified, which is then linked, unless it is linked to another of the provider's people.
        """
        with writing(self._engine) as connection:
            account = _linked(connection, identity) or self._linked_now(connection, identity, verified_email)
            if account is None or account.is_disabled:
                name, now = account.name if account else "", self._clock()
                note(connection, name, AccountDeed.SIGN_IN_FAILED, now, detail=identity.issuer, address=address)
                return SignIn()
        return SignIn(self._sessions.begin(account, identity.issuer, address))

    def _linked_now(self, connection: Connection, identity: Identity, verified_email: str) -> Account | None:
        if not verified_email:
            return None
        row = (
            connection.execute(select(accounts).where(accounts.c.email == email_key(verified_email))).mappings().first()
        )
        if row is None or row["is_disabled"] or _is_linked(connection, row["name"], identity.issuer):
            return None
        link_identity(connection, row["name"], identity, self._clock())
        return account_from_row(row)

    def _check(self, name: str, password: str, address: str) -> _Check:
        """The account's row where the password is right. Each attempt is counted before it is tried, not after:
        many at once are then no more than one after the other."""
        limits = {_counted_name(name): FAILURES_PER_NAME, _counted_address(address): FAILURES_PER_ADDRESS}
        wait = self._count(limits)
        if wait:
            return _Check(wait=wait)
        with transaction(self._engine) as connection:
            query = select(accounts).where(accounts.c.name_key == name_key(name))
            row = connection.execute(query).mappings().first()
        is_right = self._passwords.matches(password, row["password_hash"] if row else None)
        if row is None or not is_right or row["is_disabled"]:
            self._note_failure(row["name"] if row else "", address)
            return _Check()
        self._take_back(*limits)
        self._hash_anew(row, password)
        return _Check(row)

    def _count(self, limits: dict[str, int]) -> timedelta:
        """Count an attempt against each limit, all or none; the time to wait where one is reached."""
        now = self._clock()
        while True:
            with writing(self._engine) as connection:
                try:
                    ends_at = _first_reached(connection, limits, now)
                except IntegrityError:
                    # Another process has begun the same window: it is there the next time.
                    connection.rollback()
                    continue
                if ends_at is None:
                    return timedelta(0)
                connection.rollback()
                return ends_at - now

    def _take_back(self, name: str, address: str) -> None:
        """The attempt was none that failed; those before it for this name are forgiven."""
        failures = sign_in_failures.c.failures
        of_address = update(sign_in_failures).where(sign_in_failures.c.counted == address, failures > 0)
        with writing(self._engine) as connection:
            connection.execute(delete(sign_in_failures).where(sign_in_failures.c.counted == name))
            connection.execute(of_address.values(failures=failures - 1))

    def _note_failure(self, account: str, address: str) -> None:
        now = self._clock()
        with writing(self._engine) as connection:
            note(connection, account, AccountDeed.SIGN_IN_FAILED, now, detail="password", address=address)
            _forget_addresses(connection, now - _FAILURES_KEPT)
            connection.execute(delete(sign_in_failures).where(sign_in_failures.c.began_at < now - FAILURE_WINDOW))

    def _hash_anew(self, row: RowMapping, password: str) -> None:
        """A hash of older parameters is replaced while the password is at hand."""
        if not self._passwords.is_outdated(row["password_hash"]):
            return
        change = update(accounts).where(accounts.c.name == row["name"])
        with writing(self._engine) as connection:
            connection.execute(change.values(password_hash=self._passwords.hash(password)))


def _forget_addresses(connection: Connection, before: datetime) -> None:
    """Take out of failures from where they came, some of the oldest at a time."""
    failures = account_entries.c
    is_due = (failures.deed == AccountDeed.SIGN_IN_FAILED.value) & (failures.address != "") & (failures.at < before)
    query = select(failures.id, failures.account).where(is_due).order_by(failures.id).limit(_AT_ONCE)
    due = {(id,): account for id, account in connection.execute(query)}
    if due:
        remove_text(connection, entries_of_rows(connection, COVERED[account_entries.name], due))


def _first_reached(connection: Connection, limits: dict[str, int], now: datetime) -> datetime | None:
    ends = (_count_one(connection, counted, limit, now) for counted, limit in limits.items())
    return next((end for end in ends if end is not None), None)


def _count_one(connection: Connection, counted: str, limit: int, now: datetime) -> datetime | None:
    """Count one failure; when the window ends, where the limit is reached.

    The update locks the row, so that another process waits, and then sees what was counted here.
    """
    table, is_it = sign_in_failures, sign_in_failures.c.counted == counted
    is_current = table.c.began_at > now - FAILURE_WINDOW
    one_more = update(table).where(is_it, is_current, table.c.failures < limit).values(failures=table.c.failures + 1)
    if connection.execute(one_more).rowcount:
        return None
    anew = {"failures": 1, "began_at": now}
    if connection.execute(update(table).where(is_it, ~is_current).values(anew)).rowcount:
        return None
    began_at: datetime | None = connection.execute(select(table.c.began_at).where(is_it)).scalar()
    if began_at is not None:
        return began_at + FAILURE_WINDOW
    connection.execute(insert(table).values(counted=counted, **anew))
    return None


def _linked(connection: Connection, identity: Identity) -> Account | None:
    query = (
        select(accounts)
        .join(account_identities, account_identities.c.account == accounts.c.name)
        .where(account_identities.c.issuer == identity.issuer, account_identities.c.subject == identity.subject)
    )
    row = connection.execute(query).mappings().first()
    return account_from_row(row) if row else None


def _is_linked(connection: Connection, account: str, issuer: str) -> bool:
    is_it = (account_identities.c.account == account) & (account_identities.c.issuer == issuer)
    return connection.execute(select(account_identities.c.subject).where(is_it)).first() is not None


def _counted_name(name: str) -> str:
    """What a name is counted under: too little to tell what was typed, which may be a password by mistake."""
    return "name " + hashlib.sha256(name_key(name).encode("utf-8", "surrogatepass")).hexdigest()[:4]


def _counted_address(address: str) -> str:
    """What an address is counted under: of IPv6 the network, in which one person has addresses without number."""
    with suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if parsed.version == 6:
            return f"address {ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False)}"
    return f"address {address}"
