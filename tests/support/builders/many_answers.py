"""A ledger as it is after years: very many answers, some queued, and some of these assigned or reviewed."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, delete, event, insert, select

from builders.answers import sample_answer, sample_citation, sample_passage, sample_version
from builders.reviews import verdicts_on
from knowledge.domain import Answer, FeedbackKind, Match, Outcome, QuoteCheck, Statement, Version
from knowledge.ledger.adoption import adopt
from knowledge.ledger.desk import queue_recorded, set_stage
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import (
    UtcDateTime,
    answers,
    assignments,
    citations,
    considered,
    entries,
    feedback,
    passages,
    reviews,
    statements,
    verdicts,
)
from knowledge.ledger.triggers import protect_entries
from knowledge.verdicts import AnswerJudgement, Ground, Judgement, Review, Seat, Verdict, stage_of

FIRST_ASKED_AT = datetime(2024, 11, 1, 7, tzinfo=UTC)
LAST_ASKED_AT = datetime(2026, 11, 1, 18, tzinfo=UTC)
QUEUED_SHARE, REVIEWED_SHARE, SECOND_SHARE, FEEDBACK_SHARE, ASSIGNED_SHARE = 0.15, 0.1, 0.2, 0.08, 0.01
REVIEWERS = tuple(f"Reviewer {number}" for number in ("One", "Two", "Three", "Four", "Five", "Six"))
_PATTERNS, _VERSIONS = 300, 40
_WEIGHTS = {
    Outcome.ANSWERED: 62,
    Outcome.PARTIAL: 10,
    Outcome.NOT_FOUND: 12,
    Outcome.URGENT: 4,
    Outcome.IDENTIFIERS: 3,
    Outcome.JUDGEMENT: 4,
    Outcome.UNSUPPORTED: 2,
    Outcome.OUT_OF_SCOPE: 2,
    Outcome.UNAVAILABLE: 1,
}
_WITH_STATEMENTS = {Outcome.ANSWERED, Outcome.PARTIAL, Outcome.URGENT, Outcome.JUDGEMENT}
_WORDS = """
a and any assessment at baby be by carer child children conference day decision duty family for front door harm health
hour immediately in is lead level manager meeting must neglect not of on parent plan police practitioner referral review
risk same school seen serious should social strategy team the threshold to visitor when within without worker working
written young
"""
_copies = Table(
    "copies",
    MetaData(),
    Column("id", String, primary_key=True),
    Column("pattern", String, index=True, nullable=False),
    Column("question", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    prefixes=["TEMPORARY"],
)


def many_answers(ledger_path: Path, count: int, seed: int = 0) -> None:
    """Make a ledger of so many answers (300 at least) over two years; the same again from the same seed.

    300 patterns are recorded as the bot records answers, and copied in the database with ids, questions, people and
    moments of their own. About 15% are queued, by the desk's own function; a tenth are reviewed, a fifth of these
    twice. At the end one chain is written over all, as over a ledger that was there before the chain.
    """
    chance = random.Random(seed)
    url = f"sqlite:///{ledger_path}"
    with Ledger.open(url) as ledger:
        patterns = {answer.id: answer for answer in _patterns(chance)}
        for answer in patterns.values():
            ledger.record(answer)
    engine = create_engine(url)
    event.listen(engine, "connect", _be_quick)
    with engine.begin() as connection:
        made = list(_copy_rows(chance, patterns, count))
        _copy(connection, made)
        asked = {row["id"]: (patterns[row["pattern"]], row["asked_at"]) for row in made}
        flagged = _give_feedback(connection, chance, list(asked))
        queue = _queue(connection, chance, asked, flagged)
        chosen = chance.sample(queue, min(len(queue), int(count * REVIEWED_SHARE)))
        _review(connection, chance, [(id, *asked[id]) for id in chosen])
        _assign(connection, chance, sorted(set(queue) - set(chosen)), int(count * ASSIGNED_SHARE))
        _seal(connection)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def _be_quick(connection: sqlite3.Connection, _: Any) -> None:
    """What is lost when this is killed is only made again."""
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")


def _patterns(chance: random.Random) -> Iterator[Answer]:
    versions = [
        replace(sample_version(f"procedures/document-{number}.pdf", f"Procedure {number}"), sha256=f"{number:064x}")
        for number in range(_VERSIONS)
    ]
    span = (LAST_ASKED_AT - FIRST_ASKED_AT) / _PATTERNS
    outcomes = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=_PATTERNS)
    for number, outcome in enumerate(outcomes):
        yield _pattern(chance, number, outcome, FIRST_ASKED_AT + number * span, versions)


def _pattern(
    chance: random.Random, number: int, outcome: Outcome, asked_at: datetime, versions: Sequence[Version]
) -> Answer:
    question = "" if outcome is Outcome.IDENTIFIERS else _text(chance, 14).capitalize() + "?"
    answer = sample_answer(f"pattern-{number}", question, asked_at)
    is_answered = outcome in _WITH_STATEMENTS
    found = [
        replace(sample_passage(_text(chance, 75), ordinal=ordinal, version=_skewed(chance, versions)))
        for ordinal in range(8 if question else 0)
    ]
    said = [
        Statement(
            quote,
            (sample_citation(passage, quote, marker, check=chance.choice((QuoteCheck.EXACT, QuoteCheck.NORMALISED))),),
        )
        for marker, passage in enumerate(found[: chance.randint(2, 6)], start=1)
        for quote in [passage.text[:140]]
    ]
    return replace(
        answer,
        outcome=outcome,
        question=replace(answer.question, history=()),
        statements=tuple(said if is_answered else ()),
        notice="" if outcome is Outcome.ANSWERED else _text(chance, 40),
        considered=tuple(Match(passage, 0.9 - rank / 20, {"meaning": 0.5}) for rank, passage in enumerate(found)),
        edition=f"edition-{number // 30}",
    )


def _skewed(chance: random.Random, versions: Sequence[Version]) -> Version:
    """The first is cited often, the last hardly ever."""
    return versions[min(int(chance.expovariate(0.12)), len(versions) - 1)]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS.split(), k=words))


def _copy_rows(chance: random.Random, patterns: dict[str, Answer], count: int) -> Iterator[dict[str, Any]]:
    seconds = int((LAST_ASKED_AT - FIRST_ASKED_AT).total_seconds())
    ids = list(patterns)
    for number in range(len(patterns), count):
        asked_at = FIRST_ASKED_AT + timedelta(seconds=chance.randrange(seconds))
        pattern = chance.choice(ids)
        yield {
            "id": f"{chance.getrandbits(48):012x}",
            "pattern": pattern,
            "question": patterns[pattern].question.text and _text(chance, 14).capitalize() + "?",
            "asker": f"U{chance.randrange(600)}",
            "thread": f"T{number // 2}",
            "event_id": f"event-{number}",
            "asked_at": asked_at,
            "recorded_at": asked_at + timedelta(seconds=1),
        }


def _copy(connection: Connection, made: Sequence[dict[str, Any]]) -> None:
    _copies.create(connection)
    connection.execute(insert(_copies), made)
    for table, own in (
        (answers, "id"),
        (passages, "answer_id"),
        (statements, "answer_id"),
        (citations, "answer_id"),
        (considered, "answer_id"),
    ):
        taken = {own: _copies.c.id} | {
            c.name: c for c in _copies.c if table is answers and c.name in answers.c and c.name != "id"
        }
        columns = [taken.get(column.name, column) for column in table.c]
        query = select(*columns).join_from(_copies, table, table.c[own] == _copies.c.pattern).order_by(_copies.c.id)
        connection.execute(insert(table).from_select([column.name for column in table.c], query))
    _copies.drop(connection)


def _give_feedback(connection: Connection, chance: random.Random, ids: Sequence[str]) -> list[str]:
    """Feedback on some; the ids of those with which something is wrong."""
    chosen = chance.sample(ids, int(len(ids) * FEEDBACK_SHARE))
    kinds = chance.choices(list(FeedbackKind), (60, 12, 8, 10, 10), k=len(chosen))
    rows = [
        {"answer_id": id, "kind": kind.value, "note": "", "given_by": f"U{number % 600}", "given_at": LAST_ASKED_AT}
        for number, (id, kind) in enumerate(zip(chosen, kinds, strict=True))
    ]
    if rows:
        connection.execute(insert(feedback), rows)
    return [id for id, kind in zip(chosen, kinds, strict=True) if kind is not FeedbackKind.HELPFUL]


def _queue(
    connection: Connection,
    chance: random.Random,
    asked: dict[str, tuple[Answer, datetime]],
    flagged: Sequence[str],
) -> list[str]:
    """Queue every safety card, every flagged answer, and a drawn share of the rest; who is in the queue."""
    cards = [id for id, (pattern, _) in asked.items() if pattern.outcome is Outcome.URGENT]
    wrong = [id for id in flagged if id not in set(cards)]
    rest = [id for id in asked if id not in {*cards, *wrong}]
    drawn = chance.sample(rest, max(0, int(len(asked) * QUEUED_SHARE) - len(cards) - len(wrong)))
    for ground, ids in ((Ground.CARD, cards), (Ground.FEEDBACK, wrong), (Ground.SAMPLE, drawn)):
        strata = (
            {id: f"{asked[id][0].outcome}, {asked[id][1]:%Y-%m}" for id in ids} if ground is Ground.SAMPLE else None
        )
        queue_recorded(connection, ids, ground, strata)
    return [*cards, *wrong, *drawn]


def _review(connection: Connection, chance: random.Random, chosen: Sequence[tuple[str, Answer, datetime]]) -> None:
    given: list[Review] = []
    for id, pattern, asked_at in chosen:
        first, second = chance.sample(REVIEWERS, 2)
        seats = [(Seat.FIRST, first)] + [(Seat.SECOND, second)] * (chance.random() < SECOND_SHARE)
        for seat, reviewer in seats:
            at = asked_at + timedelta(days=3 * seat, minutes=chance.randrange(400))
            given.append(Review(len(given) + 1, id, seat, reviewer, _verdicts(chance, pattern), at))
    connection.execute(insert(reviews), [_review_row(review) for review in given])
    connection.execute(insert(verdicts), [row for review in given for row in _verdict_rows(review)])
    by_answer: dict[str, list[Review]] = {}
    for review in given:
        by_answer.setdefault(review.answer_id, []).append(review)
    for id, ones in by_answer.items():
        set_stage(connection, id, stage_of(ones))


def _assign(connection: Connection, chance: random.Random, waiting: Sequence[str], count: int) -> None:
    chosen = chance.sample(waiting, min(len(waiting), count))
    rows = [
        {"answer_id": id, "seat": 1, "reviewer": chance.choice(REVIEWERS), "assigned_by": "Lead One"} for id in chosen
    ]
    if rows:
        connection.execute(insert(assignments), [{**row, "assigned_at": LAST_ASKED_AT} for row in rows])


def _seal(connection: Connection) -> None:
    """Write the chain anew, over all rows."""
    connection.exec_driver_sql("DROP TRIGGER entries_no_delete")
    connection.execute(delete(entries))
    adopt(connection, "many answers")
    protect_entries(connection)


def _verdicts(chance: random.Random, pattern: Answer) -> tuple[Verdict, ...]:
    judgement = chance.choices(list(Judgement), (80, 8, 5, 3, 3, 1))[0]
    whole = chance.choices(list(AnswerJudgement), (85, 5, 4, 2, 4))[0]
    return verdicts_on(pattern, judgement, whole)


def _review_row(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "answer_id": review.answer_id,
        "seat": int(review.seat),
        "reviewer": review.reviewer,
        "takes_back": None,
        "given_at": review.given_at,
    }


def _verdict_rows(review: Review) -> list[dict[str, Any]]:
    return [
        {
            "review_id": review.id,
            "statement": verdict.subject.statement,
            "marker": verdict.subject.marker,
            "judgement": verdict.judgement.value,
            "reason": verdict.reason,
        }
        for verdict in review.verdicts
    ]
