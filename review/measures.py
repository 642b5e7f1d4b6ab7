"""What is measured of a score: each measure says which questions have a say in it, and what each says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from review.calibration import Calibration, Told, calibrate, is_probability, paired_calibration_change
from review.golden import RECALL_AT, Score
from review.statistics import Change, Estimate, area_under_curve, mean, paired_area_change, share

AREA = "area_under_curve"
CALIBRATION_ERROR = "calibration_error"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure between 0 and 1. `of` gives what one score adds to it, None where it has no say.

    `head` is a column's head. `estimate` makes the mean and its interval of what the scores add.
    """

    name: str
    title: str
    head: str
    of: Callable[[Score], float | None]
    estimate: Callable[[Sequence[float]], Estimate | None] = share
    is_better_high: bool = True


def _recall(k: int) -> Callable[[Score], float | None]:
    return lambda score: None if (found := score.recall) is None else float(found[k])


def _facts(score: Score) -> float | None:
    facts = len(score.golden.answer_facts)
    return score.facts_found / facts if facts else None


def _cited_right(score: Score) -> float | None:
    return None if score.cited_right is None else float(score.cited_right)


def _wrong_answer(score: Score) -> float | None:
    return None if score.golden.answerable else float(score.is_wrong_answer)


def _wrong_decline(score: Score) -> float | None:
    return float(score.is_wrong_decline) if score.golden.answerable else None


def _as_expected(score: Score) -> float | None:
    return None if score.is_as_expected is None else float(score.is_as_expected)


MEASURES = (
    *(Measure(f"evidence_recall@{k}", f"All evidence in the first {k}", f"@{k}", _recall(k)) for k in RECALL_AT),
    Measure("fact_recall", "Facts said", "Facts", _facts, mean),
    Measure("cited_right", "A citation on the right page", "Right page", _cited_right),
    Measure("wrong_answers", "Wrong answers", "Wrong answer", _wrong_answer, is_better_high=False),
    Measure("wrong_declines", "Wrong declines", "Wrong decline", _wrong_decline, is_better_high=False),
    Measure("as_expected", "Outcome as expected", "As expected", _as_expected),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures of the questions of one kind by name, each None where no question of the kind has a say in it."""

    questions: int
    measures: Mapping[str, Estimate | None]


def summaries(scores: Iterable[Score]) -> dict[str, Summary]:
    """A summary of each kind, by name, and of all."""
    kinds: defaultdict[str, list[Score]] = defaultdict(list)
    for each in scores:
        kinds[each.golden.kind].append(each)
        kinds["all"].append(each)
    order = sorted(kinds, key=lambda kind: (kind == "all", kind))
    return {kind: _summary(kinds[kind]) for kind in order}


def _summary(scores: Sequence[Score]) -> Summary:
    return Summary(len(scores), {measure.name: _estimate(measure, scores) for measure in MEASURES})


def _estimate(measure: Measure, scores: Sequence[Score]) -> Estimate | None:
    return measure.estimate([value for each in scores if (value := measure.of(each)) is not None])


def answerable_area(scores: Iterable[Score]) -> Estimate | None:
    """The area under the curve between answerable questions and others by strength; None where none is told."""
    told = told_of(scores)
    positive = [each.strength for each in told if each.is_answerable]
    return area_under_curve(positive, [each.strength for each in told if not each.is_answerable])


def calibration(scores: Iterable[Score]) -> Calibration | None:
    """How well the strengths fit as probabilities; None where none is told, or one is no probability."""
    told = told_of(scores)
    return calibrate(told) if all(map(is_probability, told)) else None


def told_of(scores: Iterable[Score]) -> list[Told]:
    """What was told of each question, in order, without those of which nothing was."""
    return [Told(each.strength, each.golden.answerable) for each in scores if each.strength is not None]


@dataclass(frozen=True, slots=True)
class JudgeMeasure:
    """A figure between 0 and 1 of all strengths together, which no question has a share of.

    `change` gives it before and after over the same questions, in the same order, and how it moved.
    """

    name: str
    title: str
    change: Callable[[Sequence[Told], Sequence[Told]], tuple[float, float, Change] | None]
    is_better_high: bool = True


def _area_change(before: Sequence[Told], after: Sequence[Told]) -> tuple[float, float, Change] | None:
    pairs = list(zip(before, after, strict=True))
    positive = [(old.strength, new.strength) for old, new in pairs if new.is_answerable]
    return paired_area_change(positive, [(old.strength, new.strength) for old, new in pairs if not new.is_answerable])


def _calibration_change(before: Sequence[Told], after: Sequence[Told]) -> tuple[float, float, Change] | None:
    """None where a strength is no probability: evaluations were saved before strengths were."""
    return paired_calibration_change(before, after) if all(map(is_probability, (*before, *after))) else None


JUDGE_MEASURES = (
    JudgeMeasure(AREA, "Area under the curve", _area_change),
    JudgeMeasure(CALIBRATION_ERROR, "Calibration error", _calibration_change, is_better_high=False),
)
