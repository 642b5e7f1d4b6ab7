"""How an answer scores against a golden question."""

from dataclasses import replace

import pytest

from builders.answers import declined_answer, sample_answer, sample_citation, sample_passage
from knowledge.domain import Match, Outcome, PageReference, Statement
from knowledge.golden import Evidence, GoldenQuestion
from review.golden import score

PATH = "procedures/bruising.pdf"
EVIDENCE = Evidence(PATH, 6, "must be referred to Children’s Services the same day")
GOLDEN = GoldenQuestion("g1", "How soon?", "number", True, evidence=(EVIDENCE,))


def matched(text: str, page: int | None = 6) -> Match:
    return Match(replace(sample_passage(text), page=None if page is None else PageReference(page)), 1.0)


@pytest.mark.parametrize(
    ("fact", "said", "is_found"),
    [
        ("four hours", "Seen within 4 hours.", True),
        ("ten working days", "within ten-working days", True),
        ("16", "There were 16.", True),
        ("16", "There were 160.", False),
        ("6 weeks", "after 16 weeks", False),
        ("5%", "it is 1.5%", False),
        ("7", "7.3 in all", False),
        ("do not tell", "Tell the adult.", False),
    ],
)
def test_a_fact_counts_when_the_answer_says_it(fact: str, said: str, is_found: bool) -> None:
    answer = replace(sample_answer(), statements=(Statement(said, ()),))
    assert int(is_found) == score(replace(GOLDEN, answer_facts=(fact,)), answer, []).facts_found


def test_a_fact_counts_in_a_quote_and_in_a_notice() -> None:
    golden = replace(GOLDEN, answer_facts=("not yet mobile", "do not answer this", "absent"))
    assert 1 == score(golden, sample_answer(), []).facts_found
    assert 1 == score(golden, declined_answer(), []).facts_found


def test_evidence_is_found_by_the_first_k_that_hold_it() -> None:
    other, right = matched("Something else."), matched("It must be referred to Children's Services the same day.")
    found = score(GOLDEN, sample_answer(), [other, right])
    assert ((2,), {1: False, 3: True, 5: True, 10: True}) == (found.ranks, found.recall)


@pytest.mark.parametrize(
    ("match", "is_covered"),
    [
        (matched(EVIDENCE.quote), True),
        (matched("be referred to Children's Services the same day"), True),  # eight words of nine
        (matched("to Children's Services the same day"), False),
        (matched(EVIDENCE.quote, page=7), False),
        (matched(EVIDENCE.quote, page=None), False),
    ],
)
def test_a_passage_covers_evidence_with_four_fifths_of_its_words_on_its_page(match: Match, is_covered: bool) -> None:
    found = score(GOLDEN, sample_answer(), [match]).recall
    assert found
    assert is_covered == found[1]


def test_all_evidence_is_wanted_and_an_alternative_stands_in() -> None:
    second, alternative = Evidence(PATH, 2, "quite another thing"), Evidence(PATH, 6, "an alternative")
    golden = replace(GOLDEN, evidence=(EVIDENCE, second))
    matches = [matched(EVIDENCE.quote), matched("This is an alternative.")]
    assert {False} == set((score(golden, sample_answer(), matches).recall or {}).values())
    with_alternative = score(replace(golden, alternatives=(alternative,)), sample_answer(), matches).recall
    assert {1: False, 3: True, 5: True, 10: True} == with_alternative


def test_a_question_without_evidence_has_no_recall() -> None:
    assert score(replace(GOLDEN, evidence=()), sample_answer(), []).recall is None


@pytest.mark.parametrize(("page", "is_right"), [(6, True), (7, False)])
def test_a_citation_on_the_page_of_the_evidence_is_right(page: int, is_right: bool) -> None:
    passage = replace(sample_passage(), page=PageReference(page))
    answer = sample_answer(citations=(sample_citation(passage),))
    assert is_right == score(GOLDEN, answer, []).cited_right


def test_no_citation_is_neither_right_nor_wrong() -> None:
    assert score(GOLDEN, declined_answer(), []).cited_right is None


@pytest.mark.parametrize(
    ("answerable", "outcome", "wrong_answer", "wrong_decline"),
    [
        (True, Outcome.ANSWERED, False, False),
        (True, Outcome.JUDGEMENT, False, False),
        (True, Outcome.NOT_FOUND, False, True),
        (True, Outcome.UNAVAILABLE, False, True),
        (False, Outcome.ANSWERED, True, False),
        (False, Outcome.PARTIAL, True, False),
        (False, Outcome.NOT_FOUND, False, False),
    ],
)
def test_answering_and_declining_can_be_wrong(
    answerable: bool, outcome: Outcome, wrong_answer: bool, wrong_decline: bool
) -> None:
    found = score(replace(GOLDEN, answerable=answerable), declined_answer(outcome=outcome), [])
    assert (wrong_answer, wrong_decline) == (found.is_wrong_answer, found.is_wrong_decline)


def test_an_outcome_is_as_expected_or_not_or_open() -> None:
    declined = declined_answer()
    expecting = [Outcome.NOT_FOUND, Outcome.URGENT, None]
    assert [True, False, None] == [
        score(replace(GOLDEN, expect=each), declined, []).is_as_expected for each in expecting
    ]
