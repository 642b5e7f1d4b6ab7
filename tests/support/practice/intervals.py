"""Means over questions with intervals that resample whole documents: questions about one document are alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from review.statistics import ENDS, RESAMPLES, Estimate

_SEED = 20261126


def clustered_means(values: NDArray[np.float64], clusters: Sequence[str]) -> list[Estimate]:
    """The mean of each column of `values`, shape (questions, columns), with its 95% bootstrap interval.

    Each question belongs to a cluster; these are resampled. `count` is the number of questions.
    """
    names, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    sizes = np.bincount(cluster, minlength=len(names)).astype(np.float64)
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, cluster, values)
    drawn = np.random.default_rng(_SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), size=RESAMPLES)
    low, high = np.percentile((drawn @ sums) / (drawn @ sizes)[:, None], ENDS, axis=0)
    means = values.mean(axis=0)
    return [
        Estimate(float(mean), float(least), float(most), len(values))
        for mean, least, most in zip(means, low, high, strict=True)
    ]
