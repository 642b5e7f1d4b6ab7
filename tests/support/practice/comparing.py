"""Arms of a measurement beside each other, by kind of question: means, what one adds to another, and the intervals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from practice.files import HELD_OUT, PracticePassage, PracticeQuestion
from practice.finding import topics
from practice.intervals import clustered_means
from review.statistics import Estimate

FIRST = (1, 5, 10)
MEASURES = (*(f"recall@{k}" for k in FIRST), "MRR")
PLAIN = "published"
WITH_LEXICON = " + lexicon"
WITH_TOKENS = " + late interaction"
_CELL = 26

# For each question whether it is found among the first 1, 5, 10, and the reciprocal of its rank.
Values = NDArray[np.float64]
Estimates = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind: the measures of each arm, and by how much one arm is above another.

    `ranges` has the least and the most of the seeds, where there are several.
    """

    questions: int
    topics: int
    arms: Mapping[str, Estimates]
    differences: Mapping[str, Estimates]
    ranges: Mapping[str, Mapping[str, tuple[float, float]]]


def values_of(ranks: NDArray[np.float64]) -> Values:
    """The measures of each question, shape (questions, len(MEASURES)); a rank that is infinite counts as not found."""
    return np.column_stack([*(ranks <= k for k in FIRST), 1 / ranks]).astype(np.float64)


def with_means(arms: Mapping[str, Values], seeds: Sequence[str]) -> dict[str, Values]:
    """The arms and, where several are seeds of one another, their mean question by question, as arms of their own."""
    if len(seeds) < 2:
        return dict(arms)
    return dict(arms) | {
        _mean_name(seeds, end): np.mean([arms[seed + end] for seed in seeds], axis=0) for end in ("", WITH_LEXICON)
    }


def groups(
    passages: Sequence[PracticePassage],
    questions: Sequence[PracticeQuestion],
    arms: Mapping[str, Values],
    seeds: Sequence[str] = (),
) -> Mapping[str, Group]:
    """The figures by kind of question; a kind that nobody asked is left out."""
    by_topic = np.array(topics(passages, questions))
    every = with_means(arms, seeds)
    return {
        name: _group({arm: values[rows] for arm, values in every.items()}, by_topic[rows].tolist(), seeds)
        for name, rows in _kinds(questions).items()
        if rows.any()
    }


def _kinds(questions: Sequence[PracticeQuestion]) -> Mapping[str, NDArray[np.bool_]]:
    two = np.array([len(each.passages) == 2 for each in questions])
    # The files mark no register: a whole sentence begins with a capital and ends with a question mark.
    whole = np.array([each.text[0].isupper() and each.text.endswith("?") for each in questions])
    files = np.array([each.file for each in questions])
    return {
        "all": np.ones(len(questions), dtype=bool),
        "two passages": two,
        "one passage": ~two,
        "one passage, as typed": ~two & ~whole,
        "one passage, in whole sentences": ~two & whole,
        **{f"one passage, {file}": ~two & (files == file) for file in HELD_OUT},
    }


def _group(arms: Mapping[str, Values], by_topic: Sequence[str], seeds: Sequence[str]) -> Group:
    def estimates(values: Values) -> Estimates:
        return dict(zip(MEASURES, clustered_means(values, by_topic), strict=True))

    def ends(seed_arms: Sequence[str]) -> Mapping[str, tuple[float, float]]:
        means = [arms[arm].mean(axis=0).tolist() for arm in seed_arms]
        return {measure: (min(of), max(of)) for measure, *of in zip(MEASURES, *means, strict=True)}

    return Group(
        len(by_topic),
        len(set(by_topic)),
        {arm: estimates(values) for arm, values in arms.items()},
        {f"{one} - {other}": estimates(arms[one] - arms[other]) for one, other in _compared(list(arms))},
        {_mean_name(seeds, end): ends([seed + end for seed in seeds]) for end in ("", WITH_LEXICON) if len(seeds) > 1},
    )


def _compared(arms: Sequence[str]) -> list[tuple[str, str]]:
    """Each arm with the plain one, then what lexicon and late interaction add to each of the others."""
    with_plain = [(arm, PLAIN) for arm in arms if arm != PLAIN]
    alone = [(arm, arm.removesuffix(end)) for end in (WITH_LEXICON, WITH_TOKENS) for arm in arms if arm.endswith(end)]
    return list(dict.fromkeys([*with_plain, *alone]))


def _mean_name(seeds: Sequence[str], end: str) -> str:
    return f"mean of {len(seeds)}{end}"


def lines(name: str, group: Group) -> Iterator[str]:
    """A row an arm, then a row a difference, each figure with its interval; a column a measure."""
    rows = {"": list(MEASURES)}
    for arm, estimates in group.arms.items():
        rows[arm] = [f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})" for e in estimates.values()]
    for arm, ends in group.ranges.items():
        rows[f"{arm}, least to most"] = [f"{least:.3f} to {most:.3f}" for least, most in ends.values()]
    for pair, estimates in group.differences.items():
        rows[pair] = [f"{e.value:+.3f} ({e.low:+.3f} to {e.high:+.3f})" for e in estimates.values()]
    wide = max(map(len, rows)) + 2
    yield f"{name}: {group.questions:,} questions, {group.topics} topics"
    for row, cells in rows.items():
        yield (f"{row:{wide}}" + "".join(f"{cell:{_CELL}}" for cell in cells)).rstrip()
