"""Removes the text that entries of the chain cover, in a writer's transaction; the removal is an entry of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from knowledge.ledger.chain import RETENTION, EntryKind, locked_head, sealed
from knowledge.ledger.checking import said_of_rows
from knowledge.ledger.cover import COVERED, Covered, Key, as_json
from knowledge.ledger.tables import entries


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry that still has its text: its number, subject, and what it covers."""

    number: int
    subject: str
    covers: str


def entries_of_rows(connection: Connection, covered: Covered, subjects: Mapping[Key, str]) -> list[Sealed]:
    """The entries, in their order, that cover rows with these keys and still have their text; each key with what its
    row is about.
    """
    has_text = entries.c.subject.in_(set(subjects.values())) & (entries.c.salt != "")
    query = select(entries.c.number, entries.c.subject, entries.c.covers).where(has_text).order_by(entries.c.number)
    found = (Sealed(*row) for row in connection.execute(query))
    return [each for each in found if any(key in subjects for key in _keys(each, covered))]


def remove_text(connection: Connection, sealed_entries: Sequence[Sealed]) -> None:
    """Empty the removable text of all rows of these entries, which are in the order of their numbers."""
    if not sealed_entries:
        return
    if connection.dialect.name == "sqlite":
        # What is freed is overwritten, or the words could still be read out of the file.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    numbers = [each.number for each in sealed_entries]
    covers = as_json({"entries": _spans(numbers)})
    newest, now = locked_head(connection), datetime.now(UTC)
    connection.execute(insert(entries), sealed(newest, EntryKind.TEXT_REMOVED, RETENTION, covers, "", now))
    _empty(connection, sealed_entries)
    connection.execute(update(entries).where(entries.c.number.in_(numbers)).values(salt=""))


def _empty(connection: Connection, sealed_entries: Sequence[Sealed]) -> None:
    for covered in COVERED.values():
        keys = [key for each in sealed_entries for key in _keys(each, covered)] if covered.removable else []
        if keys:
            _empty_rows(connection, covered, keys)


def _keys(entry: Sealed, covered: Covered) -> list[Key]:
    said = said_of_rows(entry.covers) or {}
    return [covered.whole(row[0], entry.subject) for row in said.get(covered.name, ())]


def _empty_rows(connection: Connection, covered: Covered, keys: Sequence[Key]) -> None:
    names = [f"key_{place}" for place in range(len(covered.key))]
    columns = [covered.table.c[name] for name in covered.key]
    is_it = and_(*(column == bindparam(name) for column, name in zip(columns, names, strict=True)))
    change = update(covered.table).where(is_it).values(covered.empty_values)
    connection.execute(change, [dict(zip(names, key, strict=True)) for key in keys])


def _spans(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in their order as spans, each with its first and its last."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans
