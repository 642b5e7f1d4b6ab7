"""Whether danger was seen, and whether declining was right."""

from collections import Counter

from knowledge.domain import Outcome
from knowledge.verdicts import AnswerJudgement
from review.audit.behind import judged
from review.audit.figures import Choice, Figure, Of, PlotKind, Section, Table, shared
from review.audit.quarter import Quarter
from review.audit.wording import of_them, plural
from review.statistics import share
from review.words import OUTCOME_WORDS, day_words

_DECLINED = (Outcome.NOT_FOUND, Outcome.UNSUPPORTED, Outcome.OUT_OF_SCOPE, Outcome.JUDGEMENT)


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
            "What a sample does not hold it cannot show: no missed emergency among those reviewed does not prove that "
            "there was none.",
        ),
    )


def declined_section(quarter: Quarter) -> Section:
    """Questions that got no answer: how many, and how often that was wrong; and those that should have got none."""
    outcomes = "|".join(each.value for each in _DECLINED)
    reviewed = judged(quarter, "", f"outcome={outcomes}")
    wrong = [each.judgement == AnswerJudgement.SHOULD_HAVE_ANSWERED for each in reviewed]
    rate = share(wrong)
    total = sum(quarter.outcomes.get(each.value, 0) for each in _DECLINED)
    were = "was" if total == 1 else "were"
    said = f"{plural(total, 'question').capitalize()} {were} declined or left to a professional."
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
