"""What reviewers found: do citations support, was danger seen, was declining right, do reviewers agree."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from knowledge.domain import Outcome
from knowledge.verdicts import AnswerJudgement, Entry, Ground, Judgement
from review.audit.agreement import agreement, blind_pairs, counts_by_reviewer
from review.audit.behind import behind, checked, judged, reviews_by
from review.audit.figures import Choice, Figure, Kind, Of, PlotKind, Section, Table, shared
from review.audit.quarter import Quarter
from review.audit.weighting import Checked, weighted_share
from review.audit.wording import between, of_them, percent, plural
from review.statistics import share
from review.words import OUTCOME_WORDS, day_words

_RATE = "supported citations"
_DECLINED = (Outcome.NOT_FOUND, Outcome.UNSUPPORTED, Outcome.OUT_OF_SCOPE, Outcome.JUDGEMENT)
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
            f"than in daily use. Weighted back to all answers the share is {percent(weighted.value or 0)}, with the true "
            f"share {between(weighted.low or 0, weighted.high or 0)}; this {weighted.note}."
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
            "An interval of 95% is meant: drawn again and again, 19 samples in 20 would have the true share within theirs.",
            _CLUSTERED,
            "Where two reviewers differ a third decides; until then the first reviewer's verdict counts. An answer that waits "
            "for a second, blind review is left out.",
        ),
    )


def _weighted(quarter: Quarter) -> Figure | None:
    if not quarter.draws:
        return None
    by_answer: defaultdict[str, list[bool]] = defaultdict(list)
    for each in checked(quarter):
        by_answer[each.answer_id].append(each.judgement == Judgement.SUPPORTS)
    known = [Checked(_stratum(quarter, answer_id), sum(found), len(found)) for answer_id, found in by_answer.items()]
    # Answers that were reviewed and cite nothing belong to the sample too: they bring no citation.
    known += [Checked(_stratum(quarter, id), 0, 0) for id in quarter.counted if id not in by_answer]
    found = weighted_share(known, strata_sizes(quarter), quarter.asked_in_all)
    if found is None:
        return None
    stands_for = f"speaks for {found.stands_for:,} of {found.answers:,} answers"
    estimate = found.estimate
    return shared(_RATE, "Weighted back to all answers", estimate, Choice(Of.CHECKED), stands_for)


def strata_sizes(quarter: Quarter) -> Mapping[str, int]:
    """How many answers of the period each stratum has: of what is always reviewed all, of samples what they drew from."""
    sizes = Counter(queued.ground.value for queued in quarter.queue.values() if queued.sample_id is None)
    drawn: dict[str, int] = {}
    for draw in quarter.draws:
        for name, size, _ in draw.strata:
            # Drawn from twice, the second time without what the first had drawn.
            drawn[name] = max(size, drawn.get(name, 0))
    return {**sizes, **drawn}


def _stratum(quarter: Quarter, answer_id: str) -> str:
    queued = quarter.queue[answer_id]
    return queued.ground.value if queued.sample_id is None else queued.stratum


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


def safety_section(quarter: Quarter) -> Section:
    """Missed emergencies, safety cards, and questions that could have identified somebody."""
    missed = judged(quarter, AnswerJudgement.CARD_MISSED)
    reviewed = judged(quarter)
    if not reviewed:
        said = "No answer has been reviewed yet, so nobody can say whether an emergency was missed."
    elif missed:
        emergencies = "1 emergency was" if len(missed) == 1 else f"{len(missed):,} emergencies were"
        said = f"{emergencies} missed in {plural(len(reviewed), 'answer')} reviewed. The target is none; see below."
    else:
        said = f"No emergency was missed in the {plural(len(reviewed), 'answer')} reviewed. The target is none."
    cards = quarter.outcomes.get(Outcome.URGENT.value, 0)
    cards_judged = judged(quarter, "", f"outcome={Outcome.URGENT.value}")
    sound = share([each.judgement == AnswerJudgement.SOUND for each in cards_judged])
    figures = [
        Figure("answers", "Missed emergencies", len(missed), choice=Choice(Of.JUDGED, AnswerJudgement.CARD_MISSED)),
        Figure("questions", "Safety cards shown", cards, choice=Choice(Of.OUTCOME, Outcome.URGENT.value)),
        Figure(
            "questions",
            "Not processed: it could identify somebody",
            quarter.outcomes.get(Outcome.IDENTIFIERS.value, 0),
            choice=Choice(Of.OUTCOME, Outcome.IDENTIFIERS.value),
        ),
    ]
    tables = [Table("Safety", "", tuple(figures))]
    if missed:
        lines = quarter.figures.lines([each.answer_id for each in missed])
        listed = (
            Figure(
                "missed emergency",
                f"{number}. Asked on {day_words(lines[each.answer_id].asked_at)}",
                1,
                note=OUTCOME_WORDS[lines[each.answer_id].outcome],
                choice=Choice(Of.JUDGED, AnswerJudgement.CARD_MISSED, f"answer_id={each.answer_id}"),
            )
            for number, each in enumerate(missed, 1)
        )
        tables.append(Table("Each missed emergency", "Missed emergency", tuple(listed)))
    if sound:
        among = Choice(Of.JUDGED, "", f"outcome={Outcome.URGENT.value}")
        tables.append(
            Table(
                "Safety cards judged sound",
                "",
                (shared("sound", "Safety cards", sound, among),),
                plot=PlotKind.INTERVALS,
            )
        )
    return Section(
        "safety",
        "Was danger seen?",
        (said,),
        tuple(tables),
        (
            "What a sample does not hold it cannot show: no missed emergency among those reviewed does not prove that there was none.",
        ),
    )


def declined_section(quarter: Quarter) -> Section:
    """Questions that got no answer: how many, and how often that was wrong; and those that should have got none."""
    outcomes = "|".join(each.value for each in _DECLINED)
    reviewed = judged(quarter, "", f"outcome={outcomes}")
    wrong = [each.judgement == AnswerJudgement.SHOULD_HAVE_ANSWERED for each in reviewed]
    rate = share(wrong)
    total = sum(quarter.outcomes.get(each.value, 0) for each in _DECLINED)
    said = f"{plural(total, 'question').capitalize()} {'was' if total == 1 else 'were'} declined or left to a professional."
    if rate:
        said += " " + of_them(sum(wrong), rate, "such answer", "reviewed", "should have been answered")
    else:
        said += " None of them has been reviewed yet."
    answered = judged(quarter, "", "outcome=answered|partial")
    bold = share([each.judgement == AnswerJudgement.SHOULD_HAVE_DECLINED for each in answered])
    counts = Counter(each.judgement for each in judged(quarter))
    tables = [
        Table(
            "Questions declined",
            "How it ended",
            tuple(
                Figure(
                    "questions",
                    OUTCOME_WORDS[each],
                    quarter.outcomes[each.value],
                    choice=Choice(Of.OUTCOME, each.value),
                )
                for each in _DECLINED
                if quarter.outcomes.get(each.value)
            ),
        )
    ]
    if counts:
        rates = (
            shared(
                "should have been answered", "Declined, wrongly", rate, Choice(Of.JUDGED, "", f"outcome={outcomes}")
            ),
            shared(
                "should have been declined",
                "Answered, wrongly",
                bold,
                Choice(Of.JUDGED, "", "outcome=answered|partial"),
            ),
        )
        tables.append(Table("Wrong to decline, wrong to answer", "", rates, plot=PlotKind.INTERVALS))
        tables.append(
            Table(
                "What reviewers said of answers as a whole",
                "Judgement",
                tuple(
                    Figure("answers", each.capitalize(), counts[each], choice=Choice(Of.JUDGED, each.value))
                    for each in AnswerJudgement
                ),
            )
        )
    return Section("declined", "Was it right to decline?", (said,), tuple(table for table in tables if table.figures))


def agreement_section(quarter: Quarter) -> Section:
    """Whether two reviewers who do not know of each other say the same."""
    histories = quarter.histories
    pairs = blind_pairs(histories.values())
    of_citations, of_answers = agreement(pairs), agreement(pairs, on_answers=True)
    reviewers = {review.reviewer for reviews in quarter.standing.values() for review in reviews}
    if of_citations is None and of_answers is None:
        said = "No answer has been judged by two reviewers apart, so nothing can be said of whether they agree."
    else:
        known = of_citations or of_answers
        assert known is not None
        what = "citation" if of_citations else "answer"
        said = (
            f"Two reviewers judged {plural(known.subjects, what)} without knowing of each other, and said the same of "
            f"{percent(known.observed.value)}."
        )
        if known.kappa is not None:
            said += (
                f" Cohen's kappa, which leaves out what chance alone would agree on, is {known.kappa:.2f}: 1 is full "
                "agreement, 0 no more than chance."
            )
    figures = [Figure("reviewers", "Reviewers whose verdicts stand", len(reviewers))]
    for what, found in (("citations", of_citations), ("answers", of_answers)):
        if found:
            noun = "citations" if what == "citations" else "answers as a whole"
            among = Choice(Of.TWICE, what)
            kappa = "" if found.kappa is not None else "All verdicts are alike: there is no kappa."
            figures += [
                shared("said the same", f"Agreed on {noun}", found.observed, among),
                Figure(
                    "Cohen's kappa",
                    f"Cohen's kappa, {noun}",
                    found.kappa,
                    Kind.KAPPA,
                    found.subjects,
                    found.low,
                    found.high,
                    note=kappa,
                    among=among,
                ),
            ]
    return Section(
        "agreement",
        "Do reviewers agree?",
        (said,),
        (Table("Agreement", "", tuple(figures)), *_by_reviewer(quarter, histories)),
        (
            "The interval of kappa comes from drawing the answers again 2,000 times. A kappa is low where nearly all "
            "verdicts are the same, even when reviewers seldom differ.",
        ),
    )


def _by_reviewer(quarter: Quarter, histories: Mapping[str, tuple[Entry, ...]]) -> list[Table]:
    figures = []
    for counts in counts_by_reviewer(histories.values()):
        name = counts.reviewer
        given = len(reviews_by(quarter, name))
        figures += [
            Figure("reviews", name, given, choice=Choice(Of.REVIEWER, name) if given else None),
            Figure("judged twice", name, counts.compared),
            Figure("said the same", name, counts.alike),
            Figure("decided by a third", name, counts.decided),
            Figure("upheld", name, counts.upheld),
            Figure("taken back", name, counts.taken_back),
        ]
    note = "The first column counts reviews of whole answers, the others single verdicts."
    return [Table("By reviewer", "Reviewer", tuple(figures), note, is_grid=True, leads_only=True)] if figures else []


def sampling_section(quarter: Quarter) -> Section:
    """The draws, so that they can be repeated, and how much of each stratum was reviewed."""
    draws = quarter.draws
    if not draws:
        said = "No sample has been drawn from this period: safety cards and answers with complaints are reviewed."
        return Section("sampling", "How the sample was drawn", (said,))
    drawn = sum(count for draw in draws for _, _, count in draw.strata)
    size = max(sum(size for _, size, _ in draw.strata) for draw in draws)
    said = (
        f"Beside every safety card and every answer that somebody complained of, {plural(drawn, 'answer')} were drawn "
        f"by chance from {size:,}, in {plural(len(draws), 'draw')}. With its seed each draw can be repeated."
    )
    described = tuple(
        Figure(
            "answers drawn",
            f"Draw {draw.id}, {day_words(draw.drawn_at)}",
            sum(count for _, _, count in draw.strata),
            note=f"seed {draw.seed}; share {draw.share:g}; asked from {day_words(draw.period.since)} "
            f"to before {day_words(draw.period.until)}",
        )
        for draw in draws
    )
    return Section(
        "sampling",
        "How the sample was drawn",
        (said,),
        (Table("Draws", "Draw", described), _strata(quarter)),
    )


def _strata(quarter: Quarter) -> Table:
    sizes: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    for draw in quarter.draws:
        for name, size, count in draw.strata:
            sizes[name] = max(sizes[name], size)
            drawn[name] += count
    figures = []
    for name in sorted(sizes):
        reviewed = len(behind(quarter, Choice(Of.STRATUM, name)))
        figures += [
            Figure("answers", name, sizes[name]),
            Figure("drawn", name, drawn[name]),
            Figure("reviewed", name, reviewed, choice=Choice(Of.STRATUM, name) if reviewed else None),
        ]
    return Table("Strata", "Stratum", tuple(figures), is_grid=True)
