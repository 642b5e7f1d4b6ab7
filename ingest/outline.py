"""Headings that a file's outline (its bookmarks) names, and the rank of those that only their type shows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.lines import Line

_LINES_OF_A_HEADING = 4
_SHORTEST_TITLE = 3


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, its level from 0, and the index of its page from 0."""

    title: str
    level: int
    page: int


def with_outline(pages: Sequence[Sequence[Line]], outline: Iterable[OutlineEntry]) -> list[list[Line]]:
    """The pages, each line that is a bookmark's title, or part of it, with its level."""
    by_page: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for entry in outline:
        # A sentence that was given a heading's style by mistake is a bookmark too.
        if len(_letters(entry.title)) >= _SHORTEST_TITLE and entry.title[-1] not in ".;,":
            by_page[entry.page][_letters(entry.title)] = entry.level
    return [_marked(lines, by_page[page]) if page in by_page else list(lines) for page, lines in enumerate(pages)]


def _marked(lines: Sequence[Line], titles: Mapping[str, int]) -> list[Line]:
    marked = list(lines)
    for start in range(len(marked)):
        text = ""
        for end in range(start, min(start + _LINES_OF_A_HEADING, len(marked))):
            text += _letters(marked[end].text)
            if marked[end].cell is None and text in titles:
                marked[start : end + 1] = [replace(line, level=titles[text]) for line in marked[start : end + 1]]
    return marked


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


class HeadingRanks:
    """How high headings stand: as the outline has them; by size and weight of type where it is silent."""

    def __init__(self, lines: Iterable[Line]) -> None:
        counts: defaultdict[float, Counter[int]] = defaultdict(Counter)
        for line in lines:
            if line.level is not None:
                counts[_size(line)][line.level] += 1
        self._levels = {size: levels.most_common(1)[0][0] for size, levels in counts.items()}

    def level(self, line: Line) -> float:
        """The level of a heading; a smaller one is higher."""
        if line.level is not None:
            return line.level
        if not self._levels:
            return _size(line)
        if _size(line) in self._levels:
            return self._levels[_size(line)]
        larger = [level for size, level in self._levels.items() if size < _size(line)]
        # Below all that are set larger; among those that the outline leaves out, by size.
        return max(larger, default=-1) + 0.5 + _size(line) / 10_000


def _size(line: Line) -> float:
    """Size ranks headings; of one size, bold stands higher."""
    return -round(line.height) - (0.5 if line.bold else 0)
