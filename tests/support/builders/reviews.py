"""Verdicts on sample answers, whole enough to give."""

from knowledge.domain import Answer
from knowledge.verdicts import ANSWER, AnswerJudgement, Judgement, Subject, Verdict


def subjects_of(answer: Answer) -> tuple[Subject, ...]:
    """Everything of an answer that a review judges, the answer as a whole first."""
    return (
        ANSWER,
        *(
            Subject(number, citation.marker)
            for number, statement in enumerate(answer.statements, start=1)
            for citation in statement.citations
        ),
    )


def verdicts_on(
    answer: Answer,
    judgement: Judgement = Judgement.SUPPORTS,
    whole: AnswerJudgement = AnswerJudgement.SOUND,
    reason: str = "The quote says otherwise",
) -> tuple[Verdict, ...]:
    """One verdict on everything, with a reason where one is needed."""
    return tuple(
        Verdict(
            subject,
            whole if subject.is_answer else judgement,
            "" if (whole if subject.is_answer else judgement) in ("supports", "sound") else reason,
        )
        for subject in subjects_of(answer)
    )
