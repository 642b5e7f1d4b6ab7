"""Whether the evidence answers the question, judged before anything is composed.

A question that asks for a time, a sum, a count, a name … is declined unless a unit that holds one fits nearly as well
as the best unit does. What asks for no such thing passes when it is on the topic: a near miss of that sort (the right
topic, another detail) cannot be told from the signs that are read here.
"""

from collections.abc import Sequence
from itertools import chain

from bot.asking import is_checkable, wanted_by
from bot.evidence import Evidence, evidence_of
from bot.extracting import Candidate
from bot.query import Query
from knowledge.domain import Match

# Set by hand: fitted to the practice questions, words in common come out as a sign against an answer, as those who
# know the documents write near misses in their words. On 66 real questions the area under the curve is 0.89.
WEIGHTS = {
    "held_meaning": 0.2,
    "held_words": 0.1,
    "lack_of_meaning": -1.0,
    "lack_of_words": -0.5,
    "is_checkable": -0.15,
    "year_missing": -0.2,
}
# Below it lie 10 of 14 unanswerable questions and 3 of 52 answerable ones.
LEAST_STRENGTH = -0.12
# Questions off the topic stay below it ("the best pizza in town", 0.16 to 0.26).
LEAST_TOPICALITY = 0.3
# A part alone has lost what it is about: those of real questions reach 0.33 and more.
LEAST_TOPICALITY_OF_PART = 0.2


def strength(evidence: Evidence) -> float:
    """How much speaks for an answer; comparable between questions, about -1 to 0.3."""
    return sum(weight * float(getattr(evidence, sign)) for sign, weight in WEIGHTS.items())


def topicality(evidence: Evidence) -> float:
    """How near the best unit comes to the question, about 0 to 1: by meaning and by the question's telling words."""
    return 0.7 * evidence.meaning + 0.3 * evidence.words


def is_lacking(query: Query, ranked: Sequence[Candidate], matches: Sequence[Match]) -> bool:
    """Whether a part of a question is off the topic, or asks for a kind of answer that can be seen and is not there."""
    evidence = evidence_of(query, ranked, matches)
    is_missing = evidence.is_checkable and strength(evidence) < LEAST_STRENGTH
    return is_missing or topicality(evidence) < LEAST_TOPICALITY_OF_PART


def sufficient(query: Query, ranked: Sequence[Candidate], matches: Sequence[Match]) -> list[Candidate]:
    """The candidates that an answer may rest on, best first; none when the evidence is not there.

    Where the question asks for a kind of answer that can be seen, only those that hold one are left.
    """
    evidence = evidence_of(query, ranked, matches)
    if topicality(evidence) < LEAST_TOPICALITY or strength(evidence) < LEAST_STRENGTH:
        return []
    return [each for each in ranked if each.holds_wanted] if evidence.is_checkable else list(ranked)


def sufficient_for_parts(
    parts: Sequence[tuple[Query, Sequence[Candidate]]], matches: Sequence[Match]
) -> list[Candidate]:
    """The candidates for those parts of a question that ask for a kind of answer that can be seen, best first."""
    seen = (sufficient(part, ranked, matches) for part, ranked in parts if is_checkable(wanted_by(part.text)))
    return sorted(chain.from_iterable(seen), key=lambda candidate: -candidate.score)
