"""How what reviewers judge was drawn, and what it stands for."""

from collections import Counter

from knowledge.domain import Outcome
from knowledge.ledger.samples import Sample
from knowledge.periods import Period
from knowledge.verdicts import Ground
from review.audit.behind import behind
from review.audit.figures import Choice, Figure, Of, Section, Table
from review.audit.quarter import Quarter
from review.audit.wording import plural
from review.words import OUTCOME_WORDS, day_words


def cell_of(quarter: Quarter, answer_id: str) -> str:
    """What an answer stands for when it is weighted: others of its ground, or of its outcome where it was drawn."""
    queued = quarter.queue[answer_id]
    return queued.outcome.value if queued.ground is Ground.SAMPLE else queued.ground.value


def cell_sizes(quarter: Quarter) -> dict[str, int]:
    """How many answers of the period each cell has.

    Of each ground that is no sample its answers; of each outcome all others that could be drawn.
    """
    chosen = [each for each in quarter.queue.values() if each.ground is not Ground.SAMPLE]
    drawable = Counter(quarter.outcomes) - Counter(each.outcome.value for each in chosen)
    # Questions that were not kept cannot be judged: they are not drawn, and cite nothing.
    drawable.pop(Outcome.IDENTIFIERS.value, None)
    return {**Counter(each.ground.value for each in chosen), **drawable}


def draw_weights(quarter: Quarter) -> dict[str, float]:
    """How many answers each drawn one stands for by the way in which it was drawn, by id.

    Where every stratum gave some, an answer stands for its stratum's others; where there were more strata than answers
    wanted, each had the same chance.
    """
    weights: dict[tuple[int, str], float] = {}
    for sample in quarter.draws:
        size, drawn = _sums(sample)
        is_even = any(stratum.drawn == 0 for stratum in sample.strata)
        for stratum in sample.strata:
            if stratum.drawn:
                weights[sample.id, stratum.name] = size / drawn if is_even else stratum.size / stratum.drawn
    return {
        id: weights.get((queued.sample_id, queued.stratum), 1.0)
        for id, queued in quarter.queue.items()
        if queued.sample_id is not None
    }


def sampling_section(quarter: Quarter) -> Section:
    """The draws, so that they can be repeated, and how much of each outcome was reviewed."""
    draws = quarter.draws
    title = "How the sample was drawn"
    if not draws:
        said = "No sample has been drawn from this time: safety cards and answers with complaints are reviewed."
        return Section("sampling", title, (said,))
    drawn = sum(_sums(draw)[1] for draw in draws)
    said = (
        f"Beside every safety card and every answer that somebody complained of, {plural(drawn, 'answer')} were drawn "
        f"by chance, in {plural(len(draws), 'draw')}. With its seed each draw can be repeated."
    )
    described = tuple(_draw_figure(draw, quarter.period) for draw in draws)
    note = (
        "A draw is stratified by outcome, document, agency and week. Each stratum, with its size and how many were "
        "drawn of it, is in the export (samples)."
    )
    return Section("sampling", title, (said,), (Table("Draws", "Draw", described), _by_outcome(quarter)), (note,))


def _draw_figure(draw: Sample, period: Period) -> Figure:
    size, drawn = _sums(draw)
    # Of a draw that reaches beyond the period only a part could be listed.
    is_within = period.since <= draw.since and draw.until <= period.until
    return Figure(
        "answers drawn",
        f"Draw {draw.id}, {day_words(draw.drawn_at)}",
        drawn,
        choice=Choice(Of.SAMPLED, "", f"draw={draw.id}") if is_within else None,
        note=f"of {size:,} in {len(draw.strata):,} strata; asked from {day_words(draw.since)} to before "
        f"{day_words(draw.until)}; seed {draw.seed}",
    )


def _sums(draw: Sample) -> tuple[int, int]:
    return sum(stratum.size for stratum in draw.strata), sum(stratum.drawn for stratum in draw.strata)


def _by_outcome(quarter: Quarter) -> Table:
    figures = []
    sizes = cell_sizes(quarter)
    for outcome in (each for each in Outcome if sizes.get(each.value)):
        words = OUTCOME_WORDS[outcome]
        figures.append(Figure("could be drawn", words, sizes[outcome.value]))
        for name, group in (("drawn", ""), ("reviewed", "reviewed")):
            choice = Choice(Of.SAMPLED, outcome.value, group)
            figures.append(Figure(name, words, len(behind(quarter, choice)), choice=choice))
    return Table("The sample by how the question ended", "How it ended", tuple(figures), is_grid=True)
