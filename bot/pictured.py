"""Charts that show what a question counts, without a figure that can be read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.asking import Wanted, wanted_by
from bot.coverage import Coverage
from bot.glossary import Glossary
from bot.query import Query
from knowledge.domain import Passage
from knowledge.editions import Edition
from knowledge.keywords import stems

_SHOWN_IN_CHARTS = frozenset({Wanted.COUNT, Wanted.PERCENTAGE})
# What says how a chart counts, and not what.
_COUNTING = re.compile(
    r"\b(?:number|percentage|rate|proportion|total|average|count|per|population|month(?:ly)?|quarter(?:ly)?|year(?:ly)?"
    r"|end|started|march|under \d+)\b|[\d,.%()]+",
    re.IGNORECASE,
)
# The share of a caption's telling words that a question must name.
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart's or picture's caption, and the passage that it stands in."""

    caption: str
    passage: Passage


def pictured(query: Query, edition: Edition, glossary: Glossary, audiences: Collection[str] = ()) -> Picture | None:
    """The chart on a page without readable figures whose caption says best what the question counts; None if none.

    It stands in a document that these audiences may be shown.
    """
    if wanted_by(query.text) not in _SHOWN_IN_CHARTS:
        return None
    asked = stems(query.expanded)

    def share(picture: Picture) -> float:
        counted = _COUNTING.sub(" ", picture.caption)
        return Coverage.of_question(counted, glossary, edition.keywords.rarity).share(asked)

    best = max(_pictures(edition, audiences), key=share, default=None)
    return best if best and share(best) >= _LEAST_SHARE else None


def _pictures(edition: Edition, audiences: Collection[str]) -> Iterator[Picture]:
    for path, version in edition.shown_to(audiences).items():
        if version.unreadable_pages:
            for passage in edition.passages.of(path):
                if passage.is_beside_a_picture:
                    yield from (Picture(line, passage) for line in passage.text.splitlines() if stems(line))
