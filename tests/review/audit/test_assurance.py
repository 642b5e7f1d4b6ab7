"""The assurance report over a real ledger: its figures, and exactly the answers behind each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders.answers import declined_answer, sample_answer
from builders.quarters import QUARTER, SECOND_SHARE, demonstration_answers, fill_quarter
from builders.reviews import verdicts_on
from knowledge.domain import Outcome
from knowledge.editions import Editions
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import AnswerJudgement, Judgement, Seat
from review.audit.assurance import assurance_report
from review.audit.assurance_sampling import cell_sizes, draw_weights
from review.audit.behind import behind
from review.audit.figures import Figure, Kind, Report, Section, Table
from review.audit.quarter import Quarter
from review.audit.sampling import draw_sample
from review.audit.suppression import LEAST
from review.audit.themes import Theme, Themes, read_themes

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """A quarter of 120 answers, and a smaller one before it."""
    folder = tmp_path_factory.mktemp("quarter")
    with Ledger.open(f"sqlite:///{folder / 'ledger.db'}") as ledger:
        fill_quarter(ledger, 120)
        fill_quarter(ledger, 60, QUARTER.before, seed=2)
        themes = read_themes(ROOT / "corpus")
        yield Quarter(ledger, QUARTER, themes, Editions(folder), SECOND_SHARE, NOW)


@pytest.fixture(scope="module")
def report(filled: Quarter) -> Report:
    return assurance_report(filled)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield ledger


def quarter_of_ledger(ledger: Ledger, tmp_path: Path, second_share: float = 0.0) -> Quarter:
    return Quarter(
        ledger, QUARTER, Themes([Theme(name="Bruises", words=("bruise",))]), Editions(tmp_path), second_share, NOW
    )


def section_of(report: Report, key: str) -> Section:
    return next(section for section in report.sections if section.key == key)


def table_of(report: Report, title: str) -> Table:
    return next(table for section in report.sections for table in section.tables if table.title == title)


def figure_of(report: Report, title: str, group: str) -> Figure:
    return next(each for each in table_of(report, title).figures if each.group == group)


def test_behind_every_figure_are_exactly_as_many_answers_as_it_says(filled: Quarter, report: Report) -> None:
    led = [
        (choice, count)
        for _, _, figure in report.figures()
        for choice, count in ((figure.choice, figure.value), (figure.among, figure.n))
        if choice is not None
    ]
    assert len(led) > 100
    assert [] == [(choice, count) for choice, count in led if len(behind(filled, choice)) != count]


def test_what_is_behind_a_figure_is_in_the_ledger(filled: Quarter, report: Report) -> None:
    for _, _, figure in report.figures():
        if figure.choice is not None:
            ids = [each.answer_id for each in behind(filled, figure.choice)]
            assert set(filter(None, ids)) == set(filled.figures.lines(ids))


def test_every_count_of_answers_leads_to_them_unless_it_was_suppressed(report: Report) -> None:
    without = {
        (table.title, figure.name)
        for _, table, figure in report.figures()
        if figure.kind is Kind.COUNT and figure.choice is None and figure.value and not figure.is_rest
    }
    # Reviewers, single verdicts, and what was not drawn are no list of answers.
    assert without == {
        ("Agreement", "reviewers"),
        ("By reviewer", "judged twice"),
        ("By reviewer", "said the same"),
        ("By reviewer", "decided by a third"),
        ("By reviewer", "upheld"),
        ("The sample by how the question ended", "could be drawn"),
    }


def test_an_opening_sentence_says_how_sure_the_rate_is(report: Report) -> None:
    rate = figure_of(report, "Supported citations", "As checked")
    assert rate.n is not None
    assert rate.value is not None
    said = section_of(report, "support").sentences[0]
    assert said.startswith(f"Of {rate.n} citations checked, {round(rate.value * rate.n)} supported their statement:")
    assert "the true share lies between" in said


def test_every_section_opens_with_a_sentence(report: Report) -> None:
    assert all(section.sentences and section.sentences[0].endswith(".") for section in report.sections)


def test_outcomes_add_up_to_all_questions(report: Report) -> None:
    *outcomes, total = table_of(report, "Questions by how they ended").figures
    assert total.value == sum(each.value or 0 for each in outcomes) == 120


def test_the_quarter_before_stands_beside_it(report: Report) -> None:
    assert figure_of(report, "Questions by how they ended", "All questions").before == 60


def test_no_theme_of_fewer_than_five_is_shown_nor_led_to(filled: Quarter, report: Report) -> None:
    small = {theme for theme, ids in filled.themed.items() if len(ids) < LEAST}
    gaps = {theme for themes in filled.gaps.values() for theme, gap in themes.items() if len(gap.answer_ids) < LEAST}
    assert gaps
    for title in ("Not found in the documents", "Out of scope", "Questions by theme"):
        named = [each for each in table_of(report, title).figures if not each.is_rest]
        assert all(each.value is not None and each.value >= LEAST for each in named)
        assert small.isdisjoint(each.group for each in named)


def test_readers_get_no_way_to_single_answers_and_no_counts_by_person(report: Report) -> None:
    shown = report.without_people().without_choices()
    assert all(figure.choice is figure.among is None for _, _, figure in shown.figures())
    assert "Reviewer One" not in repr(shown)
    assert "Reviewer One" in repr(report)


def test_with_nothing_asked_no_figure_is_invented(ledger: Ledger, tmp_path: Path) -> None:
    report = assurance_report(quarter_of_ledger(ledger, tmp_path))
    assert {0, None} >= {figure.value for _, _, figure in report.figures()}
    assert section_of(report, "asked").sentences == ("No questions were asked.",)


def test_with_nothing_reviewed_there_is_no_rate(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(sample_answer())
    report = assurance_report(quarter_of_ledger(ledger, tmp_path))
    assert "there is no rate to give" in section_of(report, "support").sentences[0]
    assert "nobody can say whether an emergency was missed" in section_of(report, "safety").sentences[0]
    assert [] == [figure for _, _, figure in report.figures() if figure.kind is not Kind.COUNT]


def test_a_missed_emergency_is_listed(ledger: Ledger, tmp_path: Path) -> None:
    answer = sample_answer()
    ledger.record(answer)
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(answer, whole=AnswerJudgement.CARD_MISSED))
    quarter = quarter_of_ledger(ledger, tmp_path)
    report = assurance_report(quarter)
    assert "1 emergency was missed in 1 answer reviewed" in section_of(report, "safety").sentences[0]
    (listed,) = table_of(report, "Each missed emergency").figures
    assert listed.group == "1. Asked on 2 March 2026"
    assert listed.choice is not None
    assert [each.answer_id for each in behind(quarter, listed.choice)] == ["a1"]


def test_what_a_first_reviewer_said_waits_for_the_blind_second(ledger: Ledger, tmp_path: Path) -> None:
    answer = sample_answer()
    ledger.record(answer)
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(answer, Judgement.DOES_NOT))
    hidden = assurance_report(quarter_of_ledger(ledger, tmp_path, second_share=1.0))
    assert "there is no rate to give" in section_of(hidden, "support").sentences[0]
    assert "does not support" not in repr(hidden).lower()
    ledger.reviews.give("a1", Seat.SECOND, "Reviewer Two", verdicts_on(answer, Judgement.SUPPORTS))
    contested = assurance_report(quarter_of_ledger(ledger, tmp_path, second_share=1.0))
    assert figure_of(contested, "Citations checked by what reviewers said", "Does not support").value == 2
    undecided = "Counted, but two reviewers differ and a third is to decide"
    assert figure_of(contested, "How far reviewing has come", undecided).value == 1
    ledger.reviews.give("a1", Seat.THIRD, "Reviewer Three", verdicts_on(answer, Judgement.SUPPORTS))
    decided = assurance_report(quarter_of_ledger(ledger, tmp_path, second_share=1.0))
    assert figure_of(decided, "Citations checked by what reviewers said", "Supports").value == 2
    assert figure_of(decided, "How far reviewing has come", undecided).value == 0


def test_agreement_counts_answers_that_a_third_is_still_to_decide(ledger: Ledger, tmp_path: Path) -> None:
    """Otherwise reviewers would seem to agree more than they do."""
    answer = sample_answer()
    ledger.record(answer)
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(answer, Judgement.DOES_NOT))
    ledger.reviews.give("a1", Seat.SECOND, "Reviewer Two", verdicts_on(answer, Judgement.SUPPORTS))
    report = assurance_report(quarter_of_ledger(ledger, tmp_path, second_share=1.0))
    agreed = figure_of(report, "Agreement", "Agreed on citations")
    assert (agreed.value, agreed.n) == (0, 2)


def test_declining_wrongly_is_counted_among_what_was_reviewed(ledger: Ledger, tmp_path: Path) -> None:
    for number, whole in enumerate((AnswerJudgement.SOUND, AnswerJudgement.SHOULD_HAVE_ANSWERED)):
        answer = declined_answer(f"d{number}")
        ledger.record(answer)
        ledger.reviews.give(answer.id, Seat.FIRST, "Reviewer One", verdicts_on(answer, whole=whole))
    ledger.record(declined_answer("d9"))
    report = assurance_report(quarter_of_ledger(ledger, tmp_path))
    rate = figure_of(report, "Wrong to decline, wrong to answer", "Declined, wrongly")
    assert (rate.value, rate.n) == (0.5, 2)
    assert section_of(report, "declined").sentences[0].startswith("3 questions were declined")


def test_the_missing_part_of_an_answer_gives_its_theme(ledger: Ledger, tmp_path: Path) -> None:
    for number in range(LEAST):
        whole = declined_answer(f"p{number}", Outcome.PARTIAL)
        notice = "I did not find an answer to this part of your question: “what of a bruise”."
        ledger.record(replace(whole, notice=notice))
    report = assurance_report(quarter_of_ledger(ledger, tmp_path))
    found = figure_of(report, "Answered in part: what was missing", "Bruises")
    assert (found.value, found.note) == (LEAST, "bruise")


def test_a_word_that_few_questions_have_is_not_shown_beside_a_theme(ledger: Ledger, tmp_path: Path) -> None:
    themes = Themes([Theme(name="Harm", words=("bruise", "burn"))])
    for number in range(LEAST + 1):
        answer = declined_answer(f"n{number}")
        text = "what of a bruise" if number else "what of a burn"
        ledger.record(replace(answer, question=replace(answer.question, text=text)))
    report = assurance_report(Quarter(ledger, QUARTER, themes, Editions(tmp_path), 0.0, NOW))
    found = figure_of(report, "Not found in the documents", "Harm")
    assert (found.value, found.note) == (LEAST + 1, "bruise")


def test_a_sample_is_weighted_back_to_all_answers(ledger: Ledger, tmp_path: Path) -> None:
    """Checked are all 4 that somebody complained of, none of which holds, and some of 96 others, all of which hold."""
    answers = [sample_answer(f"w{number}") for number in range(100)]
    for answer in answers:
        ledger.record(answer)
    for answer in answers[:4]:
        ledger.reviews.give(answer.id, Seat.FIRST, "Reviewer One", verdicts_on(answer, Judgement.DOES_NOT))
    drawn = draw_sample(ledger, QUARTER.since, QUARTER.until, "Lead One", number=24, seed="seven").drawn
    for answer in (each for each in answers if each.id in drawn):
        ledger.reviews.give(answer.id, Seat.FIRST, "Reviewer One", verdicts_on(answer))
    quarter = quarter_of_ledger(ledger, tmp_path)
    report = assurance_report(quarter)
    weighted = figure_of(report, "Supported citations", "Weighted back to all answers")
    assert weighted.value == pytest.approx(0.96)
    assert weighted.note == "speaks for 100 of 100 answers"
    assert figure_of(report, "Supported citations", "As checked").value == pytest.approx(24 / 28)
    strata = table_of(report, "The sample by how the question ended")
    assert [(each.name, each.value) for each in strata.figures] == [
        ("could be drawn", 96),
        ("drawn", 24),
        ("reviewed", 24),
    ]
    assert "seed seven" in table_of(report, "Draws").figures[0].note
    for figure in strata.figures:
        assert figure.choice is None or len(behind(quarter, figure.choice)) == figure.value


@pytest.mark.parametrize("number", [6, 40])
def test_whether_strata_outnumber_the_draw_or_not_weights_add_up(ledger: Ledger, tmp_path: Path, number: int) -> None:
    for answer in demonstration_answers(90):
        ledger.record(answer)
    draw_sample(ledger, QUARTER.since, QUARTER.until, "Lead One", number=number, seed="seven")
    quarter = quarter_of_ledger(ledger, tmp_path)
    weights = draw_weights(quarter)
    assert sorted(weights) == sorted(id for id, queued in quarter.queue.items() if queued.ground == "sample")
    sizes = sum(stratum.size for draw in quarter.draws for stratum in draw.strata)
    assert sum(weights.values()) == pytest.approx(sizes)
    assert sizes == sum(cell_sizes(quarter).values()) - sum(q.ground == "safety card" for q in quarter.queue.values())
