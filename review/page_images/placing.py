"""Where a text stands on a page that has the same words in another order, or others between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from review.page_images.letters import Letters

# A run of so few letters is taken only so near to its neighbours: "no" stands in many places.
_REACH_OF_A_LETTER = 40
# What a first run, which has no neighbour, must have, unless it is all of the text.
_LEAST_FIRST_RUN = 8
_MOST_CANDIDATES = 12
_MOST_OCCURRENCES = 40
_TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class _Run:
    """`length` letters of the text from `start` on, which stand on the page from `place` on."""

    start: int
    place: int
    length: int


def placed(text: Letters, page: Letters) -> list[int | None]:
    """For each letter of `text` the letter of `page` that it is, None where there is none.

    The longest runs of words are placed first, then what lies between them, nearest to them. No letter of the page is
    taken twice.
    """
    return _Placing(text, page).placed()


class _Placing:
    def __init__(self, text: Letters, page: Letters) -> None:
        self._text = text
        self._page = page
        self._free = page.text
        self._at: list[int | None] = [None] * len(text.text)
        self._lowest, self._highest = len(page.text), 0

    def placed(self) -> list[int | None]:
        gaps = [(0, len(self._at))]
        while gaps:
            gaps.sort(key=lambda gap: gap[1] - gap[0])
            start, end = gaps.pop()
            run = self._best_run(start, end)
            if run is None:
                continue
            self._take(run)
            sides = ((start, run.start), (run.start + run.length, end))
            gaps += [(a, b) for a, b in sides if a < b]
        return self._at

    def _take(self, run: _Run) -> None:
        end = run.place + run.length
        self._at[run.start : run.start + run.length] = range(run.place, end)
        self._lowest, self._highest = min(self._lowest, run.place), max(self._highest, end)
        self._free = self._free[: run.place] + _TAKEN * run.length + self._free[end:]

    def _best_run(self, start: int, end: int) -> _Run | None:
        """The longest run of whole words of a gap; of those as long, the nearest to what is placed."""
        best: _Run | None = None
        for begin, length in self._candidates(start, end):
            if best is not None and length < best.length:
                break
            for place in self._places(self._text.text[begin : begin + length]):
                run = self._trimmed(_Run(begin, place, length))
                if self._is_near_enough(run, start, end) and (best is None or self._is_better(run, best, start, end)):
                    best = run
        return best

    def _candidates(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The beginnings and lengths of what cannot be made longer, the longest first."""
        text, free = self._text.text, self._free
        found: list[tuple[int, int]] = []
        reached = last = start
        for begin in range(start, end):
            reached = max(reached, begin)
            while reached < end and text[begin : reached + 1] in free:
                reached += 1
            if reached > max(begin, last):
                found.append((begin, reached - begin))
            last = reached
        return sorted(found, key=lambda each: -each[1])[:_MOST_CANDIDATES]

    def _places(self, letters: str) -> list[int]:
        found: list[int] = []
        place = self._free.find(letters)
        while place >= 0 and len(found) < _MOST_OCCURRENCES:
            found.append(place)
            place = self._free.find(letters, place + 1)
        return found

    def _trimmed(self, run: _Run) -> _Run:
        """The run without the pieces of words at its ends."""
        shift = run.place - run.start
        ends = [
            place
            for place in range(run.start, run.start + run.length + 1)
            if place in self._text.breaks and place + shift in self._page.breaks
        ]
        return _Run(ends[0], ends[0] + shift, ends[-1] - ends[0]) if ends else _Run(run.start, run.place, 0)

    def _is_near_enough(self, run: _Run, start: int, end: int) -> bool:
        if not run.length:
            return False
        distance = self._distance(run, start, end)
        if distance is None:
            return run.length >= min(_LEAST_FIRST_RUN, len(self._at))
        return distance <= _REACH_OF_A_LETTER * run.length**2

    def _is_better(self, run: _Run, best: _Run, start: int, end: int) -> bool:
        return self._rank(run, start, end) > self._rank(best, start, end)

    def _rank(self, run: _Run, start: int, end: int) -> tuple[int, bool, int]:
        """Of runs as long, one among what is placed goes first: the cells of a row stand between lines of one cell."""
        is_within = self._lowest <= run.place and run.place + run.length <= self._highest
        return run.length, is_within, -(self._distance(run, start, end) or 0)

    def _distance(self, run: _Run, start: int, end: int) -> int | None:
        """How many letters lie between the run and where it would stand if it followed what is placed beside it."""
        before = self._at[start - 1] if start else None
        after = self._at[end] if end < len(self._at) else None
        distances = []
        if before is not None:
            distances.append(abs(run.place - (before + 1 + run.start - start)))
        if after is not None:
            distances.append(abs(run.place + run.length - (after - (end - run.start - run.length))))
        return min(distances) if distances else None
