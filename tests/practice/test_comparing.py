"""The figures of a measurement: means, differences and the seeds' mean, by kind of question."""

import numpy as np
import pytest

from practice.comparing import MEASURES, PLAIN, WITH_LEXICON, Values, groups, lines, values_of
from practice.files import PracticePassage, PracticeQuestion

PASSAGES = [PracticePassage("pairs", f"Policy {number}", (), "Text.") for number in range(4)]
QUESTIONS = [
    PracticeQuestion("pairs", "who rings mum", (0,), True),
    PracticeQuestion("procedures", "Who informs the parent?", (1,), True),
    PracticeQuestion("pairs", "who rings mum and when", (2, 3), True),
]
PLAIN_RANKS, SEED_RANKS = (1, 6, np.inf), ((1, 5, 4), (2, 1, np.inf))


def arms() -> dict[str, Values]:
    ranks = {PLAIN: PLAIN_RANKS, "one": SEED_RANKS[0], "two": SEED_RANKS[1]}
    return {
        f"{name}{end}": values_of(np.array(of, dtype=float)) for name, of in ranks.items() for end in ("", WITH_LEXICON)
    }


def test_measures_of_ranks() -> None:
    assert ("recall@1", "recall@5", "recall@10", "MRR") == MEASURES
    found = values_of(np.array(PLAIN_RANKS, dtype=float))
    assert [[1, 1, 1, 1], [0, 0, 1, 1 / 6], [0, 0, 0, 0]] == found.tolist()


def test_questions_are_told_apart_by_what_they_need_how_they_are_put_and_where_they_stand() -> None:
    found = groups(PASSAGES, QUESTIONS, arms())
    assert {
        "all": 3,
        "two passages": 1,
        "one passage": 2,
        "one passage, as typed": 1,
        "one passage, in whole sentences": 1,
        "one passage, pairs": 1,
        "one passage, procedures": 1,
    } == {name: group.questions for name, group in found.items()}
    assert 3 == found["all"].topics
    assert pytest.approx(1 / 3) == found["all"].arms[PLAIN]["recall@5"].value
    assert pytest.approx(1 / 3) == found["all"].differences["two - published"]["recall@5"].value
    assert {} == found["all"].ranges


def test_seeds_have_a_mean_and_a_range() -> None:
    group = groups(PASSAGES, QUESTIONS, arms(), ["one", "two"])["all"]
    assert pytest.approx(5 / 6) == group.arms["mean of 2"]["recall@5"].value
    assert pytest.approx((2 / 3, 1)) == group.ranges["mean of 2"]["recall@5"]
    assert pytest.approx(1 / 2) == group.differences["mean of 2 - published"]["recall@5"].value
    assert 0 == group.differences["mean of 2 + lexicon - mean of 2"]["MRR"].value


def test_every_arm_and_every_difference_has_a_line() -> None:
    group = groups(PASSAGES, QUESTIONS, arms(), ["one", "two"])["all"]
    shown = list(lines("all", group))
    assert "all: 3 questions, 3 topics" == shown[0]
    assert [*group.arms, *(f"{name}, least to most" for name in group.ranges), *group.differences] == [
        line.split("  ")[0] for line in shown[2:]
    ]
    assert any(line.startswith("mean of 2 ") and " 0.833 (" in line for line in shown)
