"""What can be quoted of a passage: its sentences, and its lists whole with their lead-in."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.drafting import DraftQuote
from knowledge.domain import Passage
from knowledge.sentences import is_item, sentence_spans

_FINISHED = re.compile(r"[.!?][\"'’”)\]]*\d{0,3}$")
_MOST_WORDS_OF_LIST = 300
_LEAST_POINTS, _LEAST_WORDS_OF_POINT, _MOST_WORDS_OF_POINT = 3, 4, 30
_LEAST_WORDS, _LEAST_WORDS_WITH_FIGURE = 6, 3
# What stands between the cells of a table row.
_CELLS = " | "
# A figure set large above the words that say what it counts: "7.3%", "over 1 in 100", "rising".
_MOST_WORDS_OF_FIGURE = 4

# The passage at an ordinal of the same document.
Neighbour = Callable[[Passage, int], Passage | None]


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, table row or whole list, and the spans it stands in (two where a page break cuts it)."""

    text: str
    quotes: tuple[DraftQuote, ...]
    is_list: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return _CELLS in self.text

    @property
    def passage(self) -> Passage:
        """The passage it begins in."""
        return self.quotes[0].passage


def units_of(passage: Passage, neighbour: Neighbour) -> list[Unit]:
    """The units of a passage, in order, without headings and scraps.

    A sentence or list that runs over from one passage to the next is joined, each part quoted where it stands.
    """
    units = [*_whole_units(passage)]
    if units:
        units[-1] = _completed(units[-1], neighbour(passage, passage.ordinal + 1))
        units[0] = _begun(units[0], neighbour(passage, passage.ordinal - 1))
        units[-1] = _listed_on(units[-1], passage, neighbour)
        units[0] = _listed_from(units[0], passage, neighbour)
        units = units[1:] if _is_torn_off(units[0], neighbour(passage, passage.ordinal - 1)) else units
    return [unit for unit in units if _says_something(unit.text)]


def widened(unit: Unit, most_words: int) -> Unit:
    """A sentence with those of its paragraph that stand beside it, up to `most_words`; lists and rows as they are."""
    text = unit.passage.text
    start = text.find(unit.text) if len(unit.quotes) == 1 and not unit.is_list and _CELLS not in unit.text else -1
    if start < 0:
        return unit
    line = next(line for line in _lines(text) if line[0] <= start < line[1])
    spans = [(line[0] + a, line[0] + b) for a, b in sentence_spans(text[slice(*line)])]
    first = last = next(place for place, (_, end) in enumerate(spans) if start < end)
    words = len(unit.text.split())
    grows = {1: True, -1: True}
    while any(grows.values()):
        for step in (1, -1):
            beside = last + 1 if step == 1 else first - 1
            more = len(text[slice(*spans[beside])].split()) if 0 <= beside < len(spans) else most_words
            grows[step] = words + more <= most_words and not _is_rest(text, spans, beside)
            if grows[step]:
                words += more
                first, last = (first, beside) if step == 1 else (beside, last)
    if first == last:
        return unit
    return _unit(unit.passage, spans[first][0], spans[last][1])


def _is_rest(text: str, spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a paragraph's first sentence is but the rest of one that began on the page before."""
    return place == 0 and text[spans[0][0]].islower()


def _is_torn_off(unit: Unit, before: Passage | None) -> bool:
    """Whether it is the end of a sentence whose beginning, on the page before, could not be found."""
    return unit.text[0].islower() and before is not None and before.page != unit.passage.page


def _says_something(text: str) -> bool:
    """Not a heading, a label or a scrap: enough words, or a figure among a few."""
    words = _words(text)
    return words >= _LEAST_WORDS or (words >= _LEAST_WORDS_WITH_FIGURE and any(c.isdigit() for c in text))


def _whole_units(passage: Passage) -> Iterator[Unit]:
    lines = [line for line in _lines(passage.text) if passage.text[line[0] : line[1]] not in passage.headings]
    place = 0
    while place < len(lines):
        end = _list_end(passage.text, lines, place)
        if end > place + 1:
            yield _unit(passage, lines[place][0], lines[end - 1][1], is_list=True)
        else:
            end = place + (2 if _is_figure(passage.text, lines, place) else 1)
            yield from _parts(passage, lines[place][0], lines[end - 1][1])
        place = end


def _parts(passage: Passage, start: int, stop: int) -> Iterator[Unit]:
    """The sentences of a span; a table row stays whole, since a cell means nothing without its row's head."""
    text = passage.text[start:stop]
    if _CELLS in text or "\n" in text:
        yield _unit(passage, start, stop)
        return
    for a, b in sentence_spans(text):
        yield _unit(passage, start + a, start + b)


def _is_figure(text: str, lines: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a line is a figure that the next one explains: a few words, and the next goes on in small letters."""
    if place + 1 == len(lines):
        return False
    line, following = text[slice(*lines[place])], text[slice(*lines[place + 1])]
    is_short = len(line.split()) <= min(_MOST_WORDS_OF_FIGURE, len(following.split()) - 1)
    return is_short and following[0].islower() and _FINISHED.search(line) is None and _CELLS not in line + following


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n]+", text)]


def _list_end(text: str, lines: Sequence[tuple[int, int]], place: int) -> int:
    """Where the list that begins at a line ends (a lead-in with items, or items), or the same place."""
    first = text[slice(*lines[place])]
    end = place + 1 if first.endswith(":") or _is_bulleted(first) else place
    if end == place:
        points = list(takewhile(lambda line: _is_point(text[slice(*line)]), lines[place:]))
        return place + len(points) if len(points) >= _LEAST_POINTS else place
    while end < len(lines) and _is_bulleted(text[slice(*lines[end])]):
        end += 1
    return end


def _is_point(line: str) -> bool:
    """Whether a line is one of a list without bullets: some words, no full stop, no cells of a table."""
    is_short = _LEAST_WORDS_OF_POINT <= _words(line) <= _MOST_WORDS_OF_POINT
    return is_short and _CELLS not in line and not _is_bulleted(line) and line[-1] not in ".!?:;,"


def _is_bulleted(line: str) -> bool:
    # A numbered paragraph ("102. Governing bodies …") is a paragraph: only a short one can be an item.
    return is_item(line) and (not line[0].isdigit() or len(line.split()) <= 40)


def _unit(passage: Passage, start: int, end: int, is_list: bool = False) -> Unit:
    text = passage.text[start:end]
    return Unit(text, (DraftQuote(passage, text),), is_list)


def _completed(unit: Unit, following: Passage | None) -> Unit:
    """The unit with the rest of its sentence, where the next passage goes on with it."""
    if following is None or _FINISHED.search(unit.text):
        return unit
    spans = sentence_spans(following.text)
    if not spans or not following.text[spans[0][0]].islower():
        return unit
    rest = following.text[slice(*spans[0])]
    return Unit(f"{unit.text} {rest}", (*unit.quotes, DraftQuote(following, rest)), unit.is_list)


def _begun(unit: Unit, before: Passage | None) -> Unit:
    """The unit with the beginning of its sentence, where it goes on from the passage before."""
    if before is None or not unit.text[0].islower():
        return unit
    spans = sentence_spans(before.text)
    start = before.text[slice(*spans[-1])] if spans else ""
    if not start or _FINISHED.search(start):
        return unit
    return Unit(f"{start} {unit.text}", (DraftQuote(before, start), *unit.quotes), unit.is_list)


def _listed_on(unit: Unit, passage: Passage, neighbour: Neighbour) -> Unit:
    """A list, or a lead-in, with the items that the next passages begin with."""
    while unit.is_list or unit.text.endswith(":"):
        following = neighbour(passage, passage.ordinal + 1)
        items = _first_items(following) if following and following.headings == passage.headings else None
        if following is None or items is None or _words(unit.text) + _words(items) > _MOST_WORDS_OF_LIST:
            return unit
        unit = Unit(f"{unit.text}\n{items}", (*unit.quotes, DraftQuote(following, items)), is_list=True)
        if not following.text.rstrip().endswith(items):
            return unit
        passage = following
    return unit


def _listed_from(unit: Unit, passage: Passage, neighbour: Neighbour) -> Unit:
    """A list that begins with an item, with its lead-in and the items before, from the passages before."""
    while _is_bulleted(unit.text.partition("\n")[0]):
        before = neighbour(passage, passage.ordinal - 1)
        last = [*_whole_units(before)][-1:] if before and before.headings == passage.headings else []
        if before is None or not last or not (last[0].is_list or last[0].text.endswith(":")):
            return unit
        if not before.text.rstrip().endswith(last[0].text) or _words(unit.text + last[0].text) > _MOST_WORDS_OF_LIST:
            return unit
        unit = Unit(f"{last[0].text}\n{unit.text}", (*last[0].quotes, *unit.quotes), is_list=True)
        passage = before
    return unit


def _first_items(passage: Passage) -> str | None:
    """The items that a passage begins with, below headings that it repeats; None where it begins with other words."""
    lines = [line for line in _lines(passage.text) if passage.text[slice(*line)] not in passage.headings]
    count = next((n for n, line in enumerate(lines) if not _is_bulleted(passage.text[slice(*line)])), len(lines))
    return passage.text[lines[0][0] : lines[count - 1][1]] if count else None


def _words(text: str) -> int:
    return len(text.split())
