"""Whether citations support what they are attached to, by all that may matter."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from knowledge.verdicts import Ground, Judgement
from review.audit.assurance_sampling import cell_of, cell_sizes, draw_weights
from review.audit.behind import checked
from review.audit.figures import Choice, Figure, Of, PlotKind, Section, Table, shared
from review.audit.quarter import Quarter
from review.audit.weighting import Checked, weighted_share
from review.audit.wording import between, of_them, percent
from review.statistics import share
from review.words import OUTCOME_WORDS

_RATE = "supported citations"
NOTHING = "Nothing of this period has been reviewed yet, so there is no rate to give."
_CLUSTERED = (
    "The citations of one answer are not wholly independent of each other: the intervals are a little narrower than "
    "they should be."
)


def support_section(quarter: Quarter) -> Section:
    """How many citations support what they are attached to, by all that may matter."""
    every = checked(quarter)
    supporting = [each.judgement == Judgement.SUPPORTS for each in every]
    overall = share(supporting)
    if overall is None:
        return Section("support", "Do the quotations support what was said?", (NOTHING,), (_reviewing(quarter),))
    sentences = [of_them(sum(supporting), overall, "citation", "checked", "supported their statement")]
    weighted = _weighted(quarter)
    if weighted:
        sentences.append(
            "Safety cards and answers that somebody complained of are all checked, so they weigh more in this figure "
            f"than in daily use. Weighted back to all answers the share is {percent(weighted.value or 0)}, with the "
            f"true share {between(weighted.low or 0, weighted.high or 0)}; this {weighted.note}."
        )
    counts = Counter(each.judgement for each in every)
    return Section(
        "support",
        "Do the quotations support what was said?",
        tuple(sentences),
        (
            Table(
                "Citations checked by what reviewers said",
                "Judgement",
                (
                    *(
                        Figure("citations", each.capitalize(), counts[each], choice=Choice(Of.CHECKED, each.value))
                        for each in Judgement
                    ),
                    Figure("citations", "All citations checked", len(every), choice=Choice(Of.CHECKED)),
                ),
            ),
            Table(
                "Supported citations",
                "",
                (shared(_RATE, "As checked", overall, Choice(Of.CHECKED)), *([weighted] if weighted else [])),
                plot=PlotKind.INTERVALS,
            ),
            *_rates(quarter),
            _reviewing(quarter),
        ),
        (
            "An interval of 95% is meant: of samples drawn again and again, 19 in 20 would hold the true share.",
            _CLUSTERED,
            "Where two reviewers differ a third decides; until then the first reviewer's verdict counts. An answer "
            "that waits for a second, blind review is left out.",
        ),
    )


def _weighted(quarter: Quarter) -> Figure | None:
    if not quarter.draws:
        return None
    by_answer: defaultdict[str, list[bool]] = defaultdict(list)
    for each in checked(quarter):
        by_answer[each.answer_id].append(each.judgement == Judgement.SUPPORTS)
    weights = draw_weights(quarter)
    # Answers that were reviewed and cite nothing belong to the sample too: they bring no citation.
    known = [
        Checked(cell_of(quarter, id), sum(by_answer[id]), len(by_answer[id]), weights.get(id, 1.0))
        for id in quarter.counted
    ]
    sizes = cell_sizes(quarter)
    found = weighted_share(known, sizes)
    if found is None:
        return None
    stands_for = f"speaks for {found.stands_for:,} of {sum(sizes.values()):,} answers"
    return shared(_RATE, "Weighted back to all answers", found.estimate, Choice(Of.CHECKED), stands_for)


def _rates(quarter: Quarter) -> list[Table]:
    every = checked(quarter)
    titles = {each.document: each.title for each in every}
    doubled = {title for title, count in Counter(titles.values()).items() if count > 1}
    named = {path: f"{title} ({path})" if title in doubled else title for path, title in titles.items()}
    outcomes = {each.value: words for each, words in OUTCOME_WORDS.items()}
    return [
        _rate_table(
            quarter, "by why it was reviewed", "Ground", "ground", {each.value: each.capitalize() for each in Ground}
        ),
        _rate_table(quarter, "by how the question ended", "How it ended", "outcome", outcomes),
        _rate_table(quarter, "by language model", "Language model", "language_model", {"": "none"}),
        _rate_table(quarter, "by document", "Document", "document", named),
    ]


def _rate_table(quarter: Quarter, title: str, head: str, dimension: str, labels: Mapping[str, str]) -> Table:
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for each in checked(quarter):
        groups[getattr(each, dimension)].append(each.judgement == Judgement.SUPPORTS)
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    figures = [
        shared(_RATE, labels.get(value, value), share(found), Choice(Of.CHECKED, "", f"{dimension}={value}"))
        for value, found in ordered
    ]
    return Table(f"Supported citations {title}", head, tuple(figures), plot=PlotKind.INTERVALS)


def _reviewing(quarter: Quarter) -> Table:
    grounds = Counter(queued.ground for queued in quarter.queue.values())
    return Table(
        "How far reviewing has come",
        "",
        (
            *(
                Figure("answers", f"To be reviewed: {each}", grounds[each], choice=Choice(Of.QUEUED, each.value))
                for each in Ground
                if grounds[each]
            ),
            Figure("answers", "Reviewed, and counted here", len(quarter.counted), choice=Choice(Of.JUDGED)),
            Figure(
                "answers",
                "Counted, but two reviewers differ and a third is to decide",
                len(quarter.undecided),
                choice=Choice(Of.UNDECIDED),
            ),
            Figure("answers", "Waiting for a first or second review", len(quarter.waiting), choice=Choice(Of.WAITING)),
        ),
    )
