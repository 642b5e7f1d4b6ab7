"""Verifies the whole chain: its entries, the rows that they cover, and that no row stands outside.

A long chain is checked by several processes, each a stretch at a time; what is in memory does not grow with it. Entries
that are written meanwhile are left for the next time.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, create_engine, make_url

from knowledge.ledger.chain import Head, head
from knowledge.ledger.checking import Found, check, said_of_rows
from knowledge.ledger.cover import COVERED, Covered
from knowledge.ledger.damage import Damage, uncovered, without_head, wrong_count
from knowledge.ledger.engine import errors_as_sentences, ledger_name
from knowledge.ledger.reading import EntryRow, Reader, Values

# Entries of a stretch; below a few stretches another process costs more than it saves.
_STRETCH = 10_000
_ALONE_UNTIL = 3 * _STRETCH
_AT_ONCE = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it. `further_damage` was found beside what is named in `damage`."""

    head: Head
    entries: int
    rows: int
    damage: tuple[Damage, ...]
    further_damage: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage


def verify(
    url: str, noted_head: str = "", progress: Progress = lambda done, of: None, processes: int | None = None
) -> Verified:
    """Verify a ledger at a URL; its schema must be up to date. Raises LedgerError where it cannot be read.

    `noted_head` is a head's hash from an earlier time, `progress` is told how many entries of how many are done.
    """
    with errors_as_sentences(ledger_name(make_url(url))), _snapshot(url) as connection:
        reader, newest = Reader(connection), head(connection)
        found = _checked(url, reader, processes or os.cpu_count() or 1, progress)
        for covered in COVERED.values():
            _find_uncovered(reader, covered, found)
        if noted_head and reader.numbered(noted_head.strip().lower()) is None:
            found.note(without_head(noted_head, newest.number))
    return Verified(newest, found.entries, found.rows.total(), tuple(found.damage), found.further_damage)


def _checked(url: str, reader: Reader, processes: int, progress: Progress) -> Found:
    lowest, highest = reader.numbers()
    first, end = min(1, lowest), highest + 1
    stretches = [(start, min(start + _STRETCH, end)) for start in range(first, end, _STRETCH)]
    found = Found()
    if processes == 1 or end - first <= _ALONE_UNTIL:
        for start, stop in stretches:
            found.add(check(reader, start, stop))
            progress(stop - first, end - first)
        return found
    # Started afresh and not forked: a copy of a process with open databases and threads is not safe to use.
    with ProcessPoolExecutor(min(processes, len(stretches)), multiprocessing.get_context("spawn")) as pool:
        for (_, stop), part in zip(stretches, pool.map(_check_stretch, *_calls(url, stretches)), strict=True):
            found.add(part)
            progress(stop - first, end - first)
    return found


def _calls(url: str, stretches: list[tuple[int, int]]) -> tuple[list[str], list[int], list[int]]:
    return [url] * len(stretches), [start for start, _ in stretches], [stop for _, stop in stretches]


def _check_stretch(url: str, start: int, stop: int) -> Found:
    with errors_as_sentences(ledger_name(make_url(url))), _snapshot(url) as connection:
        return check(Reader(connection), start, stop)


@contextmanager
def _snapshot(url: str) -> Iterator[Connection]:
    """A connection that sees the ledger as it is at one moment, and writes nothing."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
    finally:
        engine.dispose()


def _find_uncovered(reader: Reader, covered: Covered, found: Found) -> None:
    """Look for rows outside only where there are more than the entries cover: it takes a while."""
    count = reader.count(covered.name)
    if count == found.rows[covered.name]:
        return
    rows, named = reader.all_rows(covered, covered.key[0]), 0
    every = None if covered.subject else set(_all_covered(reader, covered))
    while batch := list(islice(rows, _AT_ONCE)):
        inside = _covered_among(reader, covered, batch) if every is None else every
        for row in batch:
            key = row[: len(covered.key)]
            if key not in inside:
                named += 1
                found.note(uncovered(covered.name, key, covered.subject_of(row)))
    if count - named != found.rows[covered.name]:
        found.note(wrong_count(covered.name, count, found.rows[covered.name]))


def _covered_among(reader: Reader, covered: Covered, rows: list[Values]) -> set[Values]:
    """The keys that are covered by the entries about what these rows are about."""
    subjects = list(dict.fromkeys(covered.subject_of(row) for row in rows))
    return {key for entry in reader.entries_about(subjects) for key in _keys(entry, covered)}


def _all_covered(reader: Reader, covered: Covered) -> Iterator[Values]:
    """The keys of a table's rows that are covered by any entry."""
    lowest, highest = reader.numbers()
    for entry in reader.entries(lowest, highest + 1):
        yield from _keys(entry, covered)


def _keys(entry: EntryRow, covered: Covered) -> Iterator[Values]:
    said = said_of_rows(entry.covers) or {}
    return (covered.whole(each[0], entry.subject) for each in said.get(covered.name, ()))
