"""A reviewer's form: what is to be judged, what was chosen and typed, and what is still wanting. No input or output."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.domain import Answer
from knowledge.verdicts import ANSWER, WITHOUT_REASON, AnswerJudgement, Judgement, Review, Subject, Verdict

MOST_REASON_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the form for one subject; `error` says what is wrong with it."""

    subject: Subject
    judgement: str = ""
    reason: str = ""
    error: str = ""
    # A third reviewer judges what the first two differ on; what they agree on is filled in.
    is_agreed: bool = False

    @property
    def key(self) -> str:
        """How the fields of the form name the subject."""
        return f"{self.subject.statement}-{self.subject.marker}"


def subjects_of(answer: Answer) -> tuple[Subject, ...]:
    """What is judged, in the order of the page: every citation of every statement, then the answer as a whole."""
    found = [
        Subject(number, citation.marker)
        for number, statement in enumerate(answer.statements, start=1)
        for citation in statement.citations
    ]
    return (*dict.fromkeys(found), ANSWER)


def blank_choices(subjects: Sequence[Subject], agreed: Iterable[Verdict] = ()) -> dict[Subject, Choice]:
    """An empty form, with what is agreed already filled in."""
    known = {verdict.subject: verdict for verdict in agreed}
    return {
        subject: Choice(subject, known[subject].judgement, known[subject].reason, is_agreed=True)
        if subject in known
        else Choice(subject)
        for subject in subjects
    }


def read_choices(blank: Mapping[Subject, Choice], fields: Mapping[str, str]) -> dict[Subject, Choice]:
    """What came with a form, checked: each choice with its error, or none."""
    return {subject: _read(choice, fields) for subject, choice in blank.items()}


def verdicts_of(choices: Mapping[Subject, Choice]) -> tuple[Verdict, ...]:
    """The verdicts of a form without errors."""
    return tuple(
        Verdict(each.subject, kinds_for(each.subject)(each.judgement), each.reason) for each in choices.values()
    )


def kinds_for(subject: Subject) -> type[Judgement] | type[AnswerJudgement]:
    """The judgements there are for a subject."""
    return AnswerJudgement if subject.is_answer else Judgement


def agreed_verdicts(first: Review, second: Review, disputed: Iterable[Subject]) -> tuple[Verdict, ...]:
    """What two reviewers judged alike, in the words of the first."""
    differing = set(disputed)
    return tuple(verdict for verdict in first.verdicts if verdict.subject not in differing)


def _read(blank: Choice, fields: Mapping[str, str]) -> Choice:
    judgement = fields.get(f"judgement-{blank.key}", "").strip()
    reason = fields.get(f"reason-{blank.key}", "").replace("\r\n", "\n").strip()
    if not judgement and blank.is_agreed:
        return blank
    error = _error(blank.subject, judgement, reason)
    return Choice(blank.subject, judgement, reason, error, blank.is_agreed)


def _error(subject: Subject, judgement: str, reason: str) -> str:
    kinds = kinds_for(subject)
    if judgement not in list(kinds):
        return "choose a judgement"
    if judgement not in WITHOUT_REASON and not reason:
        return f"give a reason for “{judgement}”"
    if len(reason) > MOST_REASON_CHARACTERS:
        return f"shorten the reason: it has {len(reason)} characters, and there is room for {MOST_REASON_CHARACTERS}"
    return ""
