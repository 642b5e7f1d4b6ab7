"""Golden questions that are written down: whole lines, ids of their own, nothing twice, nothing that cannot be read."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.domain import Outcome
from knowledge.errors import QuestionError
from knowledge.golden import Evidence, GoldenQuestion, read_golden
from knowledge.golden_file import NAME, add_golden

HOSTILE = 'Who\u2028 rings "999"? <script> {{ 1 }} \u202e 🚓'


def question(text: str = "How soon?", id: str = "reviewed-a1") -> GoldenQuestion:
    evidence = (Evidence("a.pdf", 3, "within two\nhours"), Evidence("b.docx", None, "quoted"))
    return GoldenQuestion(id, text, "number", True, ("two hours",), evidence)


def test_a_question_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    added = [
        add_golden(question(text, id), tmp_path, tmp_path / "corpus") for text, id in (("One?", "1"), (HOSTILE, "2"))
    ]
    assert read_golden(tmp_path / NAME) == added
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".jsonl"] == [NAME]


def test_one_that_must_not_be_answered_says_what_is_expected(tmp_path: Path) -> None:
    wanted = GoldenQuestion("1", "Why?", "unanswerable", False, expect=Outcome.NOT_FOUND)
    assert add_golden(wanted, tmp_path, tmp_path) == wanted
    assert read_golden(tmp_path / NAME) == [wanted]


def test_an_id_is_taken_once_in_both_files(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    add_golden(question("In the corpus?"), corpus, tmp_path / "none")
    ids = [add_golden(question(text), tmp_path, corpus).id for text in ("One?", "Two?")]
    assert ids == ["reviewed-a1-2", "reviewed-a1-3"]


@pytest.mark.parametrize("again", ["How soon?", "  how SOON ", "How soon"])
def test_the_very_same_question_is_refused(tmp_path: Path, again: str) -> None:
    add_golden(question(), tmp_path, tmp_path)
    with pytest.raises(QuestionError, match="already: reviewed-a1"):
        add_golden(question(again), tmp_path, tmp_path)
    assert len(read_golden(tmp_path / NAME)) == 1


def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{broken\n")
    with pytest.raises(QuestionError, match="line 1"):
        add_golden(question(), tmp_path, tmp_path / "corpus")
    assert (tmp_path / NAME).read_text() == "{broken\n"


def test_what_would_be_read_otherwise_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        add_golden(replace(question(), follows=""), tmp_path, tmp_path / "corpus")
    assert not (tmp_path / NAME).exists()


def test_a_last_line_without_an_end_is_ended(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"id": "1", "question": "Q", "answerable": false}')
    add_golden(question(), tmp_path, tmp_path / "corpus")
    assert [each.id for each in read_golden(tmp_path / NAME)] == ["1", "reviewed-a1"]


def test_many_at_once_lose_none(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add_golden(question(f"Question {n}?"), tmp_path, tmp_path / "corpus"), range(24)))
    kept = read_golden(tmp_path / NAME)
    assert len({each.id for each in kept}) == len(kept) == 24
