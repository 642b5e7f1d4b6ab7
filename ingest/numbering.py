"""The numbers that a word processor counts and writes before paragraphs: "4.2", "(b)", "iii."."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 5000


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list, from 1, is numbered: "%1.%2" shows the numbers of the first and the second level.

    `kind` is how the level counts: as "1", "01", "a", "A", "i" or "I" begin; empty where it is not numbered.
    """

    pattern: str
    kind: str
    start: int = 1


class ListCounter:
    """The numbers of a list as reading goes along it."""

    def __init__(self, levels: Mapping[int, ListLevel]) -> None:
        self._levels = levels
        self._numbers: dict[int, int] = {}

    def restart(self, level: int, number: int | None = None) -> None:
        """The next item of a level begins to count again, at a number or where the level starts."""
        self._numbers = {each: count for each, count in self._numbers.items() if each < level}
        if number is not None:
            self._numbers[level] = number - 1

    def mark(self, level: int) -> str:
        """What stands before the next item of a level; empty where it is not numbered, or not in a known way."""
        if level not in self._levels:
            return ""
        self._numbers[level] = self._numbers.get(level, self._levels[level].start - 1) + 1
        self._numbers = {each: count for each, count in self._numbers.items() if each <= level}
        shown = {each: self._shown(each) for each in map(int, re.findall(r"%(\d)", self._levels[level].pattern))}
        if not self._levels[level].kind or not shown or not all(shown.values()):
            return ""
        return re.sub(r"%(\d)", lambda place: shown[int(place[1])], self._levels[level].pattern).strip()

    def _shown(self, level: int) -> str:
        """The number that a level stands at; one that no item has been counted on stands at its start."""
        if level not in self._levels:
            return ""
        return numeral(self._numbers.get(level, self._levels[level].start), self._levels[level].kind)


def numeral(number: int, kind: str) -> str:
    """A number written as `kind` begins to count; empty for another kind, or where there is no such number."""
    if kind == "1":
        return str(number)
    if kind == "01":
        return f"{number:02d}"
    if not 0 < number <= _MOST or kind.lower() not in ("a", "i") or not kind:
        return ""
    text = _letters(number) if kind.lower() == "a" else _roman(number)
    return text.upper() if kind.isupper() else text


def _letters(number: int) -> str:
    """a to z, then aa, bb, as word processors do."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text
