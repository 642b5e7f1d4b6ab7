"""Whether reviewers agree beyond chance: Cohen's kappa over blind first and second reviews; and counts by reviewer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.verdicts import Entry, Review, Seat, disagreements, standing
from review.audit.seats import result
from review.statistics import Estimate, share

_RESAMPLES = 2_000
# Fixed, so that the same reviews give the same figures.
_SEED = 20261126
_ENDS = (2.5, 97.5)

Pair = tuple[Review, Review]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far first and second reviewers agree on `subjects` of `answers`.

    `observed` is the share they judge alike. `kappa` is what of it goes beyond chance: 1 all, 0 nothing; None where
    both only ever gave one and the same judgement, so that chance agrees always too. `low` and `high` end its 95%
    interval, None where the reviews are too few or too alike for one.
    """

    kappa: float | None
    low: float | None
    high: float | None
    observed: Estimate
    subjects: int
    answers: int


@dataclass(frozen=True, slots=True)
class ReviewerCounts:
    """What one reviewer did. `compared` of their verdicts stand in doubly reviewed answers, of which `alike` are as the
    other's; of those that a third has decided (`decided`), `upheld` are as the third's.
    """

    reviewer: str
    reviews: Mapping[Seat, int]
    taken_back: int
    judgements: Mapping[str, int]
    compared: int
    alike: int
    decided: int
    upheld: int


def blind_pairs(histories: Iterable[Sequence[Entry]]) -> list[Pair]:
    """The standing first and second review of each answer that has both, where neither reviewer knew the other's.

    Whoever takes a review back and gives another after the other's was there may have read that: such a pair would show
    more agreement than there is.
    """
    pairs = []
    for entries in histories:
        by_seat = {review.seat: review for review in standing(entries)}
        first, second = by_seat.get(Seat.FIRST), by_seat.get(Seat.SECOND)
        if first and second and _is_blind(first, entries) and _is_blind(second, entries):
            pairs.append((first, second))
    return pairs


def agreement(pairs: Sequence[Pair], on_answers: bool = False) -> Agreement | None:
    """Cohen's kappa over citations, or over answers as a whole; None where nothing was judged twice.

    The interval resamples answers and not verdicts: verdicts on one answer are not independent of each other.
    """
    judged = [matched for pair in pairs if (matched := _matched(pair, on_answers))]
    if not judged:
        return None
    kinds = sorted({judgement for matched in judged for both in matched for judgement in both})
    tables = np.array([_table(matched, kinds) for matched in judged])
    kappa = float(_kappas(tables.sum(axis=0)[np.newaxis])[0])
    low, high = _interval(tables)
    every = [float(one == other) for matched in judged for one, other in matched]
    observed = share(every)
    assert observed is not None
    return Agreement(None if np.isnan(kappa) else kappa, low, high, observed, len(every), len(judged))


def counts_by_reviewer(histories: Iterable[Sequence[Entry]]) -> tuple[ReviewerCounts, ...]:
    """What each reviewer did, by name; verdicts are counted of reviews that stand."""
    every = list(histories)
    given = [entry for entries in every for entry in entries]
    names = sorted({entry.review.reviewer for entry in given}, key=str.casefold)
    stood = [standing(entries) for entries in every]
    return tuple(_counts(name, given, stood) for name in names)


def _counts(name: str, given: Sequence[Entry], stood: Sequence[Sequence[Review]]) -> ReviewerCounts:
    own = [entry.review for entry in given if entry.review.reviewer == name and entry.taken_back_at is None]
    compared = alike = decided = upheld = 0
    for reviews in stood:
        by_seat = {review.seat: review for review in reviews}
        first, second, third = (by_seat.get(seat) for seat in Seat)
        mine = next((review for review in (first, second) if review and review.reviewer == name), None)
        if not (mine and first and second):
            continue
        differing = disagreements(first, second)
        compared += len(mine.verdicts)
        alike += len(mine.verdicts) - len(differing)
        if third:
            held = result(reviews)
            decided += len(differing)
            upheld += sum(held[v.subject].judgement == v.judgement for v in mine.verdicts if v.subject in differing)
    return ReviewerCounts(
        name,
        Counter(review.seat for review in own),
        sum(entry.review.reviewer == name and entry.taken_back_at is not None for entry in given),
        Counter(verdict.judgement.value for review in own for verdict in review.verdicts),
        compared,
        alike,
        decided,
        upheld,
    )


def _is_blind(review: Review, entries: Sequence[Entry]) -> bool:
    before = [entry.review.reviewer for entry in entries if entry.review.id < review.id]
    return review.reviewer not in before or set(before) == {review.reviewer}


def _matched(pair: Pair, on_answers: bool) -> list[tuple[str, str]]:
    """What both say of each subject of the wanted kind."""
    one, other = ({each.subject: each.judgement.value for each in review.verdicts} for review in pair)
    return [(one[subject], other[subject]) for subject in one if subject in other and subject.is_answer is on_answers]


def _table(matched: Iterable[tuple[str, str]], kinds: Sequence[str]) -> NDArray[np.float64]:
    """How often which judgement met which; shape (kinds, kinds), the first reviewer's along the first axis."""
    table = np.zeros((len(kinds), len(kinds)))
    for one, other in matched:
        table[kinds.index(one), kinds.index(other)] += 1
    return table


def _kappas(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kappa of each table, shape (tables, kinds, kinds) to (tables,); not a number where chance always agrees."""
    parts = tables / tables.sum(axis=(1, 2), keepdims=True)
    observed = np.trace(parts, axis1=1, axis2=2)
    by_chance = (parts.sum(axis=2) * parts.sum(axis=1)).sum(axis=1)
    beyond = 1 - by_chance
    is_certain = beyond < 1e-12
    kappas: NDArray[np.float64] = np.where(is_certain, np.nan, (observed - by_chance) / np.where(is_certain, 1, beyond))
    return kappas


def _interval(tables: NDArray[np.float64]) -> tuple[float | None, float | None]:
    count = len(tables)
    drawn = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), size=_RESAMPLES)
    kappas = _kappas(np.tensordot(drawn.astype(np.float64), tables, axes=1))
    known = kappas[~np.isnan(kappas)]
    # Resamples that are nearly all alike, or mostly without a kappa, would claim a certainty that is not there.
    if len(known) < _RESAMPLES * 0.9 or np.ptp(known) < 1e-12:
        return None, None
    low, high = np.percentile(known, _ENDS)
    return float(low), float(high)
