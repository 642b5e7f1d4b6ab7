"""Golden questions: how they are read, and the form in which facts are compared."""

import json
from pathlib import Path

import pytest

from knowledge.domain import Outcome
from knowledge.errors import QuestionError
from knowledge.golden import Evidence, GoldenQuestion, fact_form, read_golden

PATH = "procedures/bruising.pdf"


def written(folder: Path, *lines: object) -> Path:
    path = folder / "golden.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


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
