"""Whether the evidence answers the question, judged before anything is composed.

Two things speak against an answer, and each is enough. A question that asks for a time, a sum, a count, a name … is
declined unless a unit that holds one fits nearly as well as the best unit does. And any question is declined where all
the signs together make an answer unlikely: what is nearest may be near to nothing in particular.
"""

from collections.abc import Sequence
from itertools import chain

from bot.asking import is_checkable, wanted_by
from bot.evidence import Evidence, evidence_of
from bot.extracting import Candidate
from bot.probability import probability
from bot.query import Query
from knowledge.domain import Match

# Below it lie 8 of 13 unanswerable real questions and 3 of 52 answerable ones; below it or the next, 10 and 3.
LEAST_KIND_FIT = -0.12
LEAST_PROBABILITY = 0.65
# Questions off the topic stay below it ("the best pizza in town", 0.16 to 0.26).
LEAST_TOPICALITY = 0.3
# A part alone has lost what it is about: those of real questions reach 0.33 and more.
LEAST_TOPICALITY_OF_PART = 0.2


def is_lacking(query: Query, ranked: Sequence[Candidate], matches: Sequence[Match]) -> bool:
    """Whether a part of a question is off the topic, or asks for a kind of answer that can be seen and is not there."""
    evidence = evidence_of(query, ranked, matches)
    is_missing = evidence.is_checkable and evidence.kind_fit < LEAST_KIND_FIT
    return is_missing or evidence.topicality < LEAST_TOPICALITY_OF_PART


def sufficient(
    query: Query, ranked: Sequence[Candidate], matches: Sequence[Match], *, tells_probability: bool
) -> list[Candidate]:
    """The candidates that an answer may rest on, best first; none when the evidence is not there.

    Where the question asks for a kind of answer that can be seen, only those that hold one are left. How likely an
    answer is can be told only where `Finder.tells_probability`.
    """
    evidence = evidence_of(query, ranked, matches)
    if not _fits(evidence) or (tells_probability and probability(evidence) < LEAST_PROBABILITY):
        return []
    return _holding(evidence, ranked)


def sufficient_for_parts(
    parts: Sequence[tuple[Query, Sequence[Candidate]]], matches: Sequence[Match]
) -> list[Candidate]:
    """The candidates for those parts of a question that ask for a kind of answer that can be seen, best first.

    The matches are of the whole question: how far they stand out tells nothing of a part.
    """
    asked = [(part, ranked) for part, ranked in parts if is_checkable(wanted_by(part.text))]
    judged = [(evidence_of(part, ranked, matches), ranked) for part, ranked in asked]
    seen = (_holding(evidence, ranked) for evidence, ranked in judged if _fits(evidence))
    return sorted(chain.from_iterable(seen), key=lambda candidate: -candidate.score)


def _fits(evidence: Evidence) -> bool:
    return evidence.topicality >= LEAST_TOPICALITY and evidence.kind_fit >= LEAST_KIND_FIT


def _holding(evidence: Evidence, ranked: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in ranked if each.holds_wanted] if evidence.is_checkable else list(ranked)
