"""How likely it is that the documents answer a question, by weights that were learnt from practice questions.

`tests/train_judge.py` makes them. What they are made from, and how far to trust them: `tests/data/practice/README.md`.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.evidence import Evidence
from knowledge.errors import JudgeError
from knowledge.weights import published_weights

JUDGE = Path(__file__).with_name("judge.json")
JUDGE_SHA256 = "076d36ca94345ec6a914a25ce8ed2cd98af16f47a7a25a078d4b035b1a51e921"


def probability(evidence: Evidence) -> float:
    """From 0 to 1: of the questions that are given 0.8 eight in ten can be answered, where three in four of all can.

    Raises JudgeError.
    """
    return logistic(log_odds(evidence, read_judge()))


def log_odds(evidence: Evidence, weights: Mapping[str, float]) -> float:
    """The weighted sum of the signs, and the weight of no sign, "constant"."""
    return sum(
        weight * (1.0 if sign == "constant" else float(getattr(evidence, sign))) for sign, weight in weights.items()
    )


def logistic(odds: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + math.exp(-odds))


@cache
def read_judge() -> Mapping[str, float]:
    """The weight of each sign; raises JudgeError when they are not the published ones."""
    weights: Mapping[str, float] = json.loads(check_judge())["weights"]
    return weights


def check_judge() -> bytes:
    """The weights as they were published; raises JudgeError."""
    return published_weights(JUDGE, JUDGE_SHA256, JudgeError)
