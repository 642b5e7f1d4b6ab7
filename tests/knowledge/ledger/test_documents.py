"""The record by document: citations counted by answer, verdicts by what stands."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from knowledge.ledger.documents import Use
from knowledge.ledger.engine import open_engine, writing
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import reviews, verdicts
from knowledge.verdicts import AnswerJudgement, Judgement

RULE, NEWS = "procedures/bruising.pdf", "news.md"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as ledger:
        ledger.record(sample_answer("old"))
        ledger.record(sample_answer("new", asked_at=ASKED_AT + timedelta(days=200)))
        other = sample_citation(sample_passage("News.", version=sample_version(NEWS)), quote="News.", marker=2)
        both = (sample_citation(), other)
        ledger.record(sample_answer("both", asked_at=ASKED_AT + timedelta(days=100), citations=both))
        ledger.record(declined_answer())
        yield ledger


def review(url: str, number: int, answer: str, *judged: tuple[int, int, str], takes_back: int | None = None) -> None:
    """A review with judgements of (statement, marker)."""
    row = {"id": number, "answer_id": answer, "seat": 1, "reviewer": "R", "takes_back": takes_back}
    engine = open_engine(url)
    with writing(engine) as connection:
        connection.execute(insert(reviews), {**row, "given_at": datetime.now(UTC)})
        for statement, marker, judgement in judged:
            values = {"review_id": number, "statement": statement, "marker": marker}
            connection.execute(insert(verdicts), {**values, "judgement": judgement, "reason": ""})
    engine.dispose()


def test_an_answer_counts_once_for_each_document_that_it_cites(ledger: Ledger) -> None:
    uses = ledger.documents.uses((ASKED_AT + timedelta(days=50)).date())
    assert {RULE: Use(ever=3, lately=2), NEWS: Use(ever=1, lately=1)} == uses


def test_only_standing_reviews_count(ledger: Ledger, url: str) -> None:
    review(url, 1, "both", (1, 1, Judgement.SUPPORTS), (2, 1, Judgement.PARTLY), (1, 2, Judgement.DOES_NOT))
    review(url, 2, "new", (1, 1, Judgement.SUPPORTS), (0, 0, AnswerJudgement.UNCLEAR))
    review(url, 3, "old", (1, 1, Judgement.DOES_NOT))
    review(url, 4, "old", takes_back=3)
    uses = ledger.documents.uses(ASKED_AT.date())
    assert (2, 1) == (uses[RULE].supports, uses[RULE].others)
    assert (0, 1) == (uses[NEWS].supports, uses[NEWS].others)


def test_what_was_counted_is_counted_again_when_something_was_added(ledger: Ledger, url: str) -> None:
    day = ASKED_AT.date()
    first = ledger.documents.uses(day)
    assert ledger.documents.uses(day) is first
    ledger.record(sample_answer("later", asked_at=ASKED_AT + timedelta(days=300)))
    review(url, 1, "both", (1, 1, Judgement.SUPPORTS))
    for _ in range(600):  # small ledgers are counted again within moments
        if ledger.documents.uses(day) != first:
            break
        time.sleep(0.05)
    assert Use(ever=4, lately=4, supports=1) == ledger.documents.uses(day)[RULE]


def test_the_newest_answers_come_first(ledger: Ledger) -> None:
    assert ["new", "both", "old"] == [each.answer_id for each in ledger.documents.citing(RULE, 9)]
    assert ["new"] == [each.answer_id for each in ledger.documents.citing(RULE, 1)]
    assert () == ledger.documents.citing("unknown.pdf", 9)


def test_a_version_is_known_by_the_answers_made_from_it(ledger: Ledger) -> None:
    assert ledger.documents.knows_version("3f" * 32)
    assert not ledger.documents.knows_version("00" * 32)
