"""The answerer that needs no language model: it says nothing but the documents' own sentences and lists."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.arranging import arranged
from bot.asking import Wanted, holds, is_checkable, wanted_by
from bot.drafting import Composition
from bot.query import Query
from bot.units import Neighbour, Unit, units_of, widened
from knowledge.domain import Match, Passage
from knowledge.exact import Cosines, Half
from knowledge.keywords import stems
from knowledge.sentences import telling_spans

NAME = "extractive"
MOST_STATEMENTS = 6
# A sentence is quoted with its paragraph's others around it, up to so many words: alone it may say too little.
MOST_WORDS = 60
PASSAGES_READ = 4

# How much each sign that a unit answers the question weighs.
_MEANING, _WORDS, _PASSAGE, _KIND = 0.5, 0.2, 0.3, 0.1
# What a neighbour of a hit has of the hit's score.
_BESIDE = 0.8
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


@dataclass(frozen=True, slots=True)
class Quotable:
    """What can be quoted of a passage, whatever is asked: its units with their stems, and its vectors.

    `score` is what the passage has of its match's score; `spans` are its telling sentences, and `vectors` its own
    vector and then theirs.
    """

    passage: Passage
    score: float
    units: Sequence[tuple[Unit, frozenset[str]]]
    spans: Sequence[tuple[int, int]]
    vectors: NDArray[np.float32]


def quotable(
    matches: Sequence[Match], neighbour: Neighbour, vectors_of: Callable[[Passage], Half]
) -> Iterator[Quotable]:
    """What can be quoted of the best passages and their sections, read once for all that is asked of them.

    `vectors_of` gives a passage's whole vector and those of its telling sentences.
    """
    seen = set[str]()
    for match in matches[:PASSAGES_READ]:
        for passage in match.section or (match.passage,):
            if passage.id in seen:
                continue
            seen.add(passage.id)
            score = match.score if passage.id == match.passage.id else _BESIDE * match.score
            units = [(unit, stems(_in_place(unit))) for unit in units_of(passage, neighbour)]
            vectors = np.asarray(vectors_of(passage), dtype=np.float32)
            yield Quotable(passage, score, units, telling_spans(passage.text), vectors)


def candidates(query: Query, parts: Sequence[Quotable]) -> list[Candidate]:
    """Every unit of the passages, best first."""
    wanted, found = wanted_by(query.text), []
    for each in parts:
        # Figures of a caption are those of its chart's scale.
        if is_checkable(wanted) and each.passage.is_beside_a_picture:
            continue
        cosines = np.einsum("ij,j->i", each.vectors, query.vector)
        for unit, present in each.units:
            cosine = _cosine(unit, each.passage, each.spans, cosines)
            found.append(_candidate(query, wanted, unit, present, each.score, cosine))
    return sorted(found, key=lambda candidate: -candidate.score)


def _candidate(
    query: Query, wanted: Wanted, unit: Unit, present: frozenset[str], passage_score: float, cosine: float
) -> Candidate:
    covered = query.coverage.share(present)
    fits = holds(unit.text, wanted, query.text) and (unit.is_list or wanted is not Wanted.LIST)
    score = _MEANING * cosine + _WORDS * covered + _PASSAGE * passage_score + _KIND * fits
    return Candidate(unit, score, cosine, covered, fits)


def _cosine(unit: Unit, passage: Passage, spans: Sequence[tuple[int, int]], cosines: Cosines) -> float:
    """The best cosine among the unit's sentences in the passage, the passage's own where none is long enough.

    `spans` are the passage's telling sentences; `cosines` has its own and then theirs.
    """
    quote = next((each.quote for each in unit.quotes if each.passage is passage), "")
    start = max(0, passage.text.find(quote))
    own = [place for place, (a, b) in enumerate(spans, 1) if a < start + len(quote) and b > start]
    # The passage's own has its headings in it, which say what a list is of.
    return float(max(cosines[[0, *own]] if unit.is_list or not own else cosines[own]))


def extract(ranked: Sequence[Candidate], most_statements: int = MOST_STATEMENTS) -> Composition:
    """An answer of the best units: the best, and others that come close without repeating it, section by section."""
    picked: list[Unit] = []
    for candidate in ranked:
        if len(picked) == most_statements or candidate.score < _CLOSE * ranked[0].score:
            break
        unit = candidate.unit
        if not any(unit.text in other.text or _repeats(unit.text, other.text) for other in picked):
            picked.append(widened(unit, MOST_WORDS))
    return Composition(tuple(arranged(picked)), NAME)


def _in_place(unit: Unit) -> str:
    """A unit under its nearest heading: "Within 24 hours" alone says too little."""
    return "\n".join([*unit.passage.headings[-1:], unit.text])


def _repeats(one: str, other: str) -> bool:
    """Whether one of two texts says hardly more than the other: nine of ten of its words stand there too.

    Two that differ in a figure or a "not" are two rules, and both are shown.
    """
    first, second = set(one.lower().split()), set(other.lower().split())
    less, more = sorted((first, second), key=len)
    differing = first ^ second if len(more) - len(less) <= 2 else less - more
    return len(less & more) >= 0.9 * len(less) and not any(map(_TELLING.search, differing))
