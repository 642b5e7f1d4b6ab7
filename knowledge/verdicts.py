"""What reviewers say of answers: their judgements, and what is drawn for them to judge. No input or output here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Judgement(StrEnum):
    """What a reviewer says of a citation: of the statement, and the quote that is attached to it."""

    SUPPORTS = "supports"
    PARTLY = "partly supports"
    DOES_NOT = "does not support"
    WRONG_PLACE = "wrong place"
    SUPERSEDED = "superseded"
    SOURCE_WRONG = "source itself wrong"


class AnswerJudgement(StrEnum):
    """What a reviewer says of an answer as a whole."""

    SOUND = "sound"
    SHOULD_HAVE_DECLINED = "should have declined"
    SHOULD_HAVE_ANSWERED = "should have answered"
    CARD_MISSED = "safety card missed"
    UNCLEAR = "unclear"


# These need no reason; every other judgement does.
WITHOUT_REASON = (Judgement.SUPPORTS, AnswerJudgement.SOUND)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: the citation `marker` of a statement, both from 1; the answer as a whole where both are 0.

    One citation may stand under several statements, and support one of them only.
    """

    statement: int = 0
    marker: int = 0

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer as a whole."""
        return self.statement == 0


ANSWER = Subject()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's judgement of one subject; `reason` is empty only where none is needed."""

    subject: Subject
    judgement: Judgement | AnswerJudgement
    reason: str = ""


class Seat(IntEnum):
    """In what turn an answer is reviewed: second blind, third where the first two disagree."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's judging of an answer, whole: on every citation of every statement, and on the answer."""

    id: int
    answer_id: str
    seat: Seat
    reviewer: str
    verdicts: tuple[Verdict, ...]
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A review as the record has it; `taken_back_at` is None where it stands."""

    review: Review
    taken_back_at: datetime | None = None


def standing(entries: Iterable[Entry]) -> tuple[Review, ...]:
    """The reviews of one answer that nobody has taken back, by seat."""
    reviews = (entry.review for entry in entries if entry.taken_back_at is None)
    return tuple(sorted(reviews, key=lambda review: review.seat))


def disagreements(first: Review, second: Review) -> tuple[Subject, ...]:
    """What two reviews of an answer judge differently, whatever their reasons; the answer as a whole first."""
    one, other = ({each.subject: each.judgement for each in review.verdicts} for review in (first, second))
    subjects = sorted({*one, *other}, key=lambda subject: (subject.statement, subject.marker))
    return tuple(subject for subject in subjects if one.get(subject) != other.get(subject))


class Stage(StrEnum):
    """How far the reviewing of an answer has come: who has judged it, and whether they agree."""

    NEW = "new"  # no first review stands
    ONCE = "reviewed once"
    DIFFERING = "reviews differ"
    SETTLED = "settled"  # two agree, or a third has decided


def stage_of(reviews: Iterable[Review]) -> Stage:
    """The stage that the standing reviews of an answer have brought it to."""
    by_seat = {review.seat: review for review in reviews}
    first, second = by_seat.get(Seat.FIRST), by_seat.get(Seat.SECOND)
    if first is None:
        return Stage.NEW
    if second is None:
        return Stage.ONCE
    return Stage.DIFFERING if disagreements(first, second) and Seat.THIRD not in by_seat else Stage.SETTLED


# The seat that each stage leaves to take; after one review a second is not always wanted.
NEXT_SEAT = {Stage.NEW: Seat.FIRST, Stage.ONCE: Seat.SECOND, Stage.DIFFERING: Seat.THIRD}


class State(StrEnum):
    """What is wanted of reviewers for an answer, in the queue."""

    TO_REVIEW = "to review"
    SECOND = "second review wanted"
    DISAGREEMENT = "disagreement"
    DONE = "done"


class Ground(StrEnum):
    """Why an answer is in the queue, the most urgent first."""

    CARD = "safety card"
    FEEDBACK = "feedback"
    CHOSEN = "chosen by hand"
    SAMPLE = "sample"


class ActionKind(StrEnum):
    """What somebody did in the console, beside judging."""

    SAMPLE = "drew a sample"
    ASSIGN = "assigned"
    WITHDRAW = "asked for a document to be withdrawn"
    GOLDEN = "made a golden question"
    CORRECT = "corrected"
    NOTE = "left a note"
    SETTLE = "settled a note"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody did; `answer_id` and `document` (a path) are empty where it was about none."""

    id: int
    kind: ActionKind
    answer_id: str
    document: str
    text: str
    by: str
    at: datetime
