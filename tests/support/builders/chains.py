"""A ledger with something in every table, and a meddler whom no trigger stops."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, create_engine, text

from builders.answers import ASKED_AT, declined_answer, sample_answer
from knowledge.domain import Feedback, FeedbackKind, MarkKind, Usage
from knowledge.ledger import Ledger

# The entries that `fill` writes, by their numbers from 1.
FILLED = ("answer", "answer", "answer", "feedback", "feedback", "mark", "mark", "hold", "answer")


def fill(ledger: Ledger) -> None:
    """Three answers, two said to be wrong, one shared, told of and held; then one more."""
    ledger.record(sample_answer("a1"))
    ledger.record(replace(sample_answer("a2"), usage=Usage(120, 8, 0.5)))
    ledger.record(declined_answer("a3"))
    ledger.aftermath.give_feedback(Feedback("a1", FeedbackKind.WRONG, "It is four hours.", "U9", ASKED_AT))
    ledger.aftermath.give_feedback(Feedback("a2", FeedbackKind.HELPFUL, "", "U8", ASKED_AT))
    ledger.aftermath.mark("a1", MarkKind.SHARED, "U9", "C1:1.1")
    ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", "2026-03-01-a procedures/bruising.pdf")
    ledger.retention.hold(["a2"], "a request for access", "Reviewer One")
    ledger.record(sample_answer("a4"))


@contextmanager
def meddling(url: str) -> Iterator[Connection]:
    """A transaction in which no trigger and no foreign key is minded."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
    finally:
        engine.dispose()


def meddle(url: str, *statements: str) -> None:
    """Run SQL past the triggers."""
    with meddling(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


def later() -> datetime:
    """A moment by which everything that is in the ledger is old."""
    return datetime(2100, 1, 1, tzinfo=UTC)


def names(url: str, query: str) -> Sequence[object]:
    """The first column of what a query finds."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(query)).scalars().all()
    finally:
        engine.dispose()
