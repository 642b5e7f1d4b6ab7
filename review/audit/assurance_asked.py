"""What was asked, what it left open, and what those who asked thought of it. No input or output."""

from collections.abc import Mapping

from knowledge.domain import FeedbackKind, Outcome
from review.audit.figures import Choice, Figure, Of, PlotKind, Section, Table, counted
from review.audit.gaps import GAPS
from review.audit.quarter import Quarter
from review.audit.suppression import LEAST, Shown, suppressed
from review.audit.wording import number, plural
from review.words import OUTCOME_WORDS, day_words

REST = "All other themes together"
_ALL_THEMES = "All themes together"
_SHORT = {
    Outcome.ANSWERED: "Answered",
    Outcome.PARTIAL: "In part",
    Outcome.NOT_FOUND: "Not found",
    Outcome.UNSUPPORTED: "Quotes failed",
    Outcome.URGENT: "Safety card",
    Outcome.IDENTIFIERS: "Identifiers",
    Outcome.JUDGEMENT: "Judgement",
    Outcome.OUT_OF_SCOPE: "Out of scope",
    Outcome.UNAVAILABLE: "Unavailable",
}
_NONE_SHOWN = "No theme has enough questions to be shown."
_ANSWERED = (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.JUDGEMENT)
_NEEDS = {
    Outcome.NOT_FOUND: "Not found in the documents",
    Outcome.PARTIAL: "Answered in part: what was missing",
    Outcome.UNSUPPORTED: "Drafted, but the quotes did not hold",
    Outcome.OUT_OF_SCOPE: "Out of scope",
}


def asked_section(quarter: Quarter) -> Section:
    """Questions by outcome, week, agency and theme."""
    outcomes = quarter.outcomes
    total = sum(outcomes.values())
    answered = sum(outcomes.get(each.value, 0) for each in _ANSWERED)
    said = f"{plural(total, 'question').capitalize()} {'was' if total == 1 else 'were'} asked"
    if total:
        said += f", and {number(answered)} of them got an answer from the documents, wholly or in part"
    labels = {each.value: words for each, words in OUTCOME_WORDS.items()}
    return Section(
        "asked",
        "What was asked",
        (f"{said}.",),
        (
            Table(
                "Questions by how they ended",
                "How it ended",
                (
                    *counted("questions", outcomes, Of.OUTCOME, labels),
                    Figure("questions", "All questions", total, choice=Choice(Of.ALL)),
                ),
            ),
            *([_weeks(quarter)] if total else []),
            *_agencies(quarter),
            *themes_table(
                "Questions by theme", {name: len(ids) for name, ids in quarter.themed.items()}, Of.THEME, "", {}
            ),
        ),
        (
            "Signpost does not record where people work. What it knows of agencies is twofold: for whom a private "
            "reply was, where the partnership has linked user groups of Slack to restricted documents; and whose "
            "documents an answer cites. Neither says who asked.",
            "A theme is told by the words of a question, from the partnership's own list (themes.toml). Questions that "
            f"were not kept have none. Themes with fewer than {LEAST} questions are not shown, nor is anything that "
            "they could be worked out from.",
        ),
    )


def needs_section(quarter: Quarter) -> Section:
    """Unanswered questions by theme: what people need to be taught, or the documents to say."""
    gaps = quarter.gaps
    total = sum(len(gap.answer_ids) for themes in gaps.values() for gap in themes.values())
    tables = []
    for outcome in GAPS:
        counts = {theme: len(gap.answer_ids) for theme, gap in gaps[outcome].items()}
        words = {theme: ", ".join(gap.common_words) for theme, gap in gaps[outcome].items()}
        tables += themes_table(_NEEDS[outcome], counts, Of.GAP, outcome.value, words)
    return Section(
        "needs",
        "What the documents left open",
        (
            f"{plural(total, 'question').capitalize()} found no full answer. The themes below may call for training, "
            "or for documents that say it."
            if total
            else "Every question found a full answer, or none was asked.",
        ),
        tuple(tables),
    )


def themes_table(title: str, counts: dict[str, int], of: Of, value: str, words: Mapping[str, str]) -> list[Table]:
    """The themes that may be shown, the others together; no table where nothing was counted."""
    if not counts:
        return []
    shown = suppressed(counts)
    figures = [
        Figure(
            "questions",
            theme,
            count,
            note=words.get(theme, ""),
            choice=Choice(of, value, theme) if of is Of.GAP else Choice(of, theme),
        )
        for theme, count in _largest_first(shown)
    ]
    if shown.counts and shown.rest:
        figures.append(Figure("questions", REST, shown.rest, is_rest=True))
    if shown.rest is None:
        figures.append(Figure("questions", _ALL_THEMES, note=f"fewer than {LEAST}", is_rest=True))
    elif of is Of.GAP:
        figures.append(Figure("questions", _ALL_THEMES, sum(counts.values()), choice=Choice(of, value), is_rest=True))
    elif not shown.counts:
        figures.append(Figure("questions", _ALL_THEMES, shown.rest, is_rest=True))
    return [Table(title, "Theme", tuple(figures), "" if shown.counts else _NONE_SHOWN, PlotKind.BARS)]


def _largest_first(shown: Shown) -> list[tuple[str, int]]:
    return sorted(shown.counts.items(), key=lambda each: (-each[1], each[0]))


def feedback_section(quarter: Quarter) -> Section:
    """What those who asked said of their answers."""
    given = quarter.figures.feedback(quarter.period)
    total, wrong = sum(given.values()), sum(given.values()) - given.get(FeedbackKind.HELPFUL, 0)
    said = (
        f"Those who asked spoke up {plural(total, 'time')}; {plural(wrong, 'time')} to say that something was wrong."
        if total
        else "Nobody has said what they think of an answer."
    )
    figures = [
        Figure("feedback", kind.capitalize(), given[kind], choice=Choice(Of.FEEDBACK, kind.value))
        for kind in FeedbackKind
        if kind in given
    ]
    return Section(
        "feedback",
        "What those who asked thought",
        (said,),
        (Table("Feedback on answers", "What was said", tuple(figures)),) if figures else (),
        ("Few people say what they think, and those who do are not like those who do not: this is no rate.",),
    )


def _weeks(quarter: Quarter) -> Table:
    weekly = quarter.profile.weekly
    starts = quarter.period.weeks
    figures = []
    for place, start in enumerate(starts):
        week = day_words(start)
        for outcome in (each for each in Outcome if quarter.outcomes.get(each.value)):
            count = weekly.get((place, outcome.value), 0)
            choice = Choice(Of.WEEK, str(place), outcome.value) if count else None
            figures.append(Figure(_SHORT[outcome], week, count, choice=choice))
    return Table("Questions by week", "Week from", tuple(figures), plot=PlotKind.WEEKS, is_grid=True)


def _agencies(quarter: Quarter) -> list[Table]:
    tables = []
    audiences = quarter.profile.audiences
    if set(audiences) - {""}:
        labels = {"": "No audience: a channel, or nobody's group"}
        figures = counted("questions", audiences, Of.AUDIENCE, labels)
        note = "A reply for two audiences counts in both."
        tables.append(Table("Questions by the audience of the reply", "Audience", tuple(figures), note))
    publishers = {
        name: sum(each.citations for each in quarter.cited if (each.document, each.version) in versions)
        for name, versions in quarter.publishers.items()
    }
    if publishers:
        figures = counted("citations", publishers, Of.PUBLISHER, {"": "Not stated"})
        tables.append(Table("Citations by whose documents they are of", "Publisher and area", tuple(figures)))
    return tables
