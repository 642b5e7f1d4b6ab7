"""The evaluation as an HTML page: one file, without scripts and without anything from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from review.comparison import Comparison
from review.evaluation import outside_words, percent
from review.golden import RECALL_AT, Score
from review.measures import MEASURES, Summary, answerable_area, calibration, summaries
from review.statistics import Estimate
from review.words import OUTCOME_WORDS


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plot: a point with its interval, and where it stood before."""

    label: str
    estimate: Estimate
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows on one scale from 0% to 100%; `is_good` says whether more is better."""

    title: str
    note: str
    rows: tuple[Row, ...]
    is_good: bool = True


def report_page(scores: Sequence[Score], made: Mapping[str, object], comparison: Comparison | None = None) -> str:
    """The page as text; `made` are the circumstances. What turned since an earlier evaluation comes first."""
    found = summaries(scores)
    return _template().render(
        made=made,
        kinds=found,
        measures=MEASURES,
        area=answerable_area(scores),
        calibration=calibration(scores),
        outside=outside_words(scores),
        plots=[plot for plot in _plots(found, comparison) if plot.rows],
        went_wrong=[score for score in scores if _is_wrong(score)],
        went_right=[score for score in scores if not _is_wrong(score)],
        comparison=comparison,
    )


def _plots(found: Mapping[str, Summary], comparison: Comparison | None) -> list[Plot]:
    return [
        Plot(
            "Evidence found, all questions",
            "How often all evidence of a question is among the first passages.",
            _rows_of_all(found, comparison),
        ),
        Plot(
            "Evidence found by kind",
            "All evidence among the first five passages.",
            _rows_by_kind(found, "evidence_recall@5"),
        ),
        Plot(
            "Facts said by kind",
            "The share of a question's facts that its answer says.",
            _rows_by_kind(found, "fact_recall"),
        ),
        Plot(
            "Wrong answers by kind",
            "Answered although the documents do not answer. Less is better.",
            _rows_by_kind(found, "wrong_answers"),
            is_good=False,
        ),
        Plot(
            "Wrong declines by kind",
            "Declined although the documents answer. Less is better.",
            _rows_by_kind(found, "wrong_declines"),
            is_good=False,
        ),
    ]


def _rows_of_all(found: Mapping[str, Summary], comparison: Comparison | None) -> tuple[Row, ...]:
    before = {each.measure.name: each.before for each in comparison.differences} if comparison else {}
    estimates = {k: found["all"].measures[f"evidence_recall@{k}"] for k in RECALL_AT} if found else {}
    return tuple(
        Row(f"first {k}" if k > 1 else "the first", estimate, before.get(f"evidence_recall@{k}"))
        for k, estimate in estimates.items()
        if estimate
    )


def _rows_by_kind(found: Mapping[str, Summary], name: str) -> tuple[Row, ...]:
    return tuple(Row(kind_words(kind), each) for kind, summary in found.items() if (each := summary.measures[name]))


def _is_wrong(score: Score) -> bool:
    """Whether there is something to mend: wrongly answered or declined, evidence not found, a fact not said."""
    is_lost = score.recall is not None and not score.recall[5]
    is_unexpected = score.is_as_expected is False
    return score.is_wrong_answer or score.is_wrong_decline or is_lost or is_unexpected or bool(score.missing_facts)


def kind_words(kind: str) -> str:
    """ "single fact" of "single_fact"."""
    return kind.replace("_", " ")


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(kind=kind_words, percent=percent)
    environment.globals.update(outcomes=OUTCOME_WORDS)
    return environment.get_template("evaluation.html")
