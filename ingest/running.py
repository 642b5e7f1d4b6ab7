"""Running heads and feet: which lines they are, and the page numbers printed in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.lines import Line

EDGE_LINES = 2
_NUMBER = re.compile(r"\W*\d+\W*")
_PAGE_NUMBER = re.compile(r"(?:^|\s)(?:page\s+)?(\d{1,4})(?:\s+of\s+\d+)?$", re.IGNORECASE)


class RunningLines:
    """The lines, numbers aside, that stand at the edge of at least a third of the pages (and of three)."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        counts = Counter(pattern for lines in pages for pattern in {_masked(lines[i].text) for i in _edges(lines)})
        least = max(3, len(pages) / 3)
        self._pages = {pattern: count for pattern, count in counts.items() if count >= least}
        if all(len(self.places(lines)) == len(lines) for lines in pages):
            self._pages = {}  # nothing else is there: they are the text

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Each line without its numbers, and on how many pages it stands."""
        return iter(sorted((pattern, count) for pattern, count in self._pages.items() if pattern))

    @property
    def numbered_pages(self) -> int:
        """On how many pages a number stands alone at the edge."""
        return self._pages.get("", 0)

    def places(self, lines: Sequence[Line]) -> frozenset[int]:
        """The places of those among a page's lines."""
        return frozenset(place for place in _edges(lines) if _masked(lines[place].text) in self._pages)


def printed_numbers(pages: Sequence[Sequence[Line]], running: RunningLines) -> list[str | None]:
    """The number printed on each page, where one stands at its edge that keeps step with the pages before it."""
    found = [{int(n) for n in _numbers_at_edge(lines, running)} for lines in pages]
    steps = Counter(number - index for index, numbers in enumerate(found, 1) for number in numbers)
    in_step = {step for step, count in steps.items() if count >= 2}
    return [
        next((str(n) for n in sorted(numbers, key=lambda n: -steps[n - index]) if n - index in in_step), None)
        or _number_in_step(pages[index - 1], {str(index + step) for step in in_step})
        for index, numbers in enumerate(found, 1)
    ]


def _masked(text: str) -> str:
    """A line without its numbers: what a running line is on every page; nothing for one that numbers the page."""
    masked = _NUMBER.sub(" ", text).strip()
    return text if not masked and len(_NUMBER.findall(text)) > 1 else masked


def _edges(lines: Sequence[Line], count: int = EDGE_LINES) -> list[int]:
    """The places of the highest and lowest lines of a page."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    return order[:count] + order[count:][-count:]


def _number_in_step(lines: Sequence[Line], expected: set[str]) -> str | None:
    """An expected number that stands alone a line further in than running lines do, as above a long footer."""
    return next((lines[i].text for i in _edges(lines, EDGE_LINES + 1) if lines[i].text in expected), None)


def _numbers_at_edge(lines: Sequence[Line], running: RunningLines) -> list[str]:
    matches = [_PAGE_NUMBER.search(lines[i].text) for i in sorted(running.places(lines))]
    return [match.group(1) for match in matches if match]
