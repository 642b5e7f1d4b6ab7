"""Golden questions asked of the live edition, and what came of them by kind."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.domain import Answer, Match, Question, Turn
from knowledge.golden import GoldenQuestion
from review.golden import RECALL_AT, Score, score
from review.measures import AREA, MEASURES, Summary, answerable_area, summaries
from review.statistics import Estimate

Ask = Callable[[Question], Answer]
# A question, with the ones before it, and how many passages are wanted, best first.
Search = Callable[[Question, int], list[Match]]
# How well the evidence of an answer was judged to fit; None where the answer does not say.
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
    area = answerable_area(scores)
    return {
        "kinds": {kind: _kind_object(each) for kind, each in summaries(scores).items()},
        AREA: None if area is None else {"value": _rounded(area.value), "interval": _interval(area)},
        "questions": [_question_object(each) for each in scores],
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
        _print_intervals(found["all"], answerable_area(scores), console)


def _print_intervals(summary: Summary, area: Estimate | None, console: Console) -> None:
    console.print("\nAll questions, and where the figure would lie 19 times in 20 with other questions like them:")
    for measure in MEASURES:
        if each := summary.measures[measure.name]:
            console.print(f"  {measure.title:<30} {with_interval(each)} ({each.count} questions)", highlight=False)
    if area:
        told = f"{area.value:.2f}  ({area.low:.2f} to {area.high:.2f})"
        console.print(f"  {'Area under the curve':<30} {told} answerable against others", highlight=False)


def percent(estimate: Estimate | None) -> str:
    """ "45%", or a dash where there is none."""
    return "–" if estimate is None else f"{estimate.value:.0%}"


def with_interval(estimate: Estimate) -> str:
    """ "45%  (31% to 62%)"."""
    return f"{estimate.value:>4.0%}  ({estimate.low:.0%} to {estimate.high:.0%})"
