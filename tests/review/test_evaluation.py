"""Golden questions asked in order and in their threads, and the shares that come of it."""

import io
import json
from dataclasses import replace

from rich.console import Console

from builders.answers import declined_answer, sample_answer, sample_passage
from knowledge.domain import Answer, Match, Outcome, Question
from knowledge.golden import Evidence, GoldenQuestion
from review.evaluation import evaluate, evaluation_object, print_evaluation
from review.golden import Score
from review.measures import Summary, answerable_area, calibration, summaries

EVIDENCE = (Evidence("procedures/bruising.pdf", 6, "be referred to Children's Services"),)
FIRST = GoldenQuestion("1", "What of a bruise?", "number", True, ("the same day", "two nurses"), EVIDENCE)
FOLLOW_UP = GoldenQuestion("2", "And who?", "number", True, evidence=EVIDENCE, follows="1")
THIRD = GoldenQuestion("3", "And then?", "list", True, follows="2")
UNANSWERABLE = GoldenQuestion("4", "How fast is light?", "unanswerable", False, expect=Outcome.NOT_FOUND)


class Asked:
    """Answers everything alike and keeps what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.questions: list[Question] = []
        self.searched: list[tuple[Question, int]] = []
        self.progress: list[tuple[int, int]] = []

    def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        return self.answer

    def search(self, question: Question, limit: int) -> list[Match]:
        self.searched.append((question, limit))
        return [Match(sample_passage(), 1.0)]


def evaluated(asked: Asked, *questions: GoldenQuestion) -> list[Score]:
    return evaluate(questions, asked.ask, asked.search, lambda done, total: asked.progress.append((done, total)))


def test_a_follow_up_is_asked_and_searched_for_in_its_thread() -> None:
    asked = Asked(sample_answer())
    evaluated(asked, FIRST, FOLLOW_UP, THIRD, UNANSWERABLE)
    histories = [[turn.question for turn in question.history] for question in asked.questions]
    assert [[], [FIRST.question], [FIRST.question, FOLLOW_UP.question], []] == histories
    assert sample_answer().text == asked.questions[1].history[0].answer
    assert [(asked.questions[0], 10), (asked.questions[1], 10)] == asked.searched
    assert [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)] == asked.progress


def test_shares_are_of_the_questions_that_have_a_say() -> None:
    answered = evaluated(Asked(sample_answer()), FIRST, FOLLOW_UP)
    declined = evaluated(Asked(declined_answer()), replace(FIRST, id="5", evidence=()), UNANSWERABLE)
    found = summaries([*answered, *declined])
    assert ["number", "unanswerable", "all"] == list(found)
    number, unanswerable = found["number"], found["unanswerable"]
    assert (1.0, 0.25, 1.0, 1 / 3) == tuple(
        value(number, name) for name in ("evidence_recall@1", "fact_recall", "cited_right", "wrong_declines")
    )
    assert 3 == number.questions
    assert (None, None) == (value(unanswerable, "evidence_recall@1"), value(unanswerable, "fact_recall"))
    assert value(number, "as_expected") is None
    assert (0.0, 1.0) == (value(found["all"], "wrong_answers"), value(found["all"], "as_expected"))


def value(summary: Summary, name: str) -> float | None:
    estimate = summary.measures[name]
    return estimate.value if estimate else None


def test_the_area_needs_answers_that_tell_their_strength() -> None:
    asked, strengths = Asked(sample_answer()), iter([0.9, 0.4, 0.6])
    assert answerable_area(evaluated(asked, FIRST, UNANSWERABLE)) is None
    scores = evaluate(
        [FIRST, FOLLOW_UP, UNANSWERABLE], asked.ask, asked.search, lambda *_: None, lambda _: next(strengths)
    )
    area = answerable_area(scores)
    assert area
    assert 0.5 == area.value
    assert 0.5 == json.loads(json.dumps(evaluation_object(scores)))["area_under_curve"]["value"]


def with_strengths(*strengths: float | None) -> list[Score]:
    """Answerable questions and others by turns, each with a strength."""
    golden = [replace(FIRST if place % 2 == 0 else UNANSWERABLE, id=str(place)) for place in range(len(strengths))]
    scores = [Score(each, Outcome.ANSWERED, (), (), None) for each in golden]
    return [replace(score, strength=strength) for score, strength in zip(scores, strengths, strict=True)]


def printed(scores: list[Score]) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_evaluation(scores, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_the_calibration_is_told_of_the_questions_whose_strength_is() -> None:
    scores = with_strengths(*(0.75, 0.25) * 8, None, None)
    result = json.loads(json.dumps(evaluation_object(scores)))
    # Told 25%, none of eight is answerable, told 75%, all are.
    assert 0.25 == result["calibration_error"]["value"]
    low, high = result["calibration_error"]["interval"]
    assert 0 <= low <= 0.25 <= high
    assert 0 < result["calibration_error"]["by_chance"] < 0.25
    # R: prop.test(1, 16, correct = FALSE)
    assert {"value": 0.0625, "interval": [0.0111, 0.2833]} == result["brier"]
    assert [
        {
            "told": 0.25,
            "told_range": [0.25, 0.25],
            "answerable": 0.0,
            "interval": [0.0, 0.3244],
            "questions": 8,
        },
        {
            "told": 0.75,
            "told_range": [0.75, 0.75],
            "answerable": 1.0,
            "interval": [0.6756, 1.0],
            "questions": 8,
        },
    ] == result["reliability"]
    lines = printed(scores).splitlines()
    place = next(at for at, line in enumerate(lines) if "Calibration error" in line)
    assert "Area under the curve" in lines[place - 1]
    assert lines[place].startswith("  Calibration error              0.25  (")
    assert "how far the told probability is from the share that is answerable;" in lines[place + 1]
    assert "chance alone makes about 0.1" in lines[place + 2]


def test_strengths_that_are_no_probabilities_have_no_calibration_and_it_is_said() -> None:
    scores = with_strengths(0.9, -0.1, 1.2, None)
    assert calibration(scores) is None
    result = evaluation_object(scores)
    assert (None, None, []) == (result["calibration_error"], result["brier"], result["reliability"])
    assert "Calibration error              none: 2 of 3 strengths lie outside 0 to 1" in printed(scores)


def test_where_no_strength_is_told_nothing_is_said_of_calibration() -> None:
    scores = with_strengths(None, None)
    assert evaluation_object(scores)["calibration_error"] is None
    assert "Calibration" not in printed(scores)


def test_the_evaluation_is_json_with_every_question() -> None:
    result = json.loads(json.dumps(evaluation_object(evaluated(Asked(sample_answer()), FIRST, UNANSWERABLE))))
    assert ["number", "unanswerable", "all"] == list(result["kinds"])
    intervals = result["kinds"]["number"].pop("intervals")
    assert ([0.2065, 1.0], None) == (intervals["evidence_recall@5"], intervals["wrong_answers"])
    assert {
        "questions": 1,
        "evidence_recall": {"1": 1.0, "3": 1.0, "5": 1.0, "10": 1.0},
        "fact_recall": 0.5,
        "cited_right": 1.0,
        "wrong_answers": None,
        "wrong_declines": 0.0,
        "as_expected": None,
    } == result["kinds"]["number"]
    assert ([1], ["two nurses"]) == (result["questions"][0]["evidence_ranks"], result["questions"][0]["missing_facts"])
    assert ["1", "4"] == [each["id"] for each in result["questions"]]
    assert ("answered", "not_found") == (result["questions"][1]["outcome"], result["questions"][1]["expect"])


def test_the_table_fits_a_terminal_whatever_a_kind_is_called() -> None:
    console = Console(file=io.StringIO(), width=80)
    scores = evaluated(Asked(sample_answer()), FIRST, replace(UNANSWERABLE, kind="[red]"))
    print_evaluation(scores, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "All evidence in the first 5    100%  (21% to 100%) (1 questions)" in text
    assert "…" not in text
    assert "[red]" in text


def test_no_scores_make_no_shares() -> None:
    assert {} == summaries([])
