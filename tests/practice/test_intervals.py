"""Intervals that resample documents."""

import numpy as np

from practice.intervals import clustered_means


def test_the_interval_is_that_of_the_documents_and_not_of_the_questions() -> None:
    chance = np.random.default_rng(1)
    of_documents = chance.integers(0, 2, 40).astype(float)
    values = np.repeat(of_documents, 25)[:, None]
    (alike,) = clustered_means(values, [str(row // 25) for row in range(1000)])
    (apart,) = clustered_means(values, [str(row) for row in range(1000)])
    assert alike.value == apart.value == of_documents.mean()
    # A standard error is a fifth as large with 25 times as many.
    assert 4 < (alike.high - alike.low) / (apart.high - apart.low) < 6
    assert alike.low < alike.value < alike.high


def test_documents_count_by_their_questions() -> None:
    values = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    one, other = clustered_means(values, ["a", "a", "a", "b"])
    assert (0.75, 0.25) == (one.value, other.value)
    assert (0, 1) == (one.low, one.high)
