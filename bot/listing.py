"""The paragraphs and lists of a text that marks them with bullets and numbers alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_BULLET = re.compile(r"^\s*[•◦▪‣\-–*]\s+(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one kind: "plain", "bullet" or "ordered"; `first` is the number that an ordered one begins with."""

    kind: str
    lines: tuple[str, ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """`number` is what an ordered one begins with."""

    kind: str
    words: str
    number: int = 0


def runs_of(text: str) -> Iterator[Run]:
    """The paragraphs and lists of `text`, in order.

    A line that begins with a bullet or a number is an item, and a list goes on counting from its own number.
    """

    def kind_and_step(placed: tuple[int, _Line]) -> tuple[str, int]:
        """Neighbours of one kind; numbers that do not follow one another begin a new list."""
        place, line = placed
        return line.kind, line.number - place if line.kind == "ordered" else 0

    for (kind, _), run in groupby(enumerate(_lines(text)), key=kind_and_step):
        found = [line for _, line in run]
        if kind != "plain":
            yield Run(kind, tuple(line.words for line in found), found[0].number)
        elif words := "\n".join(line.words for line in found).strip():
            yield Run(kind, tuple(words.split("\n")))


def _lines(text: str) -> list[_Line]:
    """The lines of `text`, an item's continuation joined to it; a blank line stays as a plain one."""
    lines: list[_Line] = []
    for raw in text.splitlines():
        line = _line(raw)
        before = lines[-1] if lines else None
        if before and before.kind != "plain" and line.kind == "plain" and line.words[:1].islower():
            lines[-1] = _Line(before.kind, f"{before.words} {line.words}", before.number)
        else:
            lines.append(line)
    return lines


def _line(raw: str) -> _Line:
    if found := _BULLET.match(raw):
        return _Line("bullet", raw[found.end() :].strip())
    if found := _NUMBER.match(raw):
        return _Line("ordered", raw[found.end() :].strip(), int(found[1]))
    return _Line("plain", raw.strip())
