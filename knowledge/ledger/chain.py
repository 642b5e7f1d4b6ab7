"""The chain over the ledger: every deed is one entry, and each entry carries the hash of the one before.

`append` is how every row of an append-only table is written. A row that was changed, removed, put in or put elsewhere
then no longer fits its entry, and an entry no longer fits the next (`knowledge.ledger.verifying` says which). Whoever
can write to the database can also write the whole chain anew: that shows only beside a hash that was noted elsewhere.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from knowledge.ledger.cover import COVERED, Covered, Key, as_json, canonical, commitment, digest, moment
from knowledge.ledger.tables import entries

Row = Mapping[str, Any]
# A row that is in the database: the values of its table's columns, as they are held there.
Written = tuple[Covered, Sequence[Any]]

# What the first entry follows.
ORIGIN = "0" * 64
# The subject of the entries that are about the text of others.
RETENTION = "retention"


class EntryKind(StrEnum):
    """What was done. Other writers have words of their own."""

    ANSWER = "answer"
    FEEDBACK = "feedback"
    MARK = "mark"
    HOLD = "hold"
    REVIEW = "review"
    VERDICTS = "verdicts"
    QUEUED = "queued"
    SAMPLE = "sample"
    ASSIGNMENT = "assignment"
    ACTION = "action"
    ACCOUNT = "account"
    # The entries before this one were made from rows that were there before the chain was.
    ADOPTED = "adopted"
    # The salt and the removable text of the entries that this one names are gone.
    TEXT_REMOVED = "text removed"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry; of an empty chain the number 0 and no moment."""

    number: int
    hash: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Appended:
    """The entry that was written, and the keys of its rows in the order in which they were given."""

    number: int
    hash: str
    keys: tuple[Key, ...]


def append(
    connection: Connection,
    kind: str,
    subject: str,
    rows: Mapping[Table, Sequence[Row]],
    at: datetime | None = None,
) -> Appended:
    """Write the rows of one deed, and the entry that covers them, inside the transaction of a writer.

    `subject` is what the rows name in their table's subject column, where it has one. The tables are written in the
    order given; a key that the database counts is left out. `at` is the moment of the deed, now when not given. Raises
    SQLAlchemy's errors, IntegrityError where a row is there already; ValueError where a row has another subject.
    """
    for table, given in rows.items():
        named = COVERED[table.name].subject
        if named and any(row[named] != subject for row in given):
            raise ValueError(f"a row of {table.name} is not about {subject}")
    values = [
        (COVERED[table.name], COVERED[table.name].values(row))
        for table, given in rows.items()
        for row in _inserted(connection, table, given)
    ]
    number, hash = append_entry(connection, kind, subject, values, at or datetime.now(UTC))
    return Appended(number, hash, tuple(covered.split(each)[0] for covered, each in values))


def append_entry(
    connection: Connection, kind: str, subject: str, rows: Sequence[Written], at: datetime
) -> tuple[int, str]:
    """Write the entry for rows that are written; its number and hash."""
    row = entry_row(locked_head(connection), kind, subject, rows, at)
    connection.execute(insert(entries), row)
    return row["number"], row["hash"]


def entry_row(last: Head, kind: str, subject: str, rows: Sequence[Written], at: datetime) -> dict[str, Any]:
    """The row of the entry that follows another, for rows that are written."""
    salt = secrets.token_hex(16) if any(covered.removable for covered, _ in rows) else ""
    return sealed(last, kind, subject, covers_of(rows, salt), salt, at)


def sealed(last: Head, kind: str, subject: str, covers: str, salt: str, at: datetime) -> dict[str, Any]:
    """The row of the entry that follows another, with the hash over all that it says."""
    number = last.number + 1
    return {
        "number": number,
        "at": at,
        "kind": kind,
        "subject": subject,
        "previous": last.hash,
        "hash": entry_hash(number, moment(at), kind, subject, last.hash, covers),
        "salt": salt,
        "covers": covers,
    }


def covers_of(rows: Sequence[Written], salt: str) -> str:
    """JSON: for each table its rows, each as `[key, digest]` or `[key, digest, commitment]`."""
    secret = salt.encode()
    covers: dict[str, list[list[object]]] = {}
    for covered, values in rows:
        key, kept, removable = covered.split(values)
        row: list[object] = [covered.short(key), digest(covered.name, kept)]
        if covered.removable:
            row.append(commitment(secret, covered.name, key, removable))
        covers.setdefault(covered.name, []).append(row)
    return as_json(covers)


def entry_hash(number: int, at: str, kind: str, subject: str, previous: str, covers: str) -> str:
    """SHA-256 over all that an entry says but its salt, in hexadecimal; `at` as `moment` writes it."""
    return sha256(canonical([number, at, kind, subject, previous, covers])).hexdigest()


def head(connection: Connection) -> Head:
    """The newest entry."""
    row = connection.execute(_LAST).first()
    return Head(row.number, row.hash, row.at) if row else Head(0, ORIGIN, None)


def locked_head(connection: Connection) -> Head:
    """The newest entry, and nobody else writes one before this transaction ends."""
    lock(connection)
    return head(connection)


def lock(connection: Connection) -> None:
    """Write entries alone until this transaction ends: who needs other locks takes that on an answer before this one,
    and any other after it, or two could wait for each other.

    On SQLite a transaction that writes holds the lock of the whole file from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE entries IN SHARE ROW EXCLUSIVE MODE")


def _inserted(connection: Connection, table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, each with its key where the database counts it."""
    if not rows:
        return rows
    counted = table.autoincrement_column
    if counted is None:
        connection.execute(insert(table), rows)
        return rows
    number = insert(table).returning(counted)
    return [{**row, counted.name: connection.execute(number, row).scalar_one()} for row in rows]


_LAST = select(entries.c.number, entries.c.hash, entries.c.at).order_by(entries.c.number.desc()).limit(1)
