"""Whether reviewers agree, and how what they review was drawn."""

from collections.abc import Mapping

from knowledge.verdicts import Entry
from review.audit.agreement import agreement, blind_pairs, counts_by_reviewer
from review.audit.behind import reviews_by
from review.audit.figures import Choice, Figure, Kind, Of, Section, Table, shared
from review.audit.quarter import Quarter
from review.audit.wording import percent, plural


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
