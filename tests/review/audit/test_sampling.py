"""Drawing at random by strata: repeatable, in proportion, and written down."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from knowledge.domain import Answer, Feedback, FeedbackKind, Outcome
from knowledge.errors import ReviewError
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.queue import Filter
from knowledge.ledger.samples import Candidate
from knowledge.verdicts import Ground
from review.audit.sampling import allocation, draw, draw_sample, stratum_of

SINCE, UNTIL = ASKED_AT - timedelta(days=1), ASKED_AT + timedelta(days=30)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield ledger


def candidates(sizes: dict[str, int]) -> list[Candidate]:
    """So many of each document, asked in one week."""
    return [
        Candidate(f"{document}-{number:04}", Outcome.ANSWERED, document, (), ASKED_AT)
        for document, size in sizes.items()
        for number in range(size)
    ]


def test_a_stratum_is_outcome_document_agency_and_week() -> None:
    asked_at = datetime(2027, 1, 3, 23, 59, tzinfo=UTC)
    one = Candidate("a", Outcome.NOT_FOUND, "", ("police", "health"), asked_at)
    assert stratum_of(one) == "not_found | none | health, police | 2026-W53"
    assert stratum_of(replace(one, document="x.pdf", audiences=())) == "not_found | x.pdf | none | 2026-W53"


def test_each_stratum_gives_its_share_and_at_least_one() -> None:
    found = draw(candidates({"big": 900, "middle": 95, "tiny": 5}), 100, "seed")
    assert {each.name.split(" | ")[1]: (each.size, each.drawn) for each in found.strata} == {
        "big": (900, 90),
        "middle": (95, 9),
        "tiny": (5, 1),
    }
    assert len(found.drawn) == 100


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.data())
def test_an_allocation_is_exact_and_near_to_each_share(sizes: list[int], data: st.DataObject) -> None:
    number = data.draw(st.integers(len(sizes), sum(sizes)))
    shares = allocation(sizes, number)
    assert sum(shares) == number
    assert all(1 <= share <= size for share, size in zip(shares, sizes, strict=True))
    for share, size in zip(shares, sizes, strict=True):
        assert share <= max(1, size * number / sum(sizes) + 1)


def test_one_seed_draws_the_same_and_another_something_else() -> None:
    population = candidates({"a": 50, "b": 50})
    once, again = (draw(each, 10, "2026-q1").drawn for each in (population, population[::-1]))
    assert once == again
    assert once != draw(population, 10, "2026-q2").drawn


def test_a_draw_is_what_it_was_when_this_was_written() -> None:
    """Another version of Python must not draw others: an auditor repeats a draw years later."""
    found = draw(candidates({"a": 6, "b": 3}), 4, "2026-q1")
    assert sorted(found.drawn) == ["a-0000", "a-0001", "a-0002", "b-0002"]


def test_all_are_drawn_where_there_are_no_more() -> None:
    population = candidates({"a": 3, "b": 2})
    assert len(draw(population, 99, "s").drawn) == 5


def test_more_strata_than_answers_wanted_leave_each_answer_the_same_chance() -> None:
    """Of 40 answers in 12 strata six are drawn: how often each comes is counted over 3,000 seeds."""
    population = candidates({f"d{n:02}": 1 for n in range(10)} | {"large": 20, "larger": 10})
    counts = dict.fromkeys((each.answer_id for each in population), 0)
    of_large = []
    for seed in range(3_000):
        found = draw(population, 6, str(seed)).drawn
        assert len(found) == 6
        of_large.append(sum(id.startswith("large-") for id in found))
        for id in found:
            counts[id] += 1
    assert all(360 < count < 540 for count in counts.values()), counts
    assert set(of_large) == {3}


def test_every_answer_of_a_stratum_has_the_same_chance() -> None:
    population = candidates({"a": 10, "b": 10})
    counts = dict.fromkeys((each.answer_id for each in population), 0)
    for seed in range(3_000):
        for id in draw(population, 4, str(seed)).drawn:
            counts[id] += 1
    assert all(510 < count < 690 for count in counts.values()), counts


def record(ledger: Ledger, number: int) -> None:
    """Answers a00, a01, …, an hour apart: every third citing another document, every fifth declined."""
    grid = sample_citation(sample_passage(version=sample_version("tools/grid.pdf", "Neglect grid")))
    for n in range(number):
        id, at = f"a{n:02}", ASKED_AT + timedelta(hours=n)
        cited = (grid,) if n % 3 == 0 else None
        answer: Answer = sample_answer(id=id, asked_at=at, citations=cited)
        ledger.record(declined_answer(id, asked_at=at) if n % 5 == 0 else answer)


def queued_ids(ledger: Ledger) -> list[str]:
    rows = ledger.queue(0).page(Filter(ground=Ground.SAMPLE), "X", 100)
    return sorted(row.answer_id for row in rows)


def test_what_is_drawn_is_queued_and_the_draw_is_written_down(ledger: Ledger) -> None:
    record(ledger, 30)
    found = draw_sample(ledger, SINCE, UNTIL, "Lead One", share=0.4, seed="2026-q1")
    assert queued_ids(ledger) == sorted(found.drawn)
    assert len(found.drawn) == 12
    (sample,) = ledger.samples.all()
    assert (sample.seed, sample.since, sample.until, sample.drawn_by) == ("2026-q1", SINCE, UNTIL, "Lead One")
    assert sample.share == pytest.approx(0.4)
    assert sample.strata == found.strata
    assert sum(stratum.size for stratum in sample.strata) == 30
    assert sum(stratum.drawn for stratum in sample.strata) == 12
    assert "answered | tools/grid.pdf | none | 2026-W10" in {stratum.name for stratum in sample.strata}


def test_the_same_ledger_and_seed_draw_the_same_answers(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "other"):
        with Ledger.open(f"sqlite:///{tmp_path / name}.db") as each:
            record(each, 30)
            drawn.append(draw_sample(each, SINCE, UNTIL, "Lead", number=7, seed="s").drawn)
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 7


def test_nothing_is_drawn_twice_nor_out_of_its_days_nor_what_nobody_could_judge(ledger: Ledger) -> None:
    record(ledger, 6)
    ledger.record(declined_answer("blank", Outcome.IDENTIFIERS))
    ledger.record(replace(declined_answer("danger"), outcome=Outcome.URGENT))
    ledger.aftermath.give_feedback(Feedback("a01", FeedbackKind.WRONG, "", "U1", ASKED_AT))
    first = draw_sample(ledger, ASKED_AT, ASKED_AT + timedelta(hours=4), "Lead", number=2)
    second = draw_sample(ledger, ASKED_AT, ASKED_AT + timedelta(hours=4), "Lead", share=1)
    assert sorted([*first.drawn, *second.drawn]) == ["a00", "a02", "a03"]
    with pytest.raises(ReviewError, match="nothing to draw from"):
        draw_sample(ledger, ASKED_AT, ASKED_AT + timedelta(hours=4), "Lead", share=1)


def test_a_draw_of_what_was_queued_meanwhile_is_refused_whole(ledger: Ledger) -> None:
    record(ledger, 3)
    found = draw(ledger.samples.candidates(SINCE, UNTIL), 2, "s")
    taken = min(found.drawn)
    ledger.aftermath.give_feedback(Feedback(taken, FeedbackKind.WRONG, "", "U1", ASKED_AT))
    with pytest.raises(ReviewError, match="queued meanwhile"):
        ledger.samples.add("s", SINCE, UNTIL, 1, found.strata, found.drawn, "Lead")
    assert ledger.samples.all() == ()
    assert queued_ids(ledger) == []


def test_a_seed_is_made_up_where_none_is_given_and_repeats_the_draw(ledger: Ledger) -> None:
    record(ledger, 20)
    population = ledger.samples.candidates(SINCE, UNTIL)
    found = draw_sample(ledger, SINCE, UNTIL, "Lead", number=5)
    seed = ledger.samples.all()[0].seed
    assert len(seed) >= 16
    assert draw(population, 5, seed).drawn == found.drawn
