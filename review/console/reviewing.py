"""Where a person stands towards an answer: whether they may judge it, and what they see of other reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.accounts import Account, Role
from knowledge.domain import Answer
from knowledge.ledger.desk import lot_of
from knowledge.names import is_same_person
from knowledge.verdicts import Entry, Review, Seat, Subject, disagreements, standing
from review.audit.judging import Choice, agreed_verdicts, blank_choices, subjects_of
from review.audit.seats import next_seat, open_seat, wants_second
from review.console.means import Means


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What somebody may do with an answer, and see of what others said of it.

    `seat` is the one that they can take, None where `why_not` says why there is no form. `entries` are what they may
    see of its reviews; `compared` are the first two, without names, for the third. `own` is their review that stands.
    """

    seat: Seat | None
    why_not: str
    entries: tuple[Entry, ...]
    compared: tuple[Review, ...]
    disputed: tuple[Subject, ...]
    own: Review | None
    is_blind: bool
    choices: Mapping[Subject, Choice]


def reviewing_of(means: Means, account: Account, answer: Answer) -> Reviewing:
    """How things stand for whoever is signed in."""
    history = means.ledger.reviews.history(answer.id)
    reviews = standing(history)
    second = wants_second(lot_of(answer.id), means.second_share)
    own = next((each for each in reviews if is_same_person(each.reviewer, account.name)), None)
    turn = open_seat(account.name, reviews, second)
    why_not = _why_not(means, account, answer, turn, own)
    seat = None if why_not else turn
    is_open = next_seat(reviews, second) is not None
    first_two = reviews[:2] if seat is Seat.THIRD else ()
    disputed = disagreements(*first_two) if len(first_two) == 2 else ()
    agreed = agreed_verdicts(*first_two, disputed) if len(first_two) == 2 else ()
    return Reviewing(
        seat=seat,
        why_not=why_not,
        entries=_seen(history, account, turn, is_open),
        compared=first_two,
        disputed=disputed,
        own=own,
        # Whose own judgement is still wanted, or may be again, learns nothing of the others'.
        is_blind=turn in (Seat.FIRST, Seat.SECOND) and bool(history),
        choices=blank_choices(subjects_of(answer), agreed) if seat else {},
    )


def is_blind_to(means: Means, account: Account, answer_id: str) -> bool:
    """Whether somebody is yet to judge an answer without knowing what others say of it."""
    if not (answer_id and account.may(Role.REVIEWER)):
        return False
    answer = means.ledger.answer(answer_id)
    return answer is not None and reviewing_of(means, account, answer).is_blind


def _why_not(means: Means, account: Account, answer: Answer, turn: Seat | None, own: Review | None) -> str:
    if not account.may(Role.REVIEWER):
        return "Only reviewers judge answers."
    if own:
        return "You have reviewed this answer. To change your review, undo it below and judge again."
    if turn is None:
        return "Its reviewing is done: no further review of this answer is wanted."
    return means.ledger.reviews.refusal_of(answer.id, turn, account.name)


def _seen(history: Sequence[Entry], account: Account, turn: Seat | None, is_open: bool) -> tuple[Entry, ...]:
    """All of it for those who have no part in it and none to come; their own for those who have, until it is done.

    The third sees the first two side by side, without names, and not here.
    """
    own = tuple(entry for entry in history if is_same_person(entry.review.reviewer, account.name))
    if turn is not None or (own and is_open):
        return own
    return tuple(history)
