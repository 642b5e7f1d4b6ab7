"""Two evaluations of the same questions: which turned, and whether the difference is more than chance."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.markup import escape

from knowledge.golden import GoldenQuestion
from review.calibration import Told
from review.golden import Score
from review.measures import JUDGE_MEASURES, MEASURES, JudgeMeasure, Measure
from review.saved import Asked, Saved
from review.statistics import Change, paired_change

_FOUND_AT = 5
_BY_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a question, in words; `is_better` is None where it is neither better nor worse."""

    what: str
    is_better: bool | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A question that went another way than before."""

    golden: GoldenQuestion
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure moved over the questions that have a say in it both times."""

    measure: Measure | JudgeMeasure
    before: float
    after: float
    change: Change

    @property
    def is_sure(self) -> bool:
        """Whether chance moves as much less than once in twenty times."""
        return self.change.p < _BY_CHANCE

    @property
    def is_better(self) -> bool | None:
        """None where it stayed."""
        return (self.change.by > 0) == self.measure.is_better_high if self.change.by else None

    @property
    def words(self) -> str:
        """What a maintainer may make of it."""
        low, high = round(self.change.low * 100), round(self.change.high * 100)
        if low == high == 0:
            return "no change"
        ends = f"{_points(low)} and {_points(high)} {'hundredths' if self._is_of_judge else 'points'}"
        told = f"p = {self.change.p:.2g}; the true change is probably between {ends}"
        if self.is_better is None:
            return f"no change on balance ({told})"
        way = "better" if self.is_better else "worse"
        if self.is_sure:
            return f"{way}, and more than chance ({told})"
        return f"{way}, but it may be chance ({told})"

    @property
    def before_words(self) -> str:
        """ "45%", or "0.45" of the judge."""
        return self._figure(self.before)

    @property
    def after_words(self) -> str:
        """As `before_words`."""
        return self._figure(self.after)

    @property
    def _is_of_judge(self) -> bool:
        return isinstance(self.measure, JudgeMeasure)

    def _figure(self, value: float) -> str:
        return f"{value:.2f}" if self._is_of_judge else f"{value:.0%}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an evaluation changed since a saved one."""

    before: Saved
    turned: tuple[Turned, ...]
    differences: tuple[Difference, ...]


def compare(before: Saved, scores: Sequence[Score]) -> Comparison:
    """Hold scores against a saved evaluation of the same questions in the same order."""
    pairs = list(zip(before.questions, scores, strict=True))
    turned = ((score.golden, tuple(_turns(old, score))) for old, score in pairs)
    differences = (
        *(_difference(measure, pairs) for measure in MEASURES),
        *(_judge_difference(measure, pairs) for measure in JUDGE_MEASURES),
    )
    return Comparison(
        before,
        tuple(Turned(golden, turns) for golden, turns in turned if turns),
        tuple(each for each in differences if each),
    )


def _turns(old: Asked, new: Score) -> Iterator[Turn]:
    found_before = old.measures[f"evidence_recall@{_FOUND_AT}"]
    found = None if new.recall is None else new.recall[_FOUND_AT]
    if found_before is not None and found is not None and bool(found_before) != found:
        before, now = rank_words(old.ranks), rank_words(new.ranks)
        yield Turn(f"evidence {'found' if found else 'lost'} in the first {_FOUND_AT}: {before}, now {now}", found)
    if old.outcome != new.outcome:
        yield Turn(f"{_outcome(old.outcome)}, now {_outcome(new.outcome)}", _is_better_outcome(old, new))
    if old.facts_found != new.facts_found:
        told = f"{old.facts_found} of {len(new.golden.answer_facts)} facts said, now {new.facts_found}"
        yield Turn(told, new.facts_found > old.facts_found)


def _is_better_outcome(old: Asked, new: Score) -> bool | None:
    """By what was expected where that is told, else by whether it was wrong to answer or to decline."""
    wrong_before = any(old.measures[name] for name in ("wrong_answers", "wrong_declines"))
    wrong_now = new.is_wrong_answer or new.is_wrong_decline
    if new.is_as_expected is not None:
        wrong_before, wrong_now = old.measures["as_expected"] == 0, not new.is_as_expected
    return None if wrong_before == wrong_now else wrong_before


def _difference(measure: Measure, pairs: Sequence[tuple[Asked, Score]]) -> Difference | None:
    both = [(old.measures[measure.name], measure.of(new)) for old, new in pairs]
    values = [(old, new) for old, new in both if old is not None and new is not None]
    before, after = [old for old, _ in values], [new for _, new in values]
    change = paired_change(before, after)
    if change is None:
        return None
    return Difference(measure, sum(before) / len(before), sum(after) / len(after), change)


def _judge_difference(measure: JudgeMeasure, pairs: Sequence[tuple[Asked, Score]]) -> Difference | None:
    """Whether a question is answerable stands in the question files, which are the same as before."""
    both = [
        (Told(old.strength, new.golden.answerable), Told(new.strength, new.golden.answerable))
        for old, new in pairs
        if old.strength is not None and new.strength is not None
    ]
    moved = measure.change([old for old, _ in both], [new for _, new in both])
    return Difference(measure, *moved) if moved else None


def rank_words(ranks: Sequence[int | None]) -> str:
    """ "at 3", "at 1 and 7", "at 2 and not found", "not found"."""
    if not any(ranks):
        return "not found"
    if None not in ranks:
        return "at " + " and ".join(str(rank) for rank in ranks)
    return " and ".join("not found" if rank is None else f"at {rank}" for rank in ranks)


def _points(points: int) -> str:
    return f"{points:+d}" if points else "0"


def _outcome(outcome: str) -> str:
    return outcome.replace("_", " ")


def comparison_object(comparison: Comparison) -> dict[str, object]:
    """The comparison as JSON."""
    return {
        "date": comparison.before.date,
        "edition": comparison.before.edition,
        "embedding_model": comparison.before.embedding_model,
        "turned": [
            {"id": each.golden.id, "question": each.golden.question, "turns": [asdict(turn) for turn in each.turns]}
            for each in comparison.turned
        ],
        "differences": {
            each.measure.name: {
                "before": round(each.before, 4),
                "after": round(each.after, 4),
                "interval": [round(each.change.low, 4), round(each.change.high, 4)],
                "p": round(each.change.p, 4),
                "questions": each.change.count,
                "words": each.words,
            }
            for each in comparison.differences
        },
    }


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Every question that turned, then every measure with what may be made of it."""
    before = comparison.before
    console.print(f"\nSince the evaluation of {before.date} (edition {escape(before.edition)}):", highlight=False)
    for each in comparison.turned:
        console.print(f"  {escape(each.golden.id)}: {escape(each.golden.question)}", highlight=False)
        for turn in each.turns:
            sign = {True: "+", False: "-", None: "="}[turn.is_better]
            console.print(f"    {sign} {turn.what}", highlight=False)
    if not comparison.turned:
        console.print("  No question turned.")
    for difference in comparison.differences:
        moved = f"{difference.before_words} to {difference.after_words}"
        console.print(f"  {difference.measure.title}: {moved}, {difference.words}", highlight=False)
