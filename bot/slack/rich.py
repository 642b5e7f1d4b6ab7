"""Plain text as Slack's rich text, in which no character can become a mention, a link or formatting."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Block = dict[str, Any]

_BULLET = re.compile(r"^\s*[•◦▪‣\-–*]\s+(?=\S)")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Line:
    """`kind` is "plain", "bullet" or "ordered"; `number` is what an ordered one begins with."""

    kind: str
    words: str
    number: int = 0


def rich_text(elements: Iterable[Block]) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*parts: Block) -> Block:
    """One paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def words(text: str, *, bold: bool = False) -> Block:
    """Plain words, which Slack refuses when there are none."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def quote(text: str) -> Block:
    """Words set apart as a quotation."""
    return {"type": "rich_text_quote", "elements": [words(text)]}


def text_elements(text: str, ending: str = "") -> list[Block]:
    """The paragraphs and lists of `text`; `ending` follows its last word.

    A line that begins with a bullet or a number is an item, and a list goes on counting from its own number.
    """
    elements = [_element(lines) for lines in _runs(_lines(text))]
    if elements and ending:
        last = elements[-1]
        if last["type"] == "rich_text_list":
            last = last["elements"][-1]
        last["elements"].append(words(ending))
    return elements


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


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Neighbours of one kind; numbers that do not follow one another begin a new list."""

    def kind_and_step(placed: tuple[int, _Line]) -> tuple[str, int]:
        place, line = placed
        return line.kind, line.number - place if line.kind == "ordered" else 0

    for (kind, _), run in groupby(enumerate(lines), key=kind_and_step):
        found = [line for _, line in run]
        if kind != "plain" or any(line.words for line in found):
            yield found


def _element(lines: list[_Line]) -> Block:
    kind = lines[0].kind
    if kind == "plain":
        return section(words("\n".join(line.words for line in lines).strip()))
    items = [section(words(line.words)) for line in lines]
    found: Block = {"type": "rich_text_list", "style": kind, "elements": items}
    if lines[0].number > 1:
        found["offset"] = lines[0].number - 1
    return found
