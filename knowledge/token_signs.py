"""The signs of every passage's token vectors, by passage row: how near each word of a question comes to one of them.

Late interaction (Khattab and Zaharia 2020, ColBERT) with vectors that keep a bit a dimension. A passage takes 3 to 4 KB
so, and its order among the best comes out nearly as with whole vectors.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.row_file import read_rows, write_rows

_NAME = "signs"
# Shape (tokens, dimensions / 8): a bit is set where a token's vector is above 0.
Signs = NDArray[np.uint8]
Vectors = NDArray[np.float32]


class TokenSigns:
    """Signs in rows of bits, memory-mapped: see `knowledge.row_file`."""

    def __init__(self, signs: Signs, starts: NDArray[np.int64]) -> None:
        self._signs = signs
        self._starts = starts

    @classmethod
    def create(cls, folder: Path, by_row: Sequence[Signs]) -> None:
        """Write the signs of every row; raises StorageError."""
        write_rows(folder, _NAME, by_row)

    @classmethod
    def open(cls, folder: Path) -> "TokenSigns":
        """Open what was written; raises IndexUnavailableError when it is missing or damaged."""
        return cls(*read_rows(folder, _NAME))

    def of_row(self, row: int) -> Signs:
        """A passage's signs, in the order of its tokens."""
        return self._signs[self._starts[row] : self._starts[row + 1]]

    def nearness(self, rows: NDArray[np.int64], tokens: Vectors) -> Vectors:
        """For each row how near the question's tokens come to it: the mean of their best cosines.

        `tokens` has a vector of length 1 a row. Shape (len(rows),), from -1 to 1; a row without a token has -1.
        """
        own = [self.of_row(row) for row in rows]
        counts = np.array([len(each) for each in own], dtype=np.int64)
        found = np.full(len(own), -1.0, dtype=np.float32)
        if not counts.any() or not len(tokens):
            return found
        bits = np.unpackbits(np.concatenate(own), axis=1, count=tokens.shape[1])  # the last byte may be filled up
        directions = bits.astype(np.float32) * 2 - 1
        # Not `@`: see `ExactVectors.cosines`.
        cosines = np.einsum("ij,kj->ik", tokens, directions) / np.sqrt(np.float32(tokens.shape[1]))
        filled = np.flatnonzero(counts)
        starts = (np.cumsum(counts) - counts)[filled]
        found[filled] = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
        return found


def signs_of(tokens: Vectors) -> Signs:
    """The signs of token vectors, shape (tokens, dimensions)."""
    return np.packbits(tokens > 0, axis=1)
