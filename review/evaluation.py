"""Golden questions asked of the live edition, and what came of them by kind."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.domain import Answer, Match, Question, Turn
from knowledge.golden import GoldenQuestion
from review.calibration import Bin, Calibration, is_probability
from review.golden import RECALL_AT, Score, score
from review.measures import AREA, CALIBRATION_ERROR, MEASURES, Summary, answerable_area, calibration, summaries, told_of
from review.statistics import Estimate

Ask = Callable[[Question], Answer]
# A question, with the ones before it, and how many passages are wanted, best first.
Search = Callable[[Question, int], list[Match]]
# How probable it was judged, from 0 to 1, that the documents answer; None where nothing was judged.
Strength = Callable[[Answer], float | None]


def evaluate(
    questions: Sequence[GoldenQuestion],
    ask: Ask,
    search: Search,
    progress: Callable[[int, int], None],
    strength: Strength = lambda answer: None,
) -> list[Score]:
    """Ask every question, in order; one that follows another is asked in its thread. Nothing is recorded."""
    scores, turns = [], dict[str, tuple[Turn, ...]]()
    for done, golden in enumerate(questions):
        progress(done, len(questions))
        history = turns.get(golden.follows, ()) if golden.follows else ()
        question = Question(golden.question, history=history)
        answer = ask(question)
        turns[golden.id] = (*history, Turn(golden.question, answer.text))
        matches = search(question, max(RECALL_AT)) if golden.evidence else []
        scores.append(score(golden, answer, matches, strength(answer)))
    progress(len(questions), len(questions))
    return scores


def evaluation_object(scores: Sequence[Score]) -> dict[str, object]:
    """The evaluation as JSON: shares by kind with 95% intervals, and what came of each question."""
    return {
        "kinds": {kind: _kind_object(each) for kind, each in summaries(scores).items()},
        AREA: _estimate_object(answerable_area(scores)),
        **_calibration_object(calibration(scores)),
        "questions": [_question_object(each) for each in scores],
    }


def _estimate_object(estimate: Estimate | None) -> dict[str, object] | None:
    return None if estimate is None else {"value": _rounded(estimate.value), "interval": _interval(estimate)}


def _calibration_object(found: Calibration | None) -> dict[str, object]:
    if found is None:
        return {CALIBRATION_ERROR: None, "brier": None, "reliability": []}
    by_chance = {"by_chance": _rounded(found.by_chance)}
    return {
        CALIBRATION_ERROR: {**(_estimate_object(found.error) or {}), **by_chance},
        "brier": _estimate_object(found.brier),
        "reliability": [_bin_object(each) for each in found.bins],
    }


def _bin_object(each: Bin) -> dict[str, object]:
    return {
        "told": _rounded(each.told),
        "told_range": [_rounded(each.lowest), _rounded(each.highest)],
        "answerable": _rounded(each.answerable.value),
        "interval": _interval(each.answerable),
        "questions": each.answerable.count,
    }


def _kind_object(summary: Summary) -> dict[str, object]:
    measures = summary.measures
    shares = {name: _rounded(each.value if each else None) for name, each in measures.items()}
    return {
        "questions": summary.questions,
        "evidence_recall": {str(k): shares.pop(f"evidence_recall@{k}") for k in RECALL_AT},
        **shares,
        "intervals": {name: _interval(each) for name, each in measures.items()},
    }


def _question_object(score: Score) -> dict[str, object]:
    return {
        "id": score.golden.id,
        "kind": score.golden.kind,
        "outcome": score.outcome,
        "expect": score.golden.expect,
        "evidence_recall": score.recall,
        "evidence_ranks": list(score.ranks),
        "facts_found": score.facts_found,
        "facts": len(score.golden.answer_facts),
        "missing_facts": list(score.missing_facts),
        "cited_right": score.cited_right,
        "strength": score.strength,
        "measures": {measure.name: measure.of(score) for measure in MEASURES},
    }


def _interval(estimate: Estimate | None) -> list[float | None] | None:
    return None if estimate is None else [_rounded(estimate.low), _rounded(estimate.high)]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def print_evaluation(scores: Sequence[Score], console: Console) -> None:
    """A row a kind: how often the evidence was found, the facts said, and what went wrong; then how sure that is."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Kind", no_wrap=True)
    for head in ("Asked", *(measure.head for measure in MEASURES)):
        table.add_column(head, justify="right")
    found = summaries(scores)
    for kind, each in found.items():
        cells = [str(each.questions), *(percent(each.measures[measure.name]) for measure in MEASURES)]
        table.add_row(escape(kind), *cells, style="bold" if kind == "all" else "")
    console.print(table)
    if found:
        _print_intervals(found["all"], console)
        _print_judge(scores, console)


def _print_intervals(summary: Summary, console: Console) -> None:
    console.print("\nAll questions, and where the figure would lie 19 times in 20 with other questions like them:")
    for measure in MEASURES:
        if each := summary.measures[measure.name]:
            console.print(f"  {measure.title:<30} {with_interval(each)} ({each.count} questions)", highlight=False)


def _print_judge(scores: Sequence[Score], console: Console) -> None:
    """How well the judge tells answerable questions from others, and how far its probabilities are from the truth."""
    if area := answerable_area(scores):
        console.print(f"  {'Area under the curve':<30} {_hundredths(area)} answerable against others", highlight=False)
    if outside := outside_words(scores):
        console.print(f"  {'Calibration error':<30} none: {outside}", highlight=False)
    if found := calibration(scores):
        told = f"{_hundredths(found.error)} ({found.error.count} questions):"
        console.print(f"  {'Calibration error':<30} {told}", highlight=False)
        console.print("    how far the told probability is from the share that is answerable;")
        console.print(f"    chance alone makes about {found.by_chance:.2f}", highlight=False)


def outside_words(scores: Sequence[Score]) -> str:
    """Why there is no calibration although strengths were told; empty where that is not so."""
    told = told_of(scores)
    outside = sum(not is_probability(each) for each in told)
    return f"{outside} of {len(told)} strengths lie outside 0 to 1" if outside else ""


def _hundredths(estimate: Estimate) -> str:
    """ "0.86  (0.80 to 0.91)"."""
    return f"{estimate.value:.2f}  ({estimate.low:.2f} to {estimate.high:.2f})"


def percent(estimate: Estimate | None) -> str:
    """ "45%", or a dash where there is none."""
    return "–" if estimate is None else f"{estimate.value:.0%}"


def with_interval(estimate: Estimate) -> str:
    """ "45%  (31% to 62%)"."""
    return f"{estimate.value:>4.0%}  ({estimate.low:.0%} to {estimate.high:.0%})"
