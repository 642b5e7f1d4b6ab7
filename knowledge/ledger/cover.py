"""What the chain says of a row: a digest of what is kept, and a commitment to the text that may be removed.

Both are SHA-256 over UTF-8 JSON without spaces. Of what is kept: `[table, value, ...]`, without the key and without the
empty values at the end, so that a column that a later release adds (at the end, and empty in the rows that are there)
changes no digest. Of the text: the entry's salt, then `[table, [key, ...], value, ...]`. A moment is written in UTC as
`2026-03-02 09:15:30.123456`; a JSON column is the text that the database holds.

Once the salt is gone nobody can find out by trying whether some text was the one that was removed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, Float, Table

from knowledge.ledger.account_tables import account_entries
from knowledge.ledger.tables import (
    UtcDateTime,
    actions,
    answers,
    assignments,
    citations,
    considered,
    feedback,
    holds,
    marks,
    passages,
    queued,
    reviews,
    samples,
    statements,
    verdicts,
)

# A row's key, in the order of the primary key's columns.
Key = tuple[Any, ...]
_Convert = Callable[[Mapping[str, Any], str], Any]


@dataclass(frozen=True)
class Covered:
    """An append-only table of the chain.

    `subject` is the column that names what a row is about, an answer's id as a rule; empty where none does, and an
    entry may then cover rows about several things. `removable` are the columns whose text goes after the retention
    period, each text or a JSON list. `at` is the column with the moment of a row, and `kind` that of an entry for one
    row: both are for rows that were there before the chain. Rows of a table that is `part_of` another one belong to the
    entry of the row there with whose key theirs begins. A column that is added later goes to the end and is nullable.
    """

    table: Table
    subject: str = "answer_id"
    removable: tuple[str, ...] = ()
    kind: str = ""
    at: str = ""
    part_of: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(column.name for column in self.table.primary_key.columns)

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """The columns that are never removed, without those of the key."""
        taken = {*self.key, *self.removable}
        return tuple(column.name for column in self.table.columns if column.name not in taken)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All: the key, what is kept, what is removable."""
        return (*self.key, *self.kept, *self.removable)

    @cached_property
    def is_led_by_subject(self) -> bool:
        """Whether the subject is the key's first column: an entry then need not write it again."""
        return self.key[0] == self.subject

    def subject_of(self, values: Sequence[Any]) -> str:
        """What a row is about, by the values of `columns`; empty where no column names it."""
        return str(values[self.columns.index(self.subject)]) if self.subject else ""

    @cached_property
    def emptied(self) -> tuple[str, ...]:
        """What stands in each removable column once its text is gone, as the database holds it."""
        return tuple("[]" if isinstance(self.table.c[name].type, JSON) else "" for name in self.removable)

    @property
    def what_empties(self) -> list[tuple[str, str]]:
        """The removable columns, each with what stands in it once its text is gone."""
        return list(zip(self.removable, self.emptied, strict=True))

    @property
    def empty_values(self) -> dict[str, Any]:
        """The removable columns, each with the value that is written to empty it."""
        return {name: [] if isinstance(self.table.c[name].type, JSON) else "" for name in self.removable}

    def values(self, row: Mapping[str, Any]) -> list[Any]:
        """The values of a row that is to be written, as the database will hold them, in the order of `columns`."""
        return [
            (row.get(name) if is_nullable else row[name]) if convert is None else convert(row, name)
            for name, is_nullable, convert in self._writing
        ]

    @cached_property
    def _writing(self) -> list[tuple[str, bool, _Convert | None]]:
        columns = (self.table.c[name] for name in self.columns)
        return [(column.name, bool(column.nullable), _convert(column)) for column in columns]

    def split(self, values: Sequence[Any]) -> tuple[Key, Sequence[Any], Sequence[Any]]:
        """Key, kept and removable out of the values of `columns`."""
        first, second = self._ends
        return tuple(values[:first]), values[first:second], values[second:]

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return len(self.key), len(self.key) + len(self.kept)

    def short(self, key: Key) -> Key:
        """A row's key as its entry writes it: without the subject where that leads it."""
        return key[1:] if self.is_led_by_subject else key

    def whole(self, short: Sequence[Any], subject: str) -> Key:
        """The key again."""
        return (subject, *short) if self.is_led_by_subject else tuple(short)


# Kept is what assurance counts: outcomes, times, editions, what was cited, and what was retrieved. Removable is what
# somebody wrote, what was said to it, and who they are. The frozen passages are the partnership's own documents; what
# reviewers wrote is their judgement of these, and a note to the partnership team stays open until it is settled. What
# was done to accounts, and by whom, stays; from where does not.
COVERED: dict[str, Covered] = {
    each.name: each
    for each in (
        Covered(
            answers,
            "id",
            ("question", "asker", "thread", "event_id", "history", "notice"),
            kind="answer",
            at="recorded_at",
        ),
        Covered(passages, part_of="answers"),
        Covered(statements, removable=("text",), part_of="answers"),
        Covered(citations, part_of="answers"),
        Covered(considered, part_of="answers"),
        Covered(feedback, removable=("note", "given_by"), kind="feedback", at="given_at"),
        Covered(marks, removable=("marked_by",), kind="mark", at="marked_at"),
        Covered(holds, kind="hold", at="at"),
        Covered(samples, "", kind="sample", at="drawn_at"),
        Covered(queued, "", kind="queued", at="queued_at"),
        Covered(assignments, kind="assignment", at="assigned_at"),
        Covered(reviews, kind="review", at="given_at"),
        Covered(verdicts, "", part_of="reviews"),
        Covered(actions, kind="action", at="at"),
        Covered(account_entries, "account", ("address",), kind="account", at="at"),
    )
}


def digest(table: str, kept: Sequence[Any]) -> str:
    """Of the values that are kept, in hexadecimal."""
    end = len(kept)
    while end and kept[end - 1] is None:
        end -= 1
    return sha256(canonical([table, *kept[:end]])).hexdigest()


def commitment(salt: bytes, table: str, key: Key, removable: Sequence[Any]) -> str:
    """To the values that are removable, in hexadecimal."""
    return sha256(salt + canonical([table, key, *removable])).hexdigest()


def as_json(values: object) -> str:
    """JSON without spaces: each list of values has one form, and no two have the same."""
    return _encode(values)


def canonical(values: Sequence[Any]) -> bytes:
    """That JSON in UTF-8."""
    return _encode(values).encode("utf-8", "surrogatepass")


def moment(at: datetime) -> str:
    """A moment as SQLite holds it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _convert(column: Column[Any]) -> _Convert | None:
    """How a column's value is made what the database will hold; None where it is that already."""
    if isinstance(column.type, JSON):
        return lambda row, name: json.dumps(row[name]) if name in row else None
    if isinstance(column.type, UtcDateTime):
        return lambda row, name: None if row.get(name) is None else moment(row[name])
    if isinstance(column.type, Float):
        return lambda row, name: None if row.get(name) is None else float(row[name])
    return None


def _odd(value: object) -> object:
    """What the ledger never writes and only a meddler can have put there: bytes in a column of text."""
    return {"bytes": value.hex()} if isinstance(value, bytes) else str(value)


_slow = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_odd)
# The encoder makes the C one anew for each value, which takes longer than to use it.
_make: Any = getattr(json.encoder, "c_make_encoder", None)
_fast: Any = _make and _make(None, _odd, json.encoder.encode_basestring, None, ":", ",", False, False, True)
_encode: Callable[[Any], str] = (lambda value: "".join(_fast(value, 0))) if _fast else _slow.encode
