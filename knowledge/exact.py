"""The vectors of every passage and of its sentences, by passage row, for exact cosines of a few hundred candidates.

Chroma finds the candidates by their whole vector; a short answer drowns in that, but not in its sentence's.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.row_file import read_rows, write_rows

_NAME = "vectors"
Half = NDArray[np.float16]
Cosines = NDArray[np.float32]


class ExactVectors:
    """Unit vectors in half precision, memory-mapped: row i has [starts[i], starts[i + 1]), its whole first."""

    def __init__(self, vectors: Half, starts: NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._starts = starts

    @classmethod
    def create(cls, folder: Path, by_row: Sequence[Half]) -> None:
        """Write the vectors of every row, each of shape (1 + sentences, dimensions)."""
        write_rows(folder, _NAME, by_row)

    @classmethod
    def open(cls, folder: Path) -> "ExactVectors":
        """Open what was written; raises IndexUnavailableError when it is missing or damaged."""
        return cls(*read_rows(folder, _NAME))

    def of_row(self, row: int) -> Half:
        """A passage's vectors: its whole, then its sentences in order; shape (1 + sentences, dimensions)."""
        return self._vectors[self._starts[row] : self._starts[row + 1]]

    def cosines(self, rows: NDArray[np.int64], vector: NDArray[np.float32]) -> tuple[Cosines, Cosines]:
        """For each row the cosine of the whole with `vector`, and that of the nearest sentence (the whole, if none)."""
        if not len(rows):
            return np.empty(0, np.float32), np.empty(0, np.float32)
        starts = self._starts[rows]
        counts = self._starts[np.asarray(rows) + 1] - starts
        begins = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(starts - begins, counts)
        # Not `@`: the threads of the library behind it go on spinning, and take the processors from the embedding model
        # (on 2 cores a question's embedding took 30 to 100 ms instead of 8).
        similar = np.einsum("ij,j->i", self._vectors[places].astype(np.float32), vector)
        wholes = similar[begins].copy()
        similar[begins] = -1.0
        nearest = np.maximum.reduceat(similar, begins)
        return wholes, np.where(nearest > -1.0, nearest, wholes)
