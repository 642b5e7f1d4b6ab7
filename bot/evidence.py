"""What can be told of a question and the passages found for it, before anything is composed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.asking import Wanted, is_checkable, wanted_by
from bot.extracting import Candidate
from bot.query import Query
from knowledge.domain import Match

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MATCHES_READ = 3
# How much speaks for the wanted kind of answer. Set by hand: practice questions rarely lack it, real ones often do.
_KIND_WEIGHTS = {
    "held_meaning": 0.2,
    "held_words": 0.1,
    "lack_of_meaning": -1.0,
    "lack_of_words": -0.5,
    "is_checkable": -0.15,
    "year_missing": -0.2,
}
_NO_FIT = -0.2
# The best passages, among which the first stands out or does not.
_MATCHES_COMPARED = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Signs that the passages answer the question; cosines and shares from 0 to 1.

    `meaning` and `words` are of the unit that fits best. Where the question asks for a kind of answer that can be
    seen (`is_checkable`), `held_meaning` and `held_words` are of the best unit that holds one, and `lack_…` say how
    far it falls short of the best; elsewhere every unit holds what is asked for.

    `told` is how much of the question's telling words the best unit has, in words of the rarest sort: half of a long
    question is more than half of a short one. The `lead`s say how far the best stands out from the best passages: the
    unit's meaning, the passage's meaning, and the passage's words (in BM25). Where everything is equally near, nothing
    is what was asked for. `nearness` is the most that the words of a passage come near to those of the question.
    """

    meaning: float
    words: float
    held_meaning: float
    held_words: float
    lack_of_meaning: float
    lack_of_words: float
    is_checkable: bool
    year_missing: bool
    told: float
    lead_of_unit: float
    lead_of_meaning: float
    lead_of_words: float
    nearness: float
    asks_for_contact: bool
    asks_for_name: bool

    @property
    def kind_fit(self) -> float:
        """How much speaks for it that an answer of the wanted kind is there; from -0.2, where none is, to about 0.3."""
        return max(_NO_FIT, sum(weight * float(getattr(self, sign)) for sign, weight in _KIND_WEIGHTS.items()))

    @property
    def topicality(self) -> float:
        """How near the best unit comes to the question, about 0 to 1: by meaning and by its telling words."""
        return 0.7 * self.meaning + 0.3 * self.words


def evidence_of(query: Query, ranked: Sequence[Candidate], matches: Sequence[Match]) -> Evidence:
    """The signs for a question, its units (see `candidates`) and the matches that they are of."""
    wanted = wanted_by(query.text)
    is_seen = is_checkable(wanted)
    holding = [each for each in ranked if each.holds_wanted] if is_seen else ranked
    meaning, words = _best(ranked)
    held_meaning, held_words = _best(holding)
    read = [match.passage.version.document.title + "\n" + match.text for match in matches[:_MATCHES_READ]]
    years = set(_YEAR.findall(query.text))
    cosines, keywords, tokens = (
        [match.found_by.get(sign, 0.0) for match in matches[:_MATCHES_COMPARED]]
        for sign in ("cosine", "keywords", "tokens")
    )
    return Evidence(
        meaning=meaning,
        words=words,
        held_meaning=held_meaning,
        held_words=held_words,
        lack_of_meaning=meaning - held_meaning,
        lack_of_words=words - held_words,
        is_checkable=is_seen,
        year_missing=bool(years) and not any(year in text for year in years for text in read),
        told=words * sum(query.coverage.weights.values()),
        lead_of_unit=max(0.0, meaning - _mean(cosines)),
        lead_of_meaning=_lead(cosines),
        lead_of_words=_lead(keywords),
        nearness=max(tokens, default=0.0),
        asks_for_contact=wanted is Wanted.CONTACT,
        asks_for_name=wanted is Wanted.NAME,
    )


def _best(units: Sequence[Candidate]) -> tuple[float, float]:
    return max((each.cosine for each in units), default=0.0), max((each.coverage for each in units), default=0.0)


def _lead(values: Sequence[float]) -> float:
    """How far the greatest lies above the mean of the others; 0 where there are none."""
    *others, greatest = sorted(values) or [0.0]
    return greatest - _mean(others) if others else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
