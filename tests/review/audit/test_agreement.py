"""Cohen's kappa against published values and another library's, and who counts for it."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from builders.answers import ASKED_AT, sample_answer
from builders.reviews import verdicts_on
from knowledge.verdicts import ANSWER, AnswerJudgement, Entry, Judgement, Review, Seat, Subject, Verdict
from review.audit.agreement import agreement, blind_pairs, counts_by_reviewer

Y, N = Judgement.SUPPORTS, Judgement.DOES_NOT
KINDS = list(Judgement)


def pair(one: list[Judgement], other: list[Judgement]) -> tuple[Review, Review]:
    """The first and second review of an answer whose citations are judged so."""
    first, second = (
        Review(
            int(seat),
            "a1",
            seat,
            seat.name,
            (
                Verdict(ANSWER, AnswerJudgement.SOUND),
                *(Verdict(Subject(n, 1), each) for n, each in enumerate(judged, start=1)),
            ),
            ASKED_AT,
        )
        for seat, judged in ((Seat.FIRST, one), (Seat.SECOND, other))
    )
    return first, second


def spread(table: list[list[int]]) -> list[tuple[Review, Review]]:
    """An answer of one citation for each count of a table: rows are the first reviewer's, columns the second's."""
    return [
        pair([KINDS[row]], [KINDS[column]])
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


# The first is the worked example of grant proposals in many textbooks; the second has the same observed agreement as
# the third, and less beyond chance (Feinstein and Cicchetti's paradox); the last disagrees more than chance would.
KNOWN = [
    ([[20, 5], [10, 15]], 0.4),
    ([[45, 15], [25, 15]], 0.1304),
    ([[25, 35], [5, 35]], 0.2593),
    ([[0, 5], [5, 0]], -1.0),
]


@pytest.mark.parametrize(("table", "kappa"), KNOWN)
def test_kappa_is_what_the_books_say(table: list[list[int]], kappa: float) -> None:
    found = agreement(spread(table))
    assert found is not None
    assert found.kappa == pytest.approx(kappa, abs=1e-4)
    assert found.subjects == found.answers == sum(map(sum, table))
    assert found.observed.value == pytest.approx((table[0][0] + table[1][1]) / found.subjects)


def test_kappa_is_what_another_library_says() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    chance = random.Random(7)
    for size in (5, 40, 300):
        one = chance.choices(KINDS, [9, 3, 2, 1, 1, 1], k=size)
        other = [each if chance.random() < 0.7 else chance.choice(KINDS) for each in one]
        found = agreement([pair(one, other)])
        assert found is not None
        assert found.kappa == pytest.approx(metrics.cohen_kappa_score(one, other))


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Two reviewers who each see the truth (half and half) nine times in ten: 0.82 alike, so kappa is 0.64."""
    chance, covered = random.Random(11), 0
    for _ in range(200):
        truth = [chance.choice([Y, N]) for _ in range(80)]
        seen = [[each if chance.random() < 0.9 else (N if each is Y else Y) for each in truth] for _ in range(2)]
        found = agreement([pair([one], [other]) for one, other in zip(*seen, strict=True)])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.64 <= found.high
    assert 180 <= covered <= 199


def test_verdicts_on_one_answer_make_the_interval_no_narrower() -> None:
    """Ten citations of each answer judged alike tell no more than one."""
    table = [[20, 5], [10, 15]]
    single = agreement(spread(table))
    tenfold = agreement(
        [
            pair([KINDS[row]] * 10, [KINDS[column]] * 10)
            for row in (0, 1)
            for column in (0, 1)
            for _ in range(table[row][column])
        ]
    )
    assert single is not None
    assert tenfold is not None
    assert tenfold.kappa == pytest.approx(single.kappa)
    assert (tenfold.low, tenfold.high) == pytest.approx((single.low, single.high))


def test_no_kappa_where_there_is_nothing_to_tell_apart() -> None:
    assert agreement([]) is None
    found = agreement([pair([Y], [Y])] * 5)
    assert found is not None
    assert (found.kappa, found.low, found.high, found.observed.value) == (None, None, None, 1.0)


def test_citations_and_answers_are_compared_apart() -> None:
    first, second = pair([Y, N], [Y, Y])
    whole = replace(second, verdicts=(Verdict(ANSWER, AnswerJudgement.UNCLEAR, "Vague"), *second.verdicts[1:]))
    for on_answers, subjects, observed in ((False, 2, 0.5), (True, 1, 0.0)):
        found = agreement([(first, whole)], on_answers=on_answers)
        assert found is not None
        assert (found.subjects, found.observed.value) == (subjects, observed)


def entry(id: int, seat: Seat, reviewer: str, judgement: Judgement = Y, taken_back: bool = False) -> Entry:
    given = verdicts_on(sample_answer(), judgement)
    review = Review(id, "a1", seat, reviewer, given, ASKED_AT + timedelta(hours=id))
    return Entry(review, ASKED_AT + timedelta(days=9) if taken_back else None)


def test_a_pair_is_blind_until_somebody_knew_the_others() -> None:
    first, second = entry(1, Seat.FIRST, "One"), entry(2, Seat.SECOND, "Two")
    gone = replace(first, taken_back_at=ASKED_AT)
    slipped = [gone, entry(2, Seat.FIRST, "One"), entry(3, Seat.SECOND, "Two")]
    redone = [gone, second, entry(3, Seat.FIRST, "One")]
    replaced = [gone, second, entry(3, Seat.FIRST, "Three")]
    second_redone = [first, replace(second, taken_back_at=ASKED_AT), entry(3, Seat.SECOND, "Two")]
    histories = ([first, second], slipped, redone, replaced, second_redone, [first], [second])
    assert [len(blind_pairs([each])) for each in histories] == [1, 1, 0, 1, 0, 0, 0]


def test_counts_what_each_reviewer_did() -> None:
    agreed = [entry(1, Seat.FIRST, "One"), entry(2, Seat.SECOND, "Two")]
    decided = [
        entry(3, Seat.FIRST, "One", N, taken_back=True),
        entry(4, Seat.FIRST, "One"),
        entry(5, Seat.SECOND, "Two", N),
        entry(6, Seat.THIRD, "Three", N),
    ]
    one, three, two = counts_by_reviewer([agreed, decided])
    assert (one.reviewer, dict(one.reviews), one.taken_back) == ("One", {Seat.FIRST: 2}, 1)
    assert dict(one.judgements) == {"sound": 2, "supports": 4}
    assert [(each.compared, each.alike, each.decided, each.upheld) for each in (one, two, three)] == [
        (6, 4, 2, 0),
        (6, 4, 2, 2),
        (0, 0, 0, 0),
    ]
