"""What a rule said before: the words of a replaced document that stand where those of the answer stand today."""

from dataclasses import replace

import numpy as np

from bot.drafting import Draft
from bot.extracting import Candidate
from bot.finding import Finder, Found
from bot.planting import without_orders
from knowledge.domain import Match, Passage

# Below it two sentences speak of different things, above it mostly of the same.
_LEAST_COSINE = 0.5
_PASSAGES_READ = 4


def replaced_draft(found: Found, finder: Finder) -> Draft | None:
    """What the documents that the best unit's document replaces said of the same thing, where it was another thing."""
    best = found.answering[0].unit
    passages = [each for path in best.passage.version.document.supersedes for each in _passages(finder, path)]
    if not passages:
        return None
    asked = replace(found.query, vector=finder.embedder.encode([best.text])[0])
    rows = np.array([finder.edition.passages.row_of(passage) for passage in passages])
    _, nearest = finder.edition.exact.cosines(rows, asked.vector)
    near = [Match(passages[place], 1.0) for place in np.argsort(-nearest)[:_PASSAGES_READ]]
    units = finder.units(asked, without_orders(near))
    former = next(filter(_fits, units), None)
    return Draft(former.unit.text, former.unit.quotes) if former and former.unit.text != best.text else None


def _passages(finder: Finder, path: str) -> list[Passage]:
    is_shown = path in finder.edition.shown_to(finder.audiences)
    return list(finder.edition.passages.of(path)) if is_shown else []


def _fits(unit: Candidate) -> bool:
    return unit.holds_wanted and unit.cosine >= _LEAST_COSINE
