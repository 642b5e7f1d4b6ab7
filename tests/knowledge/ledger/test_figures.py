"""Counts over the answers of a period, on SQLite and PostgreSQL, and the answers behind each."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from builders.answers import declined_answer, sample_answer
from builders.quarters import QUARTER, demonstration_answers, demonstration_version
from knowledge.domain import Answer, Currency, Feedback, FeedbackKind, Outcome
from knowledge.ledger.figures import By
from knowledge.ledger.ledger import Ledger
from knowledge.periods import days


@pytest.fixture
def answers(ledger: Ledger) -> list[Answer]:
    found = list(demonstration_answers(60))
    for answer in found:
        ledger.record(answer)
    ledger.record(declined_answer("before", asked_at=QUARTER.since - timedelta(microseconds=1)))
    ledger.record(declined_answer("after", asked_at=QUARTER.until))
    return found


def test_counts_are_of_the_period_alone(ledger: Ledger, answers: list[Answer]) -> None:
    expected = {
        By.OUTCOME: Counter(answer.outcome.value for answer in answers),
        By.LANGUAGE_MODEL: Counter(answer.language_model for answer in answers),
        By.PROMPT: Counter(answer.prompt_digest for answer in answers),
        By.EDITION: Counter(answer.edition for answer in answers),
    }
    assert expected == {by: ledger.figures.profile(QUARTER).by(by) for by in By}


def test_behind_each_count_are_as_many_answers(ledger: Ledger, answers: list[Answer]) -> None:
    for by in By:
        for value, count in ledger.figures.profile(QUARTER).by(by).items():
            assert len(ledger.figures.ids(QUARTER, by, value)) == count
    assert sorted(answer.id for answer in answers) == sorted(ledger.figures.ids(QUARTER))


def test_weeks(ledger: Ledger, answers: list[Answer]) -> None:
    weekly = ledger.figures.profile(QUARTER).weekly
    assert sum(weekly.values()) == len(answers)
    starts = [*QUARTER.weeks, QUARTER.until]
    for (week, outcome), count in weekly.items():
        within = [a for a in answers if starts[week] <= a.question.asked_at < starts[week + 1]]
        assert count == sum(a.outcome == outcome for a in within)
        assert count == len(ledger.figures.ids_of_week(QUARTER, week, outcome))
        assert len(within) == len(ledger.figures.ids_of_week(QUARTER, week, ""))


def test_a_period_within_one_week_has_one(ledger: Ledger, answers: list[Answer]) -> None:
    period = days(date(2026, 2, 3), date(2026, 2, 5))
    assert {0} >= {week for week, _ in ledger.figures.profile(period).weekly}
    asked = [a for a in answers if period.since <= a.question.asked_at < period.until]
    assert sum(ledger.figures.profile(period).weekly.values()) == len(asked)


def test_an_answer_for_two_audiences_counts_in_both(ledger: Ledger, answers: list[Answer]) -> None:
    expected = Counter(name for a in answers for name in a.question.audiences or ("",))
    assert expected == ledger.figures.profile(QUARTER).audiences
    for name, count in expected.items():
        assert count == len(ledger.figures.ids_of_audience(QUARTER, name))


def test_cited_versions_count_each_citation_of_each_statement(ledger: Ledger, answers: list[Answer]) -> None:
    expected = Counter(
        (c.passage.version.document.path, c.standing.currency)
        for a in answers
        for s in a.statements
        for c in s.citations
    )
    assert expected == {
        (each.document, each.currency): each.citations for each in ledger.figures.cited_versions(QUARTER)
    }
    superseded = sum(count for (_, currency), count in expected.items() if currency is Currency.SUPERSEDED)
    assert superseded == len(ledger.figures.ids_of_citations(QUARTER, None, [Currency.SUPERSEDED]))
    one = next(each for each in ledger.figures.cited_versions(QUARTER) if each.currency is Currency.CURRENT)
    ids = ledger.figures.ids_of_citations(QUARTER, {(one.document, one.version)}, list(Currency))
    assert one.citations == len(ids)
    assert [] == ledger.figures.ids_of_citations(QUARTER, set(), list(Currency))


def test_publishers_are_as_an_answer_froze_them(ledger: Ledger, answers: list[Answer]) -> None:
    version = demonstration_version("guidance.pdf").sha256
    assert ledger.figures.publishers([("guidance.pdf", version), ("absent.pdf", version)]) == {
        ("guidance.pdf", version): ("Department of Demonstration", "Area One")
    }


def test_what_was_asked_leaves_out_what_was_not_kept(ledger: Ledger, answers: list[Answer]) -> None:
    kept = {a.id for a in answers if a.question.text}
    assert kept == {each.answer_id for each in ledger.figures.asked(QUARTER)}
    partial = ledger.figures.asked(QUARTER, [Outcome.PARTIAL])
    assert {a.id for a in answers if a.outcome is Outcome.PARTIAL} == {each.answer_id for each in partial}
    assert all("“who may share information”" in each.notice for each in partial)


def test_feedback_counts_by_when_its_answer_was_asked_for(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    for kind in (FeedbackKind.WRONG, FeedbackKind.WRONG, FeedbackKind.HELPFUL):
        ledger.aftermath.give_feedback(Feedback("a1", kind, "", "U1", datetime(2027, 1, 1, tzinfo=UTC)))
    assert {FeedbackKind.WRONG: 2, FeedbackKind.HELPFUL: 1} == ledger.figures.feedback(QUARTER)
    assert ["a1", "a1"] == ledger.figures.ids_of_feedback(QUARTER, "wrong")


def test_the_first_question(ledger: Ledger) -> None:
    assert ledger.figures.first_asked() is None
    ledger.record(sample_answer())
    assert ledger.figures.first_asked() == sample_answer().question.asked_at
