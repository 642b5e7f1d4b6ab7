"""Golden questions asked of the live edition, and what came of them by kind."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.domain import Answer, Match, Question, Turn
from knowledge.golden import GoldenQuestion
from review.golden import RECALL_AT, Score, score

Ask = Callable[[Question], Answer]
# A question, with the ones before it, and how many passages are wanted, best first.
Search = Callable[[Question, int], list[Match]]


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares of the questions of one kind, each None where no question of the kind has a say in it."""

    questions: int
    recall: dict[int, float | None]
    facts: float | None
    cited_right: float | None
    wrong_answers: float | None
    wrong_declines: float | None
    as_expected: float | None


def evaluate(
    questions: Sequence[GoldenQuestion], ask: Ask, search: Search, progress: Callable[[int, int], None]
) -> list[Score]:
    """Ask every question, in order; one that follows another is asked in its thread. Nothing is recorded."""
    scores, turns = [], dict[str, tuple[Turn, ...]]()
    for done, golden in enumerate(questions):
        progress(done, len(questions))
        history = turns.get(golden.follows, ()) if golden.follows else ()
        question = Question(golden.question, history=history)
        answer = ask(question)
        turns[golden.id] = (*history, Turn(golden.question, answer.text))
        scores.append(score(golden, answer, search(question, max(RECALL_AT)) if golden.evidence else []))
    progress(len(questions), len(questions))
    return scores


def summaries(scores: Iterable[Score]) -> dict[str, Summary]:
    """A summary of each kind, by name, and of all."""
    kinds: defaultdict[str, list[Score]] = defaultdict(list)
    for each in scores:
        kinds[each.golden.kind].append(each)
        kinds["all"].append(each)
    order = sorted(kinds, key=lambda kind: (kind == "all", kind))
    return {kind: _summary(kinds[kind]) for kind in order}


def _summary(scores: Sequence[Score]) -> Summary:
    facts = [each.facts_found / len(each.golden.answer_facts) for each in scores if each.golden.answer_facts]
    return Summary(
        questions=len(scores),
        recall={k: _mean([each.recall[k] for each in scores if each.recall]) for k in RECALL_AT},
        facts=_mean(facts),
        cited_right=_mean([each.cited_right for each in scores if each.cited_right is not None]),
        wrong_answers=_mean([each.is_wrong_answer for each in scores if not each.golden.answerable]),
        wrong_declines=_mean([each.is_wrong_decline for each in scores if each.golden.answerable]),
        as_expected=_mean([each.is_as_expected for each in scores if each.is_as_expected is not None]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def evaluation_object(scores: Sequence[Score]) -> dict[str, object]:
    """The evaluation as JSON: shares by kind, and what came of each question."""
    return {
        "kinds": {
            kind: {
                "questions": each.questions,
                "evidence_recall": {str(k): _rounded(share) for k, share in each.recall.items()},
                "fact_recall": _rounded(each.facts),
                "cited_right": _rounded(each.cited_right),
                "wrong_answers": _rounded(each.wrong_answers),
                "wrong_declines": _rounded(each.wrong_declines),
                "as_expected": _rounded(each.as_expected),
            }
            for kind, each in summaries(scores).items()
        },
        "questions": [
            {
                "id": each.golden.id,
                "kind": each.golden.kind,
                "outcome": each.outcome,
                "expect": each.golden.expect,
                "evidence_recall": each.recall,
                "facts_found": each.facts_found,
                "facts": len(each.golden.answer_facts),
                "cited_right": each.cited_right,
            }
            for each in scores
        ],
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def print_evaluation(scores: Sequence[Score], console: Console) -> None:
    """A row a kind: how often the evidence was found, the facts said, and what went wrong."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Kind", no_wrap=True)
    heads = ["Asked", *(f"@{k}" for k in RECALL_AT), "Facts", "Right page", "Wrong answer", "Wrong decline"]
    for head in (*heads, "As expected"):
        table.add_column(head, justify="right")
    for kind, each in summaries(scores).items():
        shares = [*each.recall.values(), each.facts, each.cited_right, each.wrong_answers, each.wrong_declines]
        cells = [str(each.questions), *map(_percent, [*shares, each.as_expected])]
        table.add_row(escape(kind), *cells, style="bold" if kind == "all" else "")
    console.print(table)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
