"""Any append-only table joins the chain with one line: here a draw and what was drawn, about no single answer."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, String, Table, insert

from builders.chains import meddle
from knowledge.ledger.adoption import adopt
from knowledge.ledger.chain import append
from knowledge.ledger.cover import COVERED, Covered
from knowledge.ledger.damage import Fault
from knowledge.ledger.engine import open_engine, writing
from knowledge.ledger.tables import UtcDateTime
from knowledge.ledger.verifying import verify

METADATA = MetaData()
DRAWS = Table(
    "draws",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("drawn_by", String, nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
)
DRAWN = Table(
    "drawn",
    METADATA,
    Column("draw_id", ForeignKey("draws.id"), primary_key=True),
    Column("answer_id", String, primary_key=True),
)
NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.fixture
def engine(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A ledger with two more tables, which are covered too."""
    monkeypatch.setitem(COVERED, "draws", Covered(DRAWS, "", ("drawn_by",), kind="draw", at="drawn_at"))
    monkeypatch.setitem(COVERED, "drawn", Covered(DRAWN, "", part_of="draws"))
    engine = open_engine(url)
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


def damage(url: str) -> list[tuple[Fault, str, str]]:
    return [(each.fault, each.table, "/".join(map(str, each.key))) for each in verify(url, processes=1).damage]


def test_rows_about_several_things_are_one_entry(url: str, engine: Engine) -> None:
    with writing(engine) as connection:
        draw = {"drawn_by": "Reviewer One", "drawn_at": NOW}
        ((number,),) = append(connection, "draw", "", {DRAWS: [draw]}).keys
        append(connection, "drawn", "", {DRAWN: [{"draw_id": number, "answer_id": each} for each in ("a1", "a2")]})
    assert (True, 2, 3) == ((done := verify(url, processes=1)).is_whole, done.entries, done.rows)
    meddle(url, "DELETE FROM drawn WHERE answer_id = 'a1'", "INSERT INTO drawn VALUES (1, 'a3')")
    assert [(Fault.ROW_MISSING, "drawn", "1/a1"), (Fault.ROW_UNCOVERED, "drawn", "1/a3")] == damage(url)
    meddle(url, "UPDATE draws SET drawn_by = 'Reviewer Two'")
    assert (Fault.TEXT_CHANGED, "draws", "1") in damage(url)


def test_rows_that_were_there_before_are_adopted_with_their_parts(url: str, engine: Engine) -> None:
    with writing(engine) as connection:
        for number in (1, 2):
            connection.execute(insert(DRAWS).values(id=number, drawn_by="Reviewer One", drawn_at=NOW))
            connection.execute(insert(DRAWN).values(draw_id=number, answer_id=f"a{number}"))
        assert 2 == adopt(connection, "0009")
    assert (True, 3, 4) == ((done := verify(url, processes=1)).is_whole, done.entries, done.rows)
    meddle(url, "UPDATE drawn SET answer_id = 'a9' WHERE draw_id = 2")
    assert [(Fault.ROW_MISSING, "drawn", "2/a2"), (Fault.ROW_UNCOVERED, "drawn", "2/a9")] == damage(url)
