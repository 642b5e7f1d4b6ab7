"""A saved evaluation against new scores of the same questions."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from knowledge.domain import Outcome
from knowledge.errors import QuestionError, StorageError
from knowledge.golden import Evidence, GoldenQuestion
from review.comparison import Comparison, Difference, compare, comparison_object, print_comparison, rank_words
from review.evaluation import evaluation_object
from review.golden import Score
from review.saved import check_folders, circumstances, read_evaluation, write_text

GOLDEN = GoldenQuestion("1", "What of a bruise?", "number", True, ("16", "the same day"), (Evidence("a.pdf", 1, "x"),))
FOUND = Score(GOLDEN, Outcome.ANSWERED, (2,), (), True)
LOST = Score(GOLDEN, Outcome.NOT_FOUND, (8,), ("16", "the same day"), None)
DECLINED = Score(GoldenQuestion("2", "How fast is light?", "unanswerable", False), Outcome.NOT_FOUND, (), (), None)
WRONG = replace(DECLINED, outcome=Outcome.ANSWERED)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A question file; what stands in it is not looked at."""
    path = tmp_path / "questions.jsonl"
    path.write_text("{}")
    return path


def save(questions: Path, *scores: Score) -> Path:
    path = questions.with_name("old.json")
    made = circumstances([questions], "edition-1", "model", datetime(2026, 3, 2, 9, tzinfo=UTC))
    write_text(path, json.dumps({**made, **evaluation_object(scores)}))
    return path


def compared(questions: Path, before: list[Score], after: list[Score]) -> Comparison:
    return compare(read_evaluation(save(questions, *before), [questions]), after)


def test_questions_that_turned_are_told_with_what_became_of_them(questions: Path) -> None:
    comparison = compared(questions, [LOST, DECLINED], [FOUND, WRONG])
    assert ("2026-03-02T09:00:00+00:00", "edition-1") == (comparison.before.date, comparison.before.edition)
    assert ["1", "2"] == [each.golden.id for each in comparison.turned]
    assert [
        ("evidence found in the first 5: at 8, now at 2", True),
        ("not found, now answered", True),
        ("0 of 2 facts said, now 2", True),
        ("not found, now answered", False),
    ] == [(turn.what, turn.is_better) for each in comparison.turned for turn in each.turns]


def test_another_way_of_declining_is_neither_better_nor_worse(questions: Path) -> None:
    comparison = compared(questions, [DECLINED], [replace(DECLINED, outcome=Outcome.OUT_OF_SCOPE)])
    assert [None] == [turn.is_better for turn in comparison.turned[0].turns]


def test_the_same_scores_turn_nothing(questions: Path) -> None:
    comparison = compared(questions, [FOUND, DECLINED], [FOUND, DECLINED])
    assert () == comparison.turned
    assert {"no change"} == {each.words for each in comparison.differences}


def test_a_difference_says_whether_chance_would_do_as_much(questions: Path) -> None:
    steady = [FOUND] * 10
    one, many = (compared(questions, [*[LOST] * n, *steady], [*[FOUND] * n, *steady]) for n in (1, 10))
    words = [each.differences[2].words for each in (one, many)]
    assert words[0].startswith("better, but it may be chance (p = ")
    assert words[1].startswith("better, and more than chance (p = ")
    back = compared(questions, [*[FOUND] * 10, *steady], [*[LOST] * 10, *steady])
    assert back.differences[2].words.startswith("worse, and more than chance")
    declines = next(each for each in back.differences if each.measure.name == "wrong_declines")
    assert (0.0, 0.5, False) == (declines.before, declines.after, declines.is_better)


def test_a_measure_counts_the_questions_with_a_say_in_it_both_times(questions: Path) -> None:
    comparison = compared(questions, [LOST, FOUND], [FOUND, FOUND])
    counts = {each.measure.name: each.change.count for each in comparison.differences}
    assert (2, 1) == (counts["evidence_recall@5"], counts["cited_right"])
    assert "wrong_answers" not in counts


def told(golden: GoldenQuestion, *strengths: float | None) -> list[Score]:
    return [Score(golden, Outcome.ANSWERED, (), (), None, each) for each in strengths]


def differences(comparison: Comparison) -> dict[str, Difference]:
    return {each.measure.name: each for each in comparison.differences}


def test_the_judges_figures_are_compared(questions: Path) -> None:
    golden, other = GOLDEN, DECLINED.golden
    before = [*told(golden, *[0.45] * 12), *told(other, *[0.55] * 12)]
    after = [*told(golden, *[0.95] * 12), *told(other, *[0.05] * 12)]
    comparison = compared(questions, before, after)
    found = differences(comparison)
    area, error = found["area_under_curve"], found["calibration_error"]
    assert (0.0, 1.0, True) == (area.before, area.after, area.is_better)
    assert pytest.approx((0.55, 0.05)) == (error.before, error.after)
    assert error.is_better
    assert ("0.55", "0.05", 24) == (error.before_words, error.after_words, error.change.count)
    assert error.words.startswith("better, and more than chance (p = ")
    assert "between -50 and -50 hundredths" in error.words
    result = json.loads(json.dumps(comparison_object(comparison)))["differences"]["calibration_error"]
    assert (0.55, 0.05) == (result["before"], result["after"])
    console = Console(file=io.StringIO(), width=200)
    print_comparison(comparison, console)
    assert "  Calibration error: 0.55 to 0.05, better" in console.file.getvalue()  # type: ignore[attr-defined]
    back = differences(compared(questions, after, before))
    assert (False, False) == (back["area_under_curve"].is_better, back["calibration_error"].is_better)


def test_the_judges_figures_count_the_questions_that_were_told_of_both_times(questions: Path) -> None:
    golden, other = GOLDEN, DECLINED.golden
    before = [*told(golden, 0.9, None, 0.9), *told(other, 0.1)]
    after = [*told(golden, 0.9, 0.1, None), *told(other, 0.1)]
    found = differences(compared(questions, before, after))
    assert (2, 2) == (found["area_under_curve"].change.count, found["calibration_error"].change.count)
    assert ("no change", "no change") == (found["area_under_curve"].words, found["calibration_error"].words)


def test_strengths_from_before_they_were_probabilities_have_an_area_alone(questions: Path) -> None:
    before = [*told(GOLDEN, 0.2, -0.03), *told(DECLINED.golden, -0.7)]
    found = differences(compared(questions, before, [*told(GOLDEN, 0.9, 0.8), *told(DECLINED.golden, 0.1)]))
    assert (1.0, 1.0) == (found["area_under_curve"].before, found["area_under_curve"].after)
    assert "calibration_error" not in found


def test_an_evaluation_saved_before_calibration_was_is_read(questions: Path) -> None:
    path = save(questions, FOUND, *told(GOLDEN, 0.5))
    saved = json.loads(path.read_text())
    for name in ("calibration_error", "brier", "reliability"):
        del saved[name]
    path.write_text(json.dumps(saved))
    assert [None, 0.5] == [each.strength for each in read_evaluation(path, [questions]).questions]
    for question in saved["questions"]:
        del question["strength"]
    path.write_text(json.dumps(saved))
    old = read_evaluation(path, [questions])
    assert [None, None] == [each.strength for each in old.questions]
    assert "area_under_curve" not in differences(compare(old, [FOUND, *told(GOLDEN, 0.5)]))


@pytest.mark.parametrize("strength", ["0.5", [], float("nan")])
def test_a_strength_that_is_no_number_makes_no_evaluation(questions: Path, strength: object) -> None:
    path = save(questions, FOUND)
    saved = json.loads(path.read_text())
    saved["questions"][0]["strength"] = strength
    path.write_text(json.dumps(saved))
    with pytest.raises(QuestionError, match=r"old\.json is not an evaluation"):
        read_evaluation(path, [questions])


def test_the_comparison_is_json(questions: Path) -> None:
    result = json.loads(json.dumps(comparison_object(compared(questions, [LOST], [FOUND]))))
    assert (0.0, 1.0) == (result["differences"]["fact_recall"]["before"], result["differences"]["fact_recall"]["after"])
    assert ["1"] == [each["id"] for each in result["turned"]]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"questions": 3}', '{"date": "yesterday", "files": []}', "\x00"])
def test_a_file_that_is_no_evaluation_is_named(questions: Path, text: str) -> None:
    path = questions.with_name("old.json")
    path.write_text(text)
    with pytest.raises(QuestionError, match=r"old\.json is not an evaluation"):
        read_evaluation(path, [questions])


def test_an_evaluation_of_other_questions_is_named(questions: Path) -> None:
    path = save(questions, FOUND)
    questions.write_text("others")
    with pytest.raises(QuestionError, match="of other questions"):
        read_evaluation(path, [questions])
    with pytest.raises(QuestionError, match="cannot be read"):
        read_evaluation(questions.with_name("nowhere.json"), [questions])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    check_folders([tmp_path / "new.json"])
    with pytest.raises(StorageError, match="there is no folder"):
        check_folders([tmp_path / "nowhere" / "new.json"])
    with pytest.raises(StorageError, match="cannot be written"):
        write_text(tmp_path, "")


def test_ranks_read_as_words() -> None:
    assert ["at 3", "at 1 and 7", "at 2 and not found", "not found", "not found"] == [
        rank_words(ranks) for ranks in ([3], [1, 7], [2, None], [None, None], [])
    ]
