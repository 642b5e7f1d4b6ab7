"""Verifying the chain: whatever a meddler does to the database past its triggers is found and named."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Float, Integer, Table, and_, select, text, update

from builders.answers import sample_answer
from builders.chains import FILLED, LAST, fill, later, meddle, meddling, names
from knowledge.errors import LedgerError
from knowledge.ledger.chain import ORIGIN, entry_hash
from knowledge.ledger.checking import MOST_DAMAGE
from knowledge.ledger.cover import COVERED, Covered
from knowledge.ledger.damage import Damage, Fault
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import UtcDateTime, entries
from knowledge.ledger.verifying import verify


@pytest.fixture
def filled(url: str) -> str:
    """The URL of a ledger with something in every table."""
    with Ledger.open(url) as ledger:
        fill(ledger)
    assert verify(url).is_whole
    return url


def damage(url: str) -> list[tuple[Fault, int | None, str, str]]:
    """What is found: the fault, the entry, the table and the key."""
    return [(each.fault, each.entry, each.table, "/".join(map(str, each.key))) for each in verify(url).damage]


def only(url: str) -> Damage:
    (found,) = verify(url).damage
    return found


def test_an_empty_ledger_is_whole(url: str, ledger: Ledger) -> None:
    verified = verify(url)
    assert (True, 0, 0, ORIGIN) == (verified.is_whole, verified.entries, verified.rows, verified.head.hash)


def test_every_deed_is_one_entry_and_every_row_is_covered(filled: str) -> None:
    verified = verify(filled)
    rows = sum(len(names(filled, f"SELECT 1 FROM {table}")) for table in COVERED)
    assert (len(FILLED), rows) == (verified.entries, verified.rows)
    assert list(FILLED) == names(filled, "SELECT kind FROM entries ORDER BY number")
    with Ledger.open(filled) as ledger:
        assert verified.head == ledger.head()


@pytest.mark.parametrize("covered", COVERED.values(), ids=COVERED)
def test_each_column_of_each_table_is_sealed(filled: str, covered: Covered) -> None:
    """Change one, see the row named, change it back; at the end all is whole again."""
    kept_or_text = (*covered.kept, *covered.removable)
    for name in kept_or_text:
        for row in rows_of(filled, covered.table):
            with meddling(filled) as connection:
                connection.execute(change_of(covered, row).values({name: changed(covered.table.c[name], row[name])}))
            found = verify(filled).damage
            key = tuple(row[each] for each in covered.key)
            assert [(covered.name, key)] == [(each.table, each.key) for each in found], name
            assert found[0].fault in (Fault.ROW_CHANGED, Fault.TEXT_CHANGED)
            if covered.subject:
                assert row[covered.subject] == found[0].subject
            with meddling(filled) as connection:
                connection.execute(change_of(covered, row).values({name: row[name]}))
    assert verify(filled).is_whole


def rows_of(url: str, table: Table) -> list[Mapping[str, Any]]:
    """Two rows at most: each column of each row takes a while on PostgreSQL."""
    with meddling(url) as connection:
        return [dict(row) for row in connection.execute(select(table).limit(2)).mappings()]


def change_of(covered: Covered, row: Mapping[str, Any]) -> Any:
    return update(covered.table).where(and_(*(covered.table.c[name] == row[name] for name in covered.key)))


def changed(column: Column[Any], value: Any) -> Any:
    """Another value of a column's type."""
    if isinstance(column.type, JSON):
        return ["changed"]
    if isinstance(column.type, UtcDateTime):
        return datetime(2020, 1, 1, tzinfo=UTC)
    return (value or 0) + 1 if isinstance(column.type, Integer | Float) else f"{value or ''}x"


@pytest.mark.parametrize("name", ["at", "kind", "subject", "previous", "hash", "covers"])
def test_each_column_of_an_entry_is_sealed(filled: str, name: str) -> None:
    value = "'2020-01-01 00:00:00.000000'" if name == "at" else "'{}'"
    meddle(filled, f'UPDATE entries SET "{name}" = {value} WHERE number = 4')
    first = verify(filled).damage[0]
    assert (Fault.ENTRY_CHANGED, 4) == (first.fault, first.entry)
    assert first.sentence.startswith("Entry 4 (")


@pytest.mark.parametrize("covered", COVERED.values(), ids=COVERED)
def test_a_row_that_is_deleted_is_named(filled: str, covered: Covered) -> None:
    row = rows_of(filled, covered.table)[-1]
    with meddling(filled) as connection:
        is_it = and_(*(covered.table.c[name] == row[name] for name in covered.key))
        connection.execute(covered.table.delete().where(is_it))
    found = only(filled)
    assert (Fault.ROW_MISSING, covered.name) == (found.fault, found.table)
    assert tuple(row[name] for name in covered.key) == found.key
    if covered.subject:
        assert row[covered.subject] == found.subject
    assert f"{covered.name} {'/'.join(str(each) for each in found.key)} is missing" in found.sentence
    assert f"entry {found.entry} (" in found.sentence


def rows_of_a4() -> list[str]:
    parts = ("citations", "considered", "statements", "passages")
    return [*(f"DELETE FROM {table} WHERE answer_id = 'a4'" for table in parts), "DELETE FROM answers WHERE id = 'a4'"]


def test_an_answer_that_is_deleted_whole_is_named(filled: str) -> None:
    meddle(filled, *rows_of_a4())
    found = damage(filled)
    assert {(Fault.ROW_MISSING, LAST)} == {each[:2] for each in found}
    assert (Fault.ROW_MISSING, LAST, "answers", "a4") in found
    assert 9 == len(found)


def test_an_answer_that_is_deleted_with_its_entry_is_named(filled: str) -> None:
    meddle(filled, "DELETE FROM entries WHERE number = 2")
    found = verify(filled).damage
    assert (Fault.ENTRY_MISSING, 2) == (found[0].fault, found[0].entry)
    assert "Entry 2 is missing. The last one before is entry 1 (answer, a1, " in found[0].sentence
    assert {(Fault.ROW_UNCOVERED, "a2")} == {(each.fault, each.subject) for each in found[1:]}
    assert {"answers", "passages", "statements", "citations", "considered"} == {each.table for each in found[1:]}


def test_several_entries_that_are_missing_are_one_sentence(filled: str) -> None:
    meddle(filled, "DELETE FROM entries WHERE number IN (1, 2, 7, 8, 9)")
    sentences = [each.sentence for each in verify(filled).damage if each.fault is Fault.ENTRY_MISSING]
    assert sentences[0] == "The entries 1 to 2 are missing."
    assert sentences[1].startswith("The entries 7 to 9 are missing. The last one before is entry 6 (feedback, a2, ")


def test_a_tail_that_is_cut_off_shows_beside_a_head_that_was_noted(filled: str) -> None:
    noted = verify(filled).head.hash
    meddle(filled, *rows_of_a4(), f"DELETE FROM entries WHERE number = {LAST}")
    assert verify(filled).is_whole
    assert [Fault.HEAD_MISSING] == [each.fault for each in verify(filled, noted).damage]
    with Ledger.open(filled) as ledger:
        ledger.record(sample_answer("a5"))
    assert not verify(filled, noted).is_whole


def test_a_head_that_was_noted_earlier_is_still_there(filled: str) -> None:
    noted = verify(filled).head.hash
    with Ledger.open(filled) as ledger:
        ledger.record(sample_answer("a5"))
    assert verify(filled, f" {noted.upper()}\n").is_whole


def test_entries_in_another_order_are_named(filled: str) -> None:
    meddle(
        filled, *(f"UPDATE entries SET number = {new} WHERE number = {old}" for old, new in ((4, 99), (7, 4), (99, 7)))
    )
    assert [(Fault.ENTRY_MOVED, 4, "", ""), (Fault.ENTRY_MOVED, 7, "", "")] == damage(filled)
    assert "Entry 4 (mark, a1, " in verify(filled).damage[0].sentence
    assert "was written as entry 7" in verify(filled).damage[0].sentence


def test_an_entry_that_is_put_in_moves_the_others(filled: str) -> None:
    shift = [f"UPDATE entries SET number = {number + 1} WHERE number = {number}" for number in range(LAST, 4, -1)]
    copied = "at, kind, subject, previous, hash, salt, covers"
    meddle(filled, *shift, f"INSERT INTO entries (number, {copied}) SELECT 5, {copied} FROM entries WHERE number = 4")
    found = damage(filled)
    assert [(Fault.ENTRY_MOVED, number, "", "") for number in range(5, LAST + 2)] == [each for each in found if each[1]]
    assert Fault.COUNT_WRONG in {each[0] for each in found}


def test_an_entry_that_was_sealed_anew_does_not_fit_the_next(filled: str) -> None:
    """The row is changed, and all that its own entry says of it, hash included."""
    with meddling(filled) as connection:
        connection.execute(text("UPDATE entries SET kind = 'mark' WHERE number = 4"))
        _seal(connection, 4)
    found = only(filled)
    assert (Fault.ENTRY_UNCONNECTED, 5) == (found.fault, found.entry)
    assert "does not follow the one before it" in found.sentence


def test_a_first_entry_that_follows_something_is_named(filled: str) -> None:
    with meddling(filled) as connection:
        connection.execute(text(f"UPDATE entries SET previous = '{'1' * 64}' WHERE number = 1"))
        _seal(connection, 1)
    assert [(Fault.ENTRY_UNCONNECTED, 1, "", ""), (Fault.ENTRY_UNCONNECTED, 2, "", "")] == damage(filled)


def _seal(connection: Any, number: int) -> None:
    row = connection.execute(select(entries).where(entries.c.number == number)).one()
    at = row.at.replace(tzinfo=None).isoformat(" ", "microseconds")
    hash = entry_hash(number, at, row.kind, row.subject, row.previous, row.covers)
    connection.execute(update(entries).where(entries.c.number == number).values(hash=hash))


INSERTED = {
    "answers": "INSERT INTO answers (id, question, asker, thread, event_id, asked_at, history, outcome, notice, "
    "edition, prompt_digest, language_model, seconds, recorded_at) SELECT 'a9', question, asker, thread, event_id, "
    "asked_at, history, outcome, notice, edition, prompt_digest, language_model, seconds, recorded_at FROM answers "
    "WHERE id = 'a1'",
    "statements": "INSERT INTO statements VALUES ('a1', 3, 'It is safe.')",
    "citations": "INSERT INTO citations SELECT answer_id, 1, 2, marker, passage_number, quote, authority, currency, "
    "quote_check FROM citations WHERE answer_id = 'a1' AND statement_ordinal = 1",
    "considered": "INSERT INTO considered VALUES ('a1', 3, 1, 0.5, '{}')",
    "feedback": "INSERT INTO feedback VALUES (99, 'a1', 'helpful', '', 'U1', '2026-03-02 00:00:00.000000')",
    "marks": "INSERT INTO marks VALUES ('a1', 'stopped', '', 'U1', '2026-03-02 00:00:00.000000')",
    "holds": "INSERT INTO holds VALUES (99, 'a1', 'released', 'done', 'me', '2026-03-02 00:00:00.000000')",
    "samples": "INSERT INTO samples SELECT 99, seed, since, until, share, strata, drawn_by, drawn_at FROM samples",
    "queued": "INSERT INTO queued (answer_id, ground, stratum, lot, asked_at, queued_at) SELECT 'a4', ground, stratum, "
    "lot, asked_at, queued_at FROM queued WHERE answer_id = 'a1'",
    "assignments": "INSERT INTO assignments VALUES (99, 'a1', 1, 'me', 'me', '2026-03-02 00:00:00.000000')",
    "reviews": "INSERT INTO reviews VALUES (99, 'a1', 2, 'me', NULL, '2026-03-02 00:00:00.000000')",
    "verdicts": "INSERT INTO verdicts VALUES (1, 9, 9, 'supports', '')",
    "actions": "INSERT INTO actions VALUES (99, 'left a note', 'a1', '', 'me', 'me', '2026-03-02 00:00:00.000000')",
    "account_entries": "INSERT INTO account_entries VALUES (99, 'a1', 'roles changed', 'lead', '', "
    "'2026-03-02 00:00:00.000000')",
}  # fmt: skip


@pytest.mark.parametrize("table", INSERTED)
def test_a_row_that_is_put_in_is_named(filled: str, table: str) -> None:
    meddle(filled, INSERTED[table])
    found = only(filled)
    assert (Fault.ROW_UNCOVERED, table) == (found.fault, found.table)
    assert found.subject == ("a9" if table == "answers" else "a1" if COVERED[table].subject else "")
    assert "is in no entry: it was put in past the chain" in found.sentence


def test_a_row_that_is_put_in_the_place_of_another_is_named_beside_it(filled: str) -> None:
    meddle(filled, "UPDATE feedback SET id = 77 WHERE id = 1")
    assert [
        (Fault.ROW_MISSING, 4, "feedback", "1"),
        (Fault.ROW_UNCOVERED, None, "feedback", "77"),
    ] == damage(filled)


def test_rows_that_change_places_are_named(filled: str) -> None:
    meddle(
        filled,
        *(
            f"UPDATE considered SET rank = {new} WHERE answer_id = 'a1' AND rank = {old}"
            for old, new in ((1, 9), (2, 1), (9, 2))
        ),
    )
    assert [(Fault.ROW_CHANGED, 1, "considered", "a1/1"), (Fault.ROW_CHANGED, 1, "considered", "a1/2")] == damage(
        filled
    )


def test_text_that_is_gone_without_an_entry_is_named(filled: str) -> None:
    meddle(filled, "UPDATE feedback SET note = '', given_by = '' WHERE id = 1", "UPDATE entries SET salt = ''")
    found = verify(filled).damage
    assert Fault.TEXT_GONE == next(each.fault for each in found if each.table == "feedback")
    assert {Fault.SALT_GONE, Fault.TEXT_GONE} == {each.fault for each in found}
    assert "The text of the row feedback 1 of entry 4 (feedback, a1, " in next(
        each.sentence for each in found if each.fault is Fault.TEXT_GONE
    )


def test_text_that_is_put_back_after_its_removal_is_named(filled: str) -> None:
    with Ledger.open(filled) as ledger:
        ledger.retention.expire(later())
    assert verify(filled).is_whole
    meddle(filled, "UPDATE answers SET question = 'Another?' WHERE id = 'a1'")
    assert [(Fault.TEXT_STILL_THERE, 1, "answers", "a1")] == damage(filled)


def test_a_removal_that_is_forged_does_not_pass(filled: str) -> None:
    """Without an entry the text is missed; with one that is put in, the entries after it no longer fit."""
    with Ledger.open(filled) as ledger:
        ledger.retention.expire(later())
    meddle(filled, """UPDATE entries SET covers = '{"entries":[[1,1]]}' WHERE kind = 'text removed'""")
    faults = {each.fault for each in verify(filled).damage}
    assert {Fault.ENTRY_CHANGED, Fault.TEXT_GONE} <= faults


def test_a_table_that_nobody_knows_and_rows_that_nobody_can_read_are_named(filled: str) -> None:
    with meddling(filled) as connection:
        connection.execute(update(entries).where(entries.c.number == 9).values(covers='{"secrets":[[[1],"00"]]}'))
        _seal(connection, 9)
        connection.execute(update(entries).where(entries.c.number == 8).values(covers='{"marks":[[[["x"]],"00"]]}'))
        _seal(connection, 8)
    faults = [each.fault for each in verify(filled).damage]
    assert {Fault.TABLE_UNKNOWN, Fault.COVERS_UNREADABLE, Fault.ROW_UNCOVERED} <= set(faults)


def test_much_damage_is_counted_beyond_what_is_named(filled: str) -> None:
    rows = ", ".join(f"('a1', {number}, 'x')" for number in range(10, MOST_DAMAGE + 30))
    meddle(filled, f"INSERT INTO statements VALUES {rows}")
    verified = verify(filled)
    assert (MOST_DAMAGE, 20) == (len(verified.damage), verified.further_damage)


def test_several_processes_find_what_one_does(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.ledger.verifying._STRETCH", 2)
    monkeypatch.setattr("knowledge.ledger.verifying._ALONE_UNTIL", 2)
    meddle(filled, "UPDATE feedback SET note = 'x' WHERE id = 1", "DELETE FROM entries WHERE number IN (2, 7)")
    told: list[tuple[int, int]] = []
    several = verify(filled, progress=lambda done, of: told.append((done, of)), processes=2)
    assert several == verify(filled, processes=1)
    assert [*((done, LAST) for done in range(2, LAST, 2)), (LAST, LAST)] == told
    assert {Fault.TEXT_CHANGED, Fault.ENTRY_MISSING, Fault.ROW_UNCOVERED} == {each.fault for each in several.damage}


def test_what_is_no_text_in_sqlite_is_named(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Ledger.open(url) as ledger:
        fill(ledger)
    meddle(url)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        connection.execute("UPDATE feedback SET note = CAST(x'ff' AS TEXT) WHERE id = 1")
        connection.execute("UPDATE answers SET question = x'00ff' WHERE id = 'a1'")
        connection.execute("UPDATE entries SET salt = x'00' WHERE number = 2")
        connection.commit()
    found = {(each.fault, each.table, each.entry) for each in verify(url).damage}
    assert {(Fault.TEXT_CHANGED, "feedback", 4), (Fault.TEXT_CHANGED, "answers", 1)} < found


def test_a_file_that_is_damaged_inside_is_said(tmp_path: Any) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        for number in range(50):
            ledger.record(sample_answer(f"a{number}"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'statements'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(LedgerError, match="is damaged or not a database"):
        verify(f"sqlite:///{path}")
