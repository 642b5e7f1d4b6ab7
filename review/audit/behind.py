"""The answers behind a figure of a report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.domain import Currency, Outcome
from knowledge.ledger.figures import By
from knowledge.verdicts import AnswerJudgement, Ground, Judgement, Review
from review.audit.agreement import blind_pairs
from review.audit.figures import Choice, Of
from review.audit.quarter import Judged, Quarter

_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that was counted: an answer, or something about it, which `detail` says.

    The id is empty of a thing that is about no answer.
    """

    answer_id: str
    detail: str = ""


def behind(quarter: Quarter, choice: Choice) -> list[Behind]:
    """What is behind a figure: as many as it says. Nothing for a choice that no figure has."""
    found = _WAYS[choice.of](quarter, choice)
    return [each if isinstance(each, Behind) else Behind(each) for each in found]


def checked(quarter: Quarter, judgement: str = "", group: str = "") -> list[Judged]:
    """The verdicts on citations that stand: of one judgement and one group ("document=a.pdf") where these are given."""
    of_citations = (each for each in quarter.judged if not each.subject.is_answer)
    return _narrowed(of_citations, judgement, group)


def judged(quarter: Quarter, judgement: str = "", group: str = "") -> list[Judged]:
    """The verdicts on answers as a whole that stand."""
    return _narrowed((each for each in quarter.judged if each.subject.is_answer), judgement, group)


def _narrowed(verdicts: Iterable[Judged], judgement: str, group: str) -> list[Judged]:
    name, _, value = group.partition("=")
    wanted = value.split("|")
    return [
        each
        for each in verdicts
        if judgement in ("", each.judgement) and (not name or getattr(each, name, None) in wanted)
    ]


def _by(by: By) -> Callable[[Quarter, Choice], Sequence[str | Behind]]:
    return lambda quarter, choice: quarter.figures.ids(quarter.period, by, choice.value)


def _week(quarter: Quarter, choice: Choice) -> list[str]:
    week = int(choice.value) if choice.value.isdecimal() and len(choice.value) <= _MOST_DIGITS else -1
    return quarter.figures.ids_of_week(quarter.period, week, choice.group)


def _publisher(quarter: Quarter, choice: Choice) -> list[str]:
    versions = quarter.publishers.get(choice.value, ())
    return quarter.figures.ids_of_citations(quarter.period, versions, tuple(Currency))


def _gap(quarter: Quarter, choice: Choice) -> list[str]:
    themes = quarter.gaps.get(Outcome(choice.value), {}) if choice.value in set(Outcome) else {}
    if choice.group:
        return themes[choice.group].answer_ids if choice.group in themes else []
    return [answer_id for gap in themes.values() for answer_id in gap.answer_ids]


def _verdicts(found: Iterable[Judged]) -> list[Behind]:
    return [Behind(each.answer_id, verdict_words(each)) for each in found]


def verdict_words(each: Judged) -> str:
    """ "Statement 1, citation 2: partly supports. The quote leaves out the exception." """
    where = "" if each.subject.is_answer else f"Statement {each.subject.statement}, citation {each.subject.marker}: "
    said = f"{where}{each.judgement}." + (f" {each.reason}" if each.reason else "")
    return said[0].upper() + said[1:]


def _queued(quarter: Quarter, choice: Choice) -> list[str]:
    return [id for id, queued in quarter.queue.items() if choice.value in ("", queued.ground.value)]


def _sampled(quarter: Quarter, choice: Choice) -> list[str]:
    """What was drawn by chance of an outcome: all of it, what counts as reviewed, or what one draw gave."""
    return [
        id
        for id, queued in quarter.queue.items()
        if queued.ground is Ground.SAMPLE
        and choice.value in ("", queued.outcome.value)
        and (choice.group != "reviewed" or id in quarter.counted)
        and (not choice.group.startswith("draw=") or choice.group == f"draw={queued.sample_id}")
    ]


def _twice(quarter: Quarter, choice: Choice) -> list[Behind]:
    """Subjects that two judged blind; "answers" or "citations", alike alone where the group says so."""
    found = []
    for first, second in blind_pairs(quarter.histories.values()):
        other = {each.subject: each.judgement for each in second.verdicts}
        for verdict in first.verdicts:
            if verdict.subject not in other or verdict.subject.is_answer != (choice.value == "answers"):
                continue
            if choice.group != "alike" or verdict.judgement == other[verdict.subject]:
                said = f"{_subject_words(verdict.subject)}: {verdict.judgement}; {other[verdict.subject]}"
                found.append(Behind(first.answer_id, said))
    return found


def _subject_words(subject: object) -> str:
    statement, marker = getattr(subject, "statement", 0), getattr(subject, "marker", 0)
    return f"Statement {statement}, citation {marker}" if statement else "The answer as a whole"


def reviews_by(quarter: Quarter, reviewer: str) -> list[Review]:
    """The reviews that stand, of one reviewer."""
    return [each for reviews in quarter.standing.values() for each in reviews if each.reviewer == reviewer]


def _reviewer(quarter: Quarter, choice: Choice) -> list[str]:
    return [each.answer_id for each in reviews_by(quarter, choice.value)]


def _stale(quarter: Quarter, choice: Choice) -> list[str]:
    if choice.value not in quarter.stale:
        return []
    return quarter.figures.ids_of_citations(quarter.period, *quarter.stale[choice.value])


def _actions(quarter: Quarter, choice: Choice) -> list[Behind]:
    return [
        Behind(each.answer_id, ". ".join(filter(None, (each.document, each.text, f"By {each.by}"))))
        for each in quarter.actions
        if each.kind.value == choice.value
    ]


_WAYS: dict[Of, Callable[[Quarter, Choice], Sequence[str | Behind]]] = {
    Of.ALL: lambda quarter, _: quarter.figures.ids(quarter.period),
    Of.OUTCOME: _by(By.OUTCOME),
    Of.LANGUAGE_MODEL: _by(By.LANGUAGE_MODEL),
    Of.PROMPT: _by(By.PROMPT),
    Of.EDITION: _by(By.EDITION),
    Of.WEEK: _week,
    Of.AUDIENCE: lambda quarter, choice: quarter.figures.ids_of_audience(quarter.period, choice.value),
    Of.PUBLISHER: _publisher,
    Of.THEME: lambda quarter, choice: quarter.themed.get(choice.value, []),
    Of.GAP: _gap,
    Of.CHECKED: lambda quarter, choice: _verdicts(checked(quarter, choice.value, choice.group)),
    Of.JUDGED: lambda quarter, choice: _verdicts(judged(quarter, choice.value, choice.group)),
    Of.WAITING: lambda quarter, _: quarter.waiting,
    Of.UNDECIDED: lambda quarter, _: quarter.undecided,
    Of.QUEUED: _queued,
    Of.SAMPLED: _sampled,
    Of.TWICE: _twice,
    Of.REVIEWER: _reviewer,
    Of.STALE: _stale,
    Of.FEEDBACK: lambda quarter, choice: quarter.figures.ids_of_feedback(quarter.period, choice.value),
    Of.ACTION: _actions,
}
JUDGEMENTS = (*Judgement, *AnswerJudgement)
