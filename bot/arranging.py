"""What was picked for an answer, put in an order that reads well: by section, and within it as the document has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.drafting import Draft, DraftQuote
from bot.units import Unit
from knowledge.domain import Passage


@dataclass(frozen=True, slots=True)
class _Piece:
    """The characters [start, end) of a passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Pick:
    """A picked text and the pieces that it is made of, in order; `rank` is 0 for the best."""

    text: str
    pieces: tuple[_Piece, ...]
    rank: int

    @property
    def section(self) -> tuple[str, tuple[str, ...]]:
        passage = self.pieces[0].passage
        return passage.version.document.path, passage.headings

    @property
    def place(self) -> tuple[str, int, int]:
        """Sorted by it, picks stand as they do in their documents."""
        first = self.pieces[0]
        return first.passage.version.document.path, first.passage.ordinal, first.start


def arranged(picked: Sequence[Unit]) -> list[Draft]:
    """The drafts of the units, given best first: sections in the order of their best unit, each in reading order.

    Units of one paragraph that overlap, or that nothing but space parts, become one draft: no sentence is said twice.
    """
    picks = _joined([_pick(unit, rank) for rank, unit in enumerate(picked)])
    first: dict[tuple[str, tuple[str, ...]], int] = {}
    for pick in sorted(picks, key=lambda pick: pick.rank):
        first.setdefault(pick.section, pick.rank)
    ordered = sorted(picks, key=lambda pick: (first[pick.section], pick.place))
    return [Draft(pick.text, tuple(DraftQuote(each.passage, each.text) for each in pick.pieces)) for pick in ordered]


def _pick(unit: Unit, rank: int) -> _Pick:
    return _Pick(unit.text, tuple(_piece(quote) for quote in unit.quotes), rank)


def _piece(quote: DraftQuote) -> _Piece:
    start = quote.passage.text.index(quote.quote)
    return _Piece(quote.passage, start, start + len(quote.quote))


def _joined(picks: Sequence[_Pick]) -> list[_Pick]:
    """The picks as their documents have them, those that touch made one."""
    joined: list[_Pick] = []
    for pick in sorted(picks, key=lambda pick: pick.place):
        if joined and _touch(joined[-1].pieces[-1], pick.pieces[0]):
            joined[-1] = _as_one(joined[-1], pick)
        else:
            joined.append(pick)
    return joined


def _touch(one: _Piece, following: _Piece) -> bool:
    if one.passage.id != following.passage.id or following.start < one.start:
        return False
    between = one.passage.text[one.end : following.start]
    return following.start < one.end or (not between.strip() and "\n" not in between)


def _as_one(one: _Pick, following: _Pick) -> _Pick:
    last, first = one.pieces[-1], following.pieces[0]
    if following.pieces[-1].passage.id == last.passage.id and following.pieces[-1].end <= last.end:
        return _Pick(one.text, one.pieces, min(one.rank, following.rank))
    whole = _Piece(last.passage, last.start, max(last.end, first.end))
    more = last.passage.text[last.end : whole.end] + following.text[len(first.text) :]
    return _Pick(one.text + more, (*one.pieces[:-1], whole, *following.pieces[1:]), min(one.rank, following.rank))
