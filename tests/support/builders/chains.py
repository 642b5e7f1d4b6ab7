"""A ledger with something in every table, and a meddler whom no trigger stops."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, create_engine, text

from builders.answers import ASKED_AT, declined_answer, sample_answer
from builders.reviews import verdicts_on
from knowledge.accounts import Role
from knowledge.domain import Feedback, FeedbackKind, MarkKind, Usage
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.samples import Stratum
from knowledge.verdicts import Seat

# The entries that `fill` writes, by their numbers from 1.
FILLED = (
    "answer", "answer", "answer", "feedback", "queued", "feedback", "mark", "mark", "hold", "account", "account",
    "sample", "queued", "action", "assignment", "action", "review", "verdicts", "answer",
)  # fmt: skip
# The number of the last.
LAST = len(FILLED)


def fill(ledger: Ledger) -> None:
    """Three answers, two with feedback, one shared, told of, assigned and reviewed, one held, one drawn; an account
    that signed in; then one more answer.
    """
    ledger.record(sample_answer("a1"))
    ledger.record(replace(sample_answer("a2"), usage=Usage(120, 8, 0.5)))
    ledger.record(declined_answer("a3"))
    ledger.aftermath.give_feedback(Feedback("a1", FeedbackKind.WRONG, "It is four hours.", "U9", ASKED_AT))
    ledger.aftermath.give_feedback(Feedback("a2", FeedbackKind.HELPFUL, "", "U8", ASKED_AT))
    ledger.aftermath.mark("a1", MarkKind.SHARED, "U9", "C1:1.1")
    ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", "2026-03-01-a procedures/bruising.pdf")
    ledger.retention.hold(["a2"], "a request for access", "Reviewer One")
    account = ledger.accounts.add("Reviewer One", [Role.REVIEWER])
    ledger.sessions.begin(account, "password", "192.0.2.1")
    ledger.samples.add("7", ASKED_AT, later(), 0.5, [Stratum("declined", 2, 1)], {"a3": "declined"}, "Lead One")
    ledger.assignments.assign("a1", Seat.FIRST, "Reviewer One", "Lead One")
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(sample_answer("a1")))
    ledger.record(sample_answer("a4"))


# What drops the triggers and, where they are minded at all, the foreign keys.
_GUARDS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid\\:\\:regclass) FROM pg_trigger "
    "JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()\\:\\:regnamespace "
    "UNION ALL SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid\\:\\:regclass, conname) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()\\:\\:regnamespace",
}


@contextmanager
def meddling(url: str) -> Iterator[Connection]:
    """A transaction in which no trigger and no foreign key is minded."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in connection.execute(text(_GUARDS[connection.dialect.name])).scalars().all():
                connection.execute(text(statement))
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
