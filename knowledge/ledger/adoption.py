"""Gives the rows that were there before the chain their entries, in the order in which they were written.

It runs inside the migration that makes the chain, so it reads only the tables and columns that are there by then.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from typing import Any

from sqlalchemy import Connection, insert, inspect

from knowledge.ledger.chain import ORIGIN, EntryKind, Head, Written, entry_row, sealed
from knowledge.ledger.cover import COVERED, Covered
from knowledge.ledger.reading import Reader
from knowledge.ledger.tables import entries

_AT_ONCE = 500
# When, the table's place among those covered, and the values of its columns.
_Deed = tuple[str, int, tuple[Any, ...]]


def adopt(connection: Connection, revision: str) -> int:
    """Write an entry for each deed, and one that says where they end; how many. Nothing for an empty ledger."""
    names = inspect(connection).get_table_names()
    there = {name: _columns(connection, name) for name in names if name in COVERED}
    covered = [each for each in COVERED.values() if each.name in there]
    reader, last = Reader(connection, there), Head(0, ORIGIN, None)
    rows: list[dict[str, Any]] = []
    for at, place, values in merge(*_streams(reader, covered), key=lambda deed: deed[:2]):
        subject, written = _deed(reader, covered, place, values)
        rows.append(entry_row(last, covered[place].kind, subject, written, _moment(at)))
        last = _head(rows[-1])
        if len(rows) == _AT_ONCE:
            connection.execute(insert(entries), rows)
            rows = []
    if last.number:
        rows.append(sealed(last, EntryKind.ADOPTED, revision, "{}", "", datetime.now(UTC)))
        connection.execute(insert(entries), rows)
    return last.number


def _streams(reader: Reader, covered: Sequence[Covered]) -> list[Iterator[_Deed]]:
    return [_deeds(reader, place, each) for place, each in enumerate(covered) if each.kind]


def _deeds(reader: Reader, place: int, covered: Covered) -> Iterator[_Deed]:
    at = covered.columns.index(covered.at)
    for values in reader.all_rows(covered, covered.at):
        yield values[at], place, values


def _deed(reader: Reader, covered: Sequence[Covered], place: int, values: Sequence[Any]) -> tuple[str, list[Written]]:
    """What a row is about, and the rows of its deed: with it go those of the tables that are part of its own."""
    lead = covered[place]
    rows: list[Written] = [(lead, values)]
    for part in covered:
        if part.part_of == lead.name:
            rows += [(part, row) for row in reader.rows_of(part, [values[0]])]
    return lead.subject_of(values), rows


def _head(row: Mapping[str, Any]) -> Head:
    return Head(row["number"], row["hash"], row["at"])


def _columns(connection: Connection, table: str) -> frozenset[str]:
    return frozenset(each["name"] for each in inspect(connection).get_columns(table))


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)
