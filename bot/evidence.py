"""What can be told of a question and the passages found for it, before anything is composed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.asking import is_checkable, wanted_by
from bot.extracting import Candidate
from bot.query import Query
from knowledge.domain import Match

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MATCHES_READ = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Signs that the passages answer the question; cosines and shares from 0 to 1.

    `meaning` and `words` are of the unit that fits best. Where the question asks for a kind of answer that can be
    seen (`is_checkable`), `held_meaning` and `held_words` are of the best unit that holds one, and `lack_…` say how
    far it falls short of the best; elsewhere every unit holds what is asked for.
    """

    meaning: float
    words: float
    held_meaning: float
    held_words: float
    lack_of_meaning: float
    lack_of_words: float
    is_checkable: bool
    year_missing: bool


def evidence_of(query: Query, ranked: Sequence[Candidate], matches: Sequence[Match]) -> Evidence:
    """The signs for a question, its units (see `candidates`) and the matches that they are of."""
    is_seen = is_checkable(wanted_by(query.text))
    holding = [each for each in ranked if each.holds_wanted] if is_seen else ranked
    meaning, words = _best(ranked)
    held_meaning, held_words = _best(holding)
    read = [match.passage.version.document.title + "\n" + match.text for match in matches[:_MATCHES_READ]]
    years = set(_YEAR.findall(query.text))
    return Evidence(
        meaning=meaning,
        words=words,
        held_meaning=held_meaning,
        held_words=held_words,
        lack_of_meaning=meaning - held_meaning,
        lack_of_words=words - held_words,
        is_checkable=is_seen,
        year_missing=bool(years) and not any(year in text for year in years for text in read),
    )


def _best(units: Sequence[Candidate]) -> tuple[float, float]:
    return max((each.cosine for each in units), default=0.0), max((each.coverage for each in units), default=0.0)
