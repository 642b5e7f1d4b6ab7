"""What of a statement its quotes do not carry: figures, dates, names, negations, modals, wording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.claims import bodies, dates, figures, modals, polarity, wording
from knowledge.embedding import Embedder
from knowledge.quoting import normalised
from knowledge.settings import EMBEDDED_MODEL, TUNED_MODEL


class GapKind(StrEnum):
    """What kind of thing is not carried."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    MODAL = "modal"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of a statement that its quotes do not carry."""

    kind: GapKind
    words: str


# How like its quotes a statement must be, as the embedded model measures it: 99 in 100 good ones are, and one in twenty
# of those with the quotes of another. Halves of several sentences may be joined wrongly: there it must be more like.
_LIKE, _LIKE_SEVERAL = 0.5, 0.57
_MEASURED_WITH = (TUNED_MODEL, EMBEDDED_MODEL)


def unsupported(text: str, quotes: Sequence[str], known: str = "", embedder: Embedder | None = None) -> tuple[Gap, ...]:
    """The gaps of a statement, none where its quotes carry all of it.

    `known` is what a reader knows besides: the passages' headings, and the titles and dates of their documents. It
    can name a body or a year; it never carries a figure, a negation or a modal. A statement in the quotes' own words
    has none. With the embedded model as `embedder`, a statement that is not like its quotes has a gap in its wording.
    """
    quoted = " . ".join(quotes)
    if _is_verbatim(text, quotes):
        return ()
    gaps = [Gap(kind, " ".join(words)) for kind, words in _checked(text, quotes, quoted, known) if words]
    if not gaps and embedder is not None and embedder.name in _MEASURED_WITH and not _is_like(text, quotes, embedder):
        gaps = [Gap(GapKind.WORDING, text)]
    return tuple(gaps)


def _is_verbatim(text: str, quotes: Sequence[str]) -> bool:
    """Whether the text is the quotes and nothing else, but for space."""
    said, quoted = (normalised(each).replace(" ", "") for each in (text, " ".join(quotes)))
    return said in quoted


def _checked(text: str, quotes: Sequence[str], quoted: str, known: str) -> Iterator[tuple[GapKind, list[str]]]:
    source = f"{quoted} . {known}"
    stated = figures.figures_of(dates.without_dates(text))
    yield GapKind.NUMBER, figures.unfounded(stated, figures.figures_of(dates.without_dates(quoted)))
    yield GapKind.DATE, sorted(dates.dates_of(text) - dates.dates_of(source))
    yield GapKind.NAME, [*dates.unknown_names(text, source), *bodies.exchanged(text, quoted, known)]
    yield GapKind.NEGATION, polarity.mismatched(text, quoted)
    yield GapKind.MODAL, modals.changed(text, quoted)
    yield GapKind.WORDING, _wording(text, quotes, source)


def _wording(text: str, quotes: Sequence[str], source: str) -> list[str]:
    if wording.covered(text, source) < wording.LEAST_SHARE:
        return wording.missing(text, source)
    return wording.misjoined(text, quotes)


def _is_like(text: str, quotes: Sequence[str], embedder: Embedder) -> bool:
    is_of_several = len(wording.units_of(quotes)) > 1
    said, quoted = embedder.encode([text, " ".join(quotes)])
    return float(said @ quoted) >= (_LIKE_SEVERAL if is_of_several else _LIKE)
