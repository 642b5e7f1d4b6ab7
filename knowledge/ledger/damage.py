"""What can be wrong with the chain, each as a sentence that names the row or the entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.ledger.reading import EntryRow


class Fault(StrEnum):
    """What is wrong."""

    ENTRY_MISSING = "entry missing"
    ENTRY_CHANGED = "entry changed"
    ENTRY_MOVED = "entry moved"
    ENTRY_UNCONNECTED = "entry unconnected"
    ROW_MISSING = "row missing"
    ROW_CHANGED = "row changed"
    ROW_UNCOVERED = "row uncovered"
    TEXT_CHANGED = "text changed"
    TEXT_GONE = "text gone"
    SALT_GONE = "salt gone"
    TEXT_STILL_THERE = "text still there"
    TABLE_UNKNOWN = "table unknown"
    COVERS_UNREADABLE = "covers unreadable"
    COUNT_WRONG = "count wrong"
    HEAD_MISSING = "head missing"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong. `key` are the values of the row's primary key; empty where it is about an entry.

    `entry`, `subject` and `at` are those of the entry; of a row in no entry, `subject` is what the row is about.
    """

    fault: Fault
    sentence: str
    entry: int | None = None
    subject: str = ""
    at: str = ""
    table: str = ""
    key: tuple[object, ...] = ()


_OF_ENTRIES = {
    Fault.ENTRY_CHANGED: "{entry} was changed: its hash is not that of what it says.",
    Fault.ENTRY_UNCONNECTED: "{entry} does not follow the one before it: one of the two was replaced and sealed anew.",
    Fault.COVERS_UNREADABLE: "{entry} does not say which rows it covers.",
}
_OF_ROWS = {
    Fault.ROW_MISSING: "The row {row} is missing. It belongs to {entry}.",
    Fault.ROW_CHANGED: "The row {row} was changed. It belongs to {entry}.",
    Fault.TEXT_CHANGED: "The text of the row {row}, or the salt that seals it, was changed. It belongs to {entry}.",
    Fault.TEXT_GONE: "The text of the row {row} of {entry} is gone, and no entry says that it was removed.",
    Fault.SALT_GONE: "The text of the row {row} cannot be checked: the salt of {entry} was taken away.",
    Fault.TEXT_STILL_THERE: "The row {row} has text again, or still, after its removal. It belongs to {entry}.",
}


def of_entry(fault: Fault, entry: EntryRow) -> Damage:
    """Damage of an entry itself."""
    sentence = _OF_ENTRIES[fault].format(entry=_beginning(entry))
    return Damage(fault, sentence, entry.number, entry.subject, entry.at)


def of_row(fault: Fault, entry: EntryRow, table: str, key: Sequence[object]) -> Damage:
    """Damage of a row that an entry covers."""
    sentence = _OF_ROWS[fault].format(row=_row(table, key), entry=_named(entry))
    return Damage(fault, sentence, entry.number, entry.subject, entry.at, table, tuple(key))


def moved(entry: EntryRow, sealed_as: int) -> Damage:
    """An entry that stands under another number than the one it was written with."""
    what = "entries were put in another order, put in or taken out"
    sentence = f"{_beginning(entry)} was written as entry {sealed_as}: {what}."
    return Damage(Fault.ENTRY_MOVED, sentence, entry.number, entry.subject, entry.at)


def missing(first: int, last: int, before: EntryRow | None) -> Damage:
    """Entries that are not there, after one that is."""
    which = f"Entry {first} is" if first == last else f"The entries {first} to {last} are"
    after = f" The last one before is {_named(before)}." if before else ""
    return Damage(Fault.ENTRY_MISSING, f"{which} missing.{after}", first)


def unknown_table(entry: EntryRow, table: str) -> Damage:
    """An entry for rows of a table that is none of the ledger's."""
    sentence = f"{_beginning(entry)} covers rows of {table!r}, which is no table of this ledger."
    return Damage(Fault.TABLE_UNKNOWN, sentence, entry.number, entry.subject, entry.at, table)


def uncovered(table: str, key: Sequence[object], subject: str) -> Damage:
    """A row that no entry covers."""
    about = f" about {subject}" if subject not in ("", str(key[0])) else ""
    sentence = f"The row {_row(table, key)}{about} is in no entry: it was put in past the chain."
    return Damage(Fault.ROW_UNCOVERED, sentence, None, subject, "", table, tuple(key))


def wrong_count(table: str, rows: int, covered: int) -> Damage:
    """A table with more or fewer rows than the entries cover, each of which is in one."""
    sentence = f"The table {table} has {rows} rows, and the entries cover {covered}: a row is covered twice."
    return Damage(Fault.COUNT_WRONG, sentence, table=table)


def without_head(hash: str, last: int) -> Damage:
    """A hash, noted earlier, that no entry has."""
    sentence = (
        f"No entry has the hash {hash}: since it was noted, entries were cut off the end or written anew. "
        f"The chain ends at entry {last}."
    )
    return Damage(Fault.HEAD_MISSING, sentence)


def _named(entry: EntryRow) -> str:
    return f"entry {entry.number} ({entry.kind}, {entry.subject}, {entry.at[:19]} UTC)"


def _beginning(entry: EntryRow) -> str:
    """Its name where it begins a sentence."""
    return "E" + _named(entry)[1:]


def _row(table: str, key: Sequence[object]) -> str:
    return f"{table} {'/'.join(str(each) for each in key)}"
