"""Weights that were learnt from labelled messages, and how much they make of a message.

`tests/train_guard.py` makes them. What they are made from, how far to trust them: `tests/data/guards/README.md`.
"""

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.signs import Signs
from knowledge.errors import GuardError
from knowledge.weights import published_weights

WEIGHTS = Path(__file__).with_name("guard.npz")
WEIGHTS_SHA256 = "d459489bc3c78dd98cd3726fe1e6022fd595d1c7a3e57a4e9f676eafebee76e9"
DIMENSIONS = 384

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
_log = logging.getLogger("signpost.guard")


@dataclass(frozen=True, slots=True)
class Scale:
    """How one class of message is told from the rest: a weight for each place, each dimension, and two bars.

    `bar` holds for words, letters and vector together, `plain_bar` where there is no vector.
    """

    words: NDArray[np.float32]
    letters: NDArray[np.float32]
    vector: NDArray[np.float32]
    constants: NDArray[np.float32]
    bar: float
    plain_bar: float

    def plain_score(self, signs: Signs) -> float:
        """What the words and letters speak for the class: log odds, those of the words and of the letters added."""
        return float(_mean(self.words, signs.words) + _mean(self.letters, signs.letters) + self.constants[:2].sum())

    def vector_score(self, vector: NDArray[np.float32]) -> float:
        """What the meaning speaks for the class: log odds."""
        # Added up without BLAS, whose threads would spin on for a while after.
        return float((self.vector * vector).sum() + self.constants[2])


def exceeds(kind: str, texts: Sequence[Signs], vectors: NDArray[np.float32] | None) -> bool:
    """Whether any of the texts weighs more than the bar of `kind`; False where the weights cannot be had.

    `vectors` has a row for each text, shape (len(texts), 384), or is None.
    """
    try:
        scale = read_scales()[kind]
    except GuardError as error:
        _log.error("The guard goes by its rules alone: %s", error)
        return False
    for row, signs in enumerate(texts):
        score = scale.plain_score(signs)
        if vectors is None and score > scale.plain_bar:
            return True
        if vectors is not None and score + scale.vector_score(vectors[row]) > scale.bar:
            return True
    return False


@cache
def read_scales() -> dict[str, Scale]:
    """The scale of each class; raises GuardError when the weights are not the published ones."""
    with np.load(io.BytesIO(check_weights()), allow_pickle=False) as held:
        kinds = sorted({name.split(".")[0] for name in held.files})
        return {kind: unpacked({name: held[f"{kind}.{name}"] for name in PARTS}) for kind in kinds}


def check_weights() -> bytes:
    """The weights as they were published; raises GuardError."""
    return published_weights(WEIGHTS, WEIGHTS_SHA256, GuardError)


PARTS = ("words", "letters", "vector", "constants", "steps", "bars")


def packed(scale: Scale) -> dict[str, NDArray[np.generic]]:
    """A scale as it is stored: the tables in whole steps of a 127th of their largest weight."""
    steps = np.array([max(np.abs(table).max(), 1e-9) / 127 for table in (scale.words, scale.letters)], dtype=np.float32)
    words, letters = (
        np.round(table / step).astype(np.int8) for table, step in zip((scale.words, scale.letters), steps, strict=True)
    )
    bars = np.array([scale.bar, scale.plain_bar], dtype=np.float32)
    parts = (words, letters, scale.vector, scale.constants, steps, bars)
    return dict(zip(PARTS, parts, strict=True))


def unpacked(parts: dict[str, NDArray[np.generic]]) -> Scale:
    """The inverse of `packed`, but for the rounding."""
    steps, bars = parts["steps"].astype(np.float32), parts["bars"].astype(float)
    return Scale(
        words=parts["words"].astype(np.float32) * steps[0],
        letters=parts["letters"].astype(np.float32) * steps[1],
        vector=parts["vector"].astype(np.float32),
        constants=parts["constants"].astype(np.float32),
        bar=float(bars[0]),
        plain_bar=float(bars[1]),
    )


def _mean(table: NDArray[np.float32], places: NDArray[np.int64]) -> float:
    """The sum over the places, by the root of their number: a long message weighs no more than a short one."""
    return float(table[places].sum() / np.sqrt(max(1, len(places))))
