"""The accounts of the console: who may sign in and as what, and a line for each thing done to one."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from knowledge.accounts import Account, AccountDeed, AccountEntry, Identity, Role
from knowledge.errors import AccountError
from knowledge.ledger.account_tables import account_entries, account_identities, account_sessions, accounts
from knowledge.ledger.chain import EntryKind, append
from knowledge.ledger.engine import transaction, writing
from knowledge.passwords import Passwords, check_new_password

_LONGEST_NAME = 100


class Accounts:
    """The accounts of a ledger. Every method raises LedgerError; those that change one raise AccountError too.

    Whatever changes what an account may do ends its sessions.
    """

    def __init__(self, engine: Engine, passwords: Passwords, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._passwords = passwords
        self._clock = clock

    def add(
        self,
        name: str,
        roles: Iterable[Role],
        *,
        email: str = "",
        password: str | None = None,
        must_choose_password: bool = False,
    ) -> Account:
        """Make an account; without a password it can only sign in through an OpenID provider."""
        name, role_names = _checked_name(name), _role_names(roles)
        values = {
            "name": name,
            "name_key": name_key(name),
            "roles": role_names,
            "email": _checked_email(email),
            "password_hash": None if password is None else self._hashed(password, name),
            "must_choose_password": must_choose_password,
            "is_disabled": False,
            "added_at": self._clock(),
        }
        with writing(self._engine) as connection:
            try:
                connection.execute(insert(accounts).values(values))
            except IntegrityError as error:
                raise AccountError(f"There is an account of the name {name}, or of this e-mail, already.") from error
            note(connection, name, AccountDeed.ADDED, self._clock(), detail=", ".join(role_names))
        return self._known(name)

    def find(self, name: str) -> Account | None:
        """The account of a name, whatever its capitals; None where there is none."""
        query = select(accounts).where(accounts.c.name_key == name_key(name))
        with transaction(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return account_from_row(row) if row else None

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.name_key)).mappings().all()
        return tuple(map(account_from_row, rows))

    def set_roles(self, name: str, roles: Iterable[Role]) -> Account:
        """Replace the roles of an account."""
        names = _role_names(roles)
        return self._change(name, AccountDeed.ROLES_CHANGED, ", ".join(names), roles=names)

    def set_email(self, name: str, email: str) -> Account:
        """Replace the e-mail that an OpenID provider must vouch for; empty for none."""
        return self._change(name, AccountDeed.EMAIL_CHANGED, "", email=_checked_email(email))

    def set_password(
        self, name: str, password: str, address: str = "", *, must_choose_password: bool = False
    ) -> Account:
        """Replace the password, or give the first one."""
        account = self._known(name)
        hashed = self._hashed(password, account.name)
        values = {"password_hash": hashed, "must_choose_password": must_choose_password}
        return self._change(account.name, AccountDeed.PASSWORD_CHANGED, "", address, **values)

    def disable(self, name: str) -> Account:
        """Shut an account: what it did stays in the ledger under its name."""
        return self._change(name, AccountDeed.DISABLED, "", is_disabled=True)

    def enable(self, name: str) -> Account:
        """Open a disabled account again, with the password that it had."""
        return self._change(name, AccountDeed.ENABLED, "", is_disabled=False)

    def link(self, name: str, identity: Identity) -> None:
        """Let a person whom an OpenID provider knows sign in to an account."""
        account = self._known(name)
        with writing(self._engine) as connection:
            link_identity(connection, account.name, identity, self._clock())

    def entries(self, limit: int = 100, name: str | None = None) -> tuple[AccountEntry, ...]:
        """What was last done to accounts and with them, newest first; of one account where a name is given."""
        query = select(account_entries).order_by(account_entries.c.id.desc()).limit(limit)
        if name is not None:
            query = query.where(account_entries.c.account == name)
        with transaction(self._engine) as connection:
            return tuple(
                AccountEntry(row["account"], AccountDeed(row["deed"]), row["detail"], row["address"], row["at"])
                for row in connection.execute(query).mappings()
            )

    def _known(self, name: str) -> Account:
        account = self.find(name)
        if account is None:
            raise AccountError(f"There is no account of the name {name}. `signpost review reviewers` lists them.")
        return account

    def _hashed(self, password: str, name: str) -> str:
        check_new_password(password, name)
        return self._passwords.hash(password)

    def _change(self, name: str, deed: AccountDeed, detail: str, address: str = "", **values: Any) -> Account:
        name = self._known(name).name
        with writing(self._engine) as connection:
            try:
                connection.execute(update(accounts).where(accounts.c.name == name).values(values))
            except IntegrityError as error:
                raise AccountError("Another account has this e-mail.") from error
            connection.execute(delete(account_sessions).where(account_sessions.c.account == name))
            note(connection, name, deed, self._clock(), detail=detail, address=address)
        return self._known(name)


def note(
    connection: Connection, account: str, deed: AccountDeed, at: datetime, *, detail: str = "", address: str = ""
) -> None:
    """Add a line to what was done to accounts."""
    row = {"account": account, "deed": deed.value, "detail": detail, "address": address, "at": at}
    append(connection, EntryKind.ACCOUNT, account, {account_entries: [row]}, at)


def link_identity(connection: Connection, account: str, identity: Identity, at: datetime) -> None:
    """Link an identity to an account; raises AccountError where it is linked already."""
    values = {"issuer": identity.issuer, "subject": identity.subject, "account": account, "linked_at": at}
    try:
        connection.execute(insert(account_identities).values(values))
    except IntegrityError as error:
        raise AccountError(f"{identity.subject} at {identity.issuer} is linked to an account already.") from error
    note(connection, account, AccountDeed.LINKED, at, detail=f"{identity.subject} at {identity.issuer}")


def account_from_row(row: RowMapping) -> Account:
    """The account that a row of `accounts` holds."""
    return Account(
        name=row["name"],
        roles=frozenset(map(Role, row["roles"])),
        email=row["email"] or "",
        is_disabled=row["is_disabled"],
        has_password=row["password_hash"] is not None,
        must_choose_password=row["must_choose_password"],
        added_at=row["added_at"],
        signed_in_at=row["signed_in_at"],
    )


def name_key(name: str) -> str:
    """A name as it is compared: without its capitals and spare spaces, and what no database takes."""
    visible = "".join(letter for letter in name if letter.isprintable() or letter.isspace())
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


def email_key(email: str) -> str:
    """An e-mail address as it is compared."""
    return email.strip().casefold()


def _checked_name(name: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise AccountError("An account needs a name.")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccountError(f"A name has at most {_LONGEST_NAME} characters, all of which can be seen.")
    return name


def _checked_email(email: str) -> str | None:
    email = email_key(email)
    before, _, after = email.partition("@")
    if email and not (before and after and email.isprintable() and " " not in email):
        raise AccountError(f"{email} is no e-mail address.")
    return email or None


def _role_names(roles: Iterable[Role]) -> list[str]:
    names = sorted({role.value for role in roles})
    if not names:
        raise AccountError(f"An account needs a role: {', '.join(Role)}.")
    return names
