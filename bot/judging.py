"""Whether the evidence answers the question, judged before anything is composed.

Thin as yet: a question that nearly fits (the right topic, another detail) passes more often than not, unless it asks
for a kind of answer that the passages do not hold.
"""

from collections.abc import Sequence

from bot.asking import is_checkable, wanted_by
from bot.extracting import Candidate
from bot.query import Query

# At 0.33 one in twenty of the answerable questions tried was declined; questions off the topic stay below it.
LEAST_STRENGTH = 0.33
# An answer of the kind asked for must come this close to the unit that fits best.
LEAST_SHARE = 0.7
_LOOKED_AT = 3


def strength(ranked: Sequence[Candidate]) -> float:
    """How well the best units fit, about 0 to 1: by meaning and by the question's telling words; 0 without one."""
    return max((0.7 * each.cosine + 0.3 * each.coverage for each in ranked[:_LOOKED_AT]), default=0.0)


def sufficient(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that an answer may rest on, best first; none when the evidence is not there.

    Where the question asks for a time, a sum or a count, only those that hold one are left.
    """
    if strength(ranked) < LEAST_STRENGTH:
        return []
    if not is_checkable(wanted_by(query.text)):
        return list(ranked)
    holding = [each for each in ranked if each.holds_wanted]
    return holding if holding and holding[0].score >= LEAST_SHARE * ranked[0].score else []
