"""Golden questions: how they are read, and how an answer scores against one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders.answers import declined_answer, sample_answer, sample_citation, sample_passage
from knowledge.domain import Match, Outcome, PageReference, Statement
from knowledge.errors import QuestionError
from review.golden import Evidence, GoldenQuestion, fact_form, read_golden, score

PATH = "procedures/bruising.pdf"
EVIDENCE = Evidence(PATH, 6, "must be referred to Children’s Services the same day")
GOLDEN = GoldenQuestion("g1", "How soon?", "number", True, evidence=(EVIDENCE,))


def written(folder: Path, *lines: object) -> Path:
    path = folder / "golden.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def matched(text: str, page: int | None = 6) -> Match:
    return Match(replace(sample_passage(text), page=None if page is None else PageReference(page)), 1.0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Within Five working-days", "within 5 working days"),
        ("the third review", "the 3rd review"),
        ("7.3% of £1,000", "7.3 % of £1 000"),
        ("the child’s own words.", "the child's own words"),
        ("“was not\nbrought”", "was not brought"),
        ("twelve–twenty", "12 20"),
    ],
)
def test_facts_are_compared_in_one_form(text: str, form: str) -> None:
    assert form == fact_form(text)


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
    assert {1: False, 3: True, 5: True, 10: True} == score(GOLDEN, sample_answer(), [other, right]).recall


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


def test_reads_every_key_and_leaves_the_others(tmp_path: Path) -> None:
    values = {
        "id": "g1",
        "question": "How\u2028soon?",
        "kind": "number",
        "answerable": True,
        "answer_facts": ["four hours"],
        "evidence": [{"document": PATH, "page": 6, "quote": "at once"}],
        "alternatives": [{"document": PATH, "page": None, "quote": "now"}],
        "expect": "answered",
        "follows": "g0",
        "note": "left alone",
    }
    expected = GoldenQuestion(
        "g1", "How\u2028soon?", "number", True, ("four hours",), (Evidence(PATH, 6, "at once"),),
        (Evidence(PATH, None, "now"),), Outcome.ANSWERED, "g0",
    )  # fmt: skip
    assert [expected] == read_golden(written(tmp_path, json.dumps(values, ensure_ascii=False), ""))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not a golden question"),
        ("[1]", "not an object"),
        ("3", "not an object"),
        ({"question": "x", "answerable": True}, "has a key 'id'"),
        ({"id": "1", "question": "x", "answerable": True, "evidence": {"a": 1}}, "evidence is not a list"),
        ({"id": "1", "question": "x", "answerable": True, "evidence": ["y"]}, "not an object"),
        ({"id": "1", "question": "x", "answerable": True, "evidence": [{"document": "d"}]}, "has a key 'quote'"),
        ({"id": "1", "question": "x", "answerable": True, "expect": "certain"}, "certain"),
    ],
)
def test_a_line_that_is_no_golden_question_is_named(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(QuestionError, match=f"line 2: .*{said}"):
        read_golden(written(tmp_path, {"id": "0", "question": "x", "answerable": True}, line))


def test_a_file_that_holds_none_or_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="holds no questions"):
        read_golden(written(tmp_path, "", " "))
    with pytest.raises(QuestionError, match="cannot be read"):
        read_golden(tmp_path / "missing")
