"""Checks a stretch of the chain: each entry against the one before it, and each row against its entry."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from knowledge.ledger.chain import ORIGIN, RETENTION, EntryKind, entry_hash
from knowledge.ledger.cover import COVERED, Covered, Key, commitment, digest
from knowledge.ledger.damage import Damage, Fault, missing, moved, of_entry, of_row, unknown_table
from knowledge.ledger.reading import EntryRow, Reader, Values

# Entries whose rows are fetched together.
_AT_ONCE = 200
# So much damage is looked into for one stretch; more is counted.
MOST_DAMAGE = 1000
# How far from its number an entry is looked for that stands in a wrong place.
_NEAR = 50

# What an entry says of a row: the key as it writes it, the digest, and a commitment where there is removable text.
_Said = Sequence[Any]


@dataclass
class Found:
    """What came of a stretch. `rows` counts, by table, the rows that entries cover and that are there."""

    entries: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    damage: list[Damage] = field(default_factory=list)
    further_damage: int = 0

    def note(self, damage: Damage) -> None:
        """Keep what is wrong, or only count it where there is much."""
        if len(self.damage) < MOST_DAMAGE:
            self.damage.append(damage)
        else:
            self.further_damage += 1

    def add(self, other: "Found") -> None:
        """Join what came of the next stretch."""
        self.entries += other.entries
        self.rows += other.rows
        self.further_damage += other.further_damage
        for each in other.damage:
            self.note(each)


class Removals:
    """Of which entries the text was removed, by what later entries say."""

    def __init__(self, reader: Reader) -> None:
        said = (each for each in reader.entries_about([RETENTION]) if each.kind == EntryKind.TEXT_REMOVED)
        spans = sorted(span for each in said for span in _spans(each.covers))
        self._firsts, self._lasts = [first for first, _ in spans], [last for _, last in spans]

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]


def check(reader: Reader, first: int, end: int) -> Found:
    """Check the entries from a number up to, and without, another, and the rows that they cover."""
    found, removals = Found(), Removals(reader)
    before = reader.before(first)
    expected, is_sound = first, before is None or (before.number == first - 1 and not _is_moved(before))
    entries = reader.entries(first, end)
    while batch := list(islice(entries, _AT_ONCE)):
        for entry in batch:
            if entry.number > expected:
                found.note(missing(expected, entry.number - 1, before))
            is_connected = is_sound and entry.number == expected
            is_sound = _check_entry(entry, before, found, is_connected=is_connected)
            before, expected = entry, entry.number + 1
        _check_rows(reader, batch, removals, found)
        found.entries += len(batch)
    if expected < end:
        found.note(missing(expected, end - 1, before))
    return found


def said_of_rows(covers: str) -> Mapping[str, Sequence[_Said]] | None:
    """What an entry says of its rows, by table; None where it is not what an entry can say."""
    try:
        said = json.loads(covers)
        for rows in said.values():
            for row in rows:
                hash(tuple(row[0])), row[1]
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return None
    return said  # type: ignore[no-any-return]


def _check_entry(entry: EntryRow, before: EntryRow | None, found: Found, *, is_connected: bool) -> bool:
    """Whether it stands where it was written; whether it follows the one before is asked only of two such."""
    sealed_as = _sealed_as(entry)
    if sealed_as is None:
        found.note(of_entry(Fault.ENTRY_CHANGED, entry))
    elif sealed_as != entry.number:
        found.note(moved(entry, sealed_as))
        return False
    elif is_connected and entry.previous != (before.hash if before else ORIGIN):
        found.note(of_entry(Fault.ENTRY_UNCONNECTED, entry))
    return True


def _is_moved(entry: EntryRow) -> bool:
    return _sealed_as(entry) not in (None, entry.number)


def _sealed_as(entry: EntryRow) -> int | None:
    """The number under which an entry was written: its own, one near by, or none that fits what it says."""
    near = range(max(1, entry.number - _NEAR), entry.number + _NEAR + 1)
    return next((number for number in (entry.number, *near) if _fits(entry, number)), None)


def _fits(entry: EntryRow, number: int) -> bool:
    return entry.hash == entry_hash(number, *entry[1:5], entry.covers)


def _check_rows(reader: Reader, batch: Sequence[EntryRow], removals: Removals, found: Found) -> None:
    wanted: dict[str, list[tuple[EntryRow, _Said]]] = {}
    for entry in batch:
        if entry.kind == EntryKind.TEXT_REMOVED:
            continue
        said_by_table = said_of_rows(entry.covers)
        if said_by_table is None:
            found.note(of_entry(Fault.COVERS_UNREADABLE, entry))
            continue
        for table, rows in said_by_table.items():
            if table in COVERED:
                wanted.setdefault(table, []).extend((entry, said) for said in rows)
            else:
                found.note(unknown_table(entry, table))
    for table, said in wanted.items():
        _check_table(reader, COVERED[table], said, removals, found)


def _check_table(
    reader: Reader, covered: Covered, said: Sequence[tuple[EntryRow, _Said]], removals: Removals, found: Found
) -> None:
    keys = [covered.whole(each[0], entry.subject) for entry, each in said]
    length, name, there_count = len(covered.key), covered.name, 0
    there = {values[:length]: values for values in _fetched(reader, covered, keys)}
    for (entry, each), key in zip(said, keys, strict=True):
        values = there.get(key)
        if values is None:
            found.note(of_row(Fault.ROW_MISSING, entry, name, key))
            continue
        there_count += 1
        _, kept, removable = covered.split(values)
        if digest(name, kept) != each[1]:
            found.note(of_row(Fault.ROW_CHANGED, entry, name, key))
        if removable:
            fault = _fault_of_text(entry, each, covered, key, removable, entry.number in removals)
            if fault:
                found.note(of_row(fault, entry, name, key))
    found.rows[name] += there_count


def _fetched(reader: Reader, covered: Covered, keys: Sequence[Key]) -> Iterator[Values]:
    """The rows of these keys; of parts, which have an entry together, all that begin alike."""
    if not covered.part_of:
        whole = [key for key in keys if len(key) == len(covered.key)]
        for start in range(0, len(whole), _AT_ONCE):
            yield from reader.rows_at(covered, whole[start : start + _AT_ONCE])
        return
    leads = list(dict.fromkeys(key[0] for key in keys))
    for start in range(0, len(leads), _AT_ONCE):
        yield from reader.rows_of(covered, leads[start : start + _AT_ONCE])


def _fault_of_text(
    entry: EntryRow, said: _Said, covered: Covered, key: Key, removable: Sequence[Any], is_removed: bool
) -> Fault | None:
    if is_removed:
        return None if tuple(removable) == covered.emptied and not entry.salt else Fault.TEXT_STILL_THERE
    if len(said) > 2 and commitment(str(entry.salt).encode(), covered.name, key, removable) == said[2]:
        return None
    if tuple(removable) == covered.emptied:
        return Fault.TEXT_GONE
    return Fault.TEXT_CHANGED if entry.salt else Fault.SALT_GONE


def _spans(covers: str) -> Iterator[tuple[int, int]]:
    try:
        for first, last in json.loads(covers)["entries"]:
            yield int(first), int(last)
    except (ValueError, TypeError, KeyError):
        return
