"""The answerer that needs no language model: it says nothing but the documents' own sentences and lists."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.asking import Wanted, holds, wanted_by
from bot.drafting import Composition, Draft
from bot.units import Neighbour, Unit, units_of
from knowledge.domain import Match
from knowledge.embedding import Embedder
from knowledge.keywords import stems

NAME = "extractive"
MOST_STATEMENTS = 3
PASSAGES_READ = 6

# How much each sign that a unit answers the question weighs.
_MEANING, _WORDS, _PASSAGE, _KIND = 0.5, 0.2, 0.3, 0.1
# A second or third statement must come this close to the best one.
_CLOSE = 0.7
# Words by which alone two rules may differ.
_TELLING = re.compile(
    r"\d|^(?:not|never|no|none|only|unless|without|one|two|three|four|five|six|seven|eight|nine|ten|must|may|should)\W*$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit and how well it fits the question; `score` lies in about [0, 1]."""

    unit: Unit
    score: float
    cosine: float
    coverage: float
    holds_wanted: bool


def candidates(
    question: str, matches: Sequence[Match], neighbour: Neighbour, embedder: Embedder, rarity: Callable[[str], float]
) -> list[Candidate]:
    """Every unit of the best passages, best first; `rarity` says how much a stem tells."""
    read = [(match, unit) for match in matches[:PASSAGES_READ] for unit in units_of(match.passage, neighbour)]
    if not read:
        return []
    vectors = embedder.encode([question, *(_in_place(unit) for _, unit in read)])
    asked_stems, wanted = stems(question), wanted_by(question)
    found = []
    for (match, unit), vector in zip(read, vectors[1:], strict=True):
        cosine = float(vectors[0] @ vector)
        coverage = _coverage(asked_stems, stems(_in_place(unit)), rarity)
        fits = holds(unit.text, wanted, question) and (unit.is_list or wanted is not Wanted.LIST)
        score = _MEANING * cosine + _WORDS * coverage + _PASSAGE * match.score + _KIND * fits
        found.append(Candidate(unit, score, cosine, coverage, fits))
    return sorted(found, key=lambda candidate: -candidate.score)


def extract(ranked: Sequence[Candidate]) -> Composition:
    """An answer of the best units: the best, and others that come close without repeating it."""
    drafts: list[Draft] = []
    for candidate in ranked:
        if len(drafts) == MOST_STATEMENTS or candidate.score < _CLOSE * ranked[0].score:
            break
        if not any(_repeats(candidate.unit.text, draft.text) for draft in drafts):
            drafts.append(Draft(candidate.unit.text, candidate.unit.quotes))
    return Composition(tuple(drafts), NAME)


def _in_place(unit: Unit) -> str:
    """A unit under its nearest heading: "Within 24 hours" alone says too little."""
    return "\n".join([*unit.passage.headings[-1:], unit.text])


def _coverage(wanted: frozenset[str], present: frozenset[str], rarity: Callable[[str], float]) -> float:
    """The share of the question's stems that are present, each weighted by how much it tells."""
    total = sum(map(rarity, wanted))
    return sum(map(rarity, wanted & present)) / total if total else 0.0


def _repeats(one: str, other: str) -> bool:
    """Whether one of two texts says hardly more than the other: nine of ten of its words stand there too.

    Two that differ in a figure or a "not" are two rules, and both are shown.
    """
    first, second = set(one.lower().split()), set(other.lower().split())
    less, more = sorted((first, second), key=len)
    differing = first ^ second if len(more) - len(less) <= 2 else less - more
    return len(less & more) >= 0.9 * len(less) and not any(map(_TELLING.search, differing))
