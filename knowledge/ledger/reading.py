"""Reads rows of the ledger as the database holds them, without making objects of them: many, fast, in order.

Moments come as text in UTC and JSON columns as their text, alike on SQLite and PostgreSQL; `knowledge.ledger.cover`
says what is made of them.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from sqlalchemy import JSON, Connection, Table
from sqlalchemy.exc import DBAPIError

from knowledge.ledger.cover import Covered
from knowledge.ledger.tables import UtcDateTime, entries

Values = tuple[Any, ...]
_AT_ONCE = 1000


class EntryRow(NamedTuple):
    """An entry as it stands in the database."""

    number: int
    at: str
    kind: str
    subject: str
    previous: str
    hash: str
    salt: str
    covers: str


class Reader:
    """Reads on a connection, in its transaction.

    `there` are the columns that a table has by now, for a schema older than this code: others read as empty.
    """

    def __init__(self, connection: Connection, there: Mapping[str, frozenset[str]] | None = None) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._mark = "?" if self._is_sqlite else "%s"
        self._there = there
        self._cursors = 0
        self._error = connection.dialect.loaded_dbapi.Error
        self._entry = ", ".join(self._column(entries, name) for name in EntryRow._fields)

    def rows_of(self, covered: Covered, leads: Sequence[object]) -> list[Values]:
        """The rows whose key begins with one of these values, in the order of their keys."""
        marks = ", ".join([self._mark] * len(leads))
        order = ", ".join(f'"{name}"' for name in covered.key)
        query = f'{self._select(covered)} WHERE "{covered.key[0]}" IN ({marks}) ORDER BY {order}'
        return self._fetch(query, leads)

    def rows_at(self, covered: Covered, keys: Sequence[Sequence[object]]) -> list[Values]:
        """The rows with these keys, in no order: of a table in which many rows may begin alike."""
        place = f"({', '.join([self._mark] * len(covered.key))})"
        wanted = f"(VALUES {', '.join([place] * len(keys))}) AS wanted"
        same = " AND ".join(f'"{name}" = column{number}' for number, name in enumerate(covered.key, start=1))
        # In this order SQLite looks each key up in the index; with IN it would use the key's first column alone.
        query = f"{self._select(covered, f'{wanted} CROSS JOIN {covered.name}')} WHERE {same}"
        return self._fetch(query, [each for key in keys for each in key])

    def all_rows(self, covered: Covered, order: str) -> Iterator[Values]:
        """Every row, in the order of a column."""
        return self._stream(f'{self._select(covered)} ORDER BY "{order}"')

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._fetch(f"SELECT count(*) FROM {table}")[0][0])

    def entries(self, first: int, end: int) -> Iterator[EntryRow]:
        """The entries from a number up to, and without, another, in their order."""
        where = f"number >= {first} AND number < {end}"
        for row in self._stream(f"SELECT {self._entry} FROM entries WHERE {where} ORDER BY number"):
            yield EntryRow(*row)

    def entries_about(self, subjects: Sequence[str]) -> list[EntryRow]:
        """The entries with one of these subjects, in their order."""
        marks = ", ".join([self._mark] * len(subjects))
        query = f"SELECT {self._entry} FROM entries WHERE subject IN ({marks}) ORDER BY number"
        return [EntryRow(*row) for row in self._fetch(query, subjects)]

    def before(self, number: int) -> EntryRow | None:
        """The entry before a number, with or without a gap between."""
        query = f"SELECT {self._entry} FROM entries WHERE number < {self._mark} ORDER BY number DESC LIMIT 1"
        return next((EntryRow(*row) for row in self._fetch(query, [number])), None)

    def numbered(self, hash: str) -> int | None:
        """The number of the entry with a hash."""
        rows = self._fetch(f"SELECT number FROM entries WHERE hash = {self._mark}", [hash])
        return rows[0][0] if rows else None

    def numbers(self) -> tuple[int, int]:
        """The lowest and the highest number of an entry; 1 and 0 where there is none."""
        lowest, highest = self._fetch("SELECT min(number), max(number) FROM entries")[0]
        return (1, 0) if lowest is None else (lowest, highest)

    def _select(self, covered: Covered, source: str = "") -> str:
        columns = ", ".join(self._column(covered.table, name) for name in covered.columns)
        return f"SELECT {columns} FROM {source or covered.name}"

    def _column(self, table: Table, name: str) -> str:
        if self._there is not None and table.name in self._there and name not in self._there[table.name]:
            return "NULL"
        if self._is_sqlite:
            return f'"{name}"'
        if isinstance(table.c[name].type, UtcDateTime):
            return f"to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f'"{name}"::text' if isinstance(table.c[name].type, JSON) else f'"{name}"'

    def _fetch(self, query: str, values: Sequence[object] = ()) -> list[Values]:
        with self._errors_as_sqlalchemys():
            try:
                return list(self._driver.execute(query, values).fetchall())
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                return self._fetch_damaged(query, values)

    def _fetch_damaged(self, query: str, values: Sequence[object]) -> list[Values]:
        """Text that is not UTF-8, which the ledger never writes: so that the row can be named."""
        self._driver.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            return list(self._driver.execute(query, values).fetchall())
        finally:
            self._driver.text_factory = str

    def _stream(self, query: str) -> Iterator[Values]:
        """Rows that would not all go into memory."""
        self._cursors += 1
        # With a name it stays in the server.
        name = {} if self._is_sqlite else {"name": f"stream_{self._cursors}"}
        with closing(self._driver.cursor(**name)) as cursor:
            with self._errors_as_sqlalchemys():
                cursor.execute(query)
                rows = cursor.fetchmany(_AT_ONCE)
            while rows:
                yield from rows
                with self._errors_as_sqlalchemys():
                    rows = cursor.fetchmany(_AT_ONCE)

    @contextmanager
    def _errors_as_sqlalchemys(self) -> Iterator[None]:
        """The driver's errors as those that the rest of the ledger knows."""
        try:
            yield
        except self._error as error:
            raise DBAPIError(None, None, error) from error
