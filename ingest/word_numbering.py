"""The numbers of a Word document's paragraphs, which it stores as rules and not as text."""

from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION

from ingest.numbering import ListCounter, ListLevel
from ingest.packages import parse_xml
from ingest.word_text import W

_KINDS = {
    "decimal": "1", "decimalZero": "01", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
}  # fmt: skip
_MOST_STYLES = 20


class WordNumbering:
    """Counts the numbered paragraphs of a document, from its beginning."""

    def __init__(self, part: Any) -> None:
        root = next(
            (parse_xml(r.target_part.blob) for r in part.rels.values() if r.reltype == RELATION.NUMBERING), None
        )
        elements = [] if root is None else list(root)
        kinds = {e.get(f"{W}abstractNumId"): e for e in elements if e.tag == f"{W}abstractNum"}
        self._counters = {identity: ListCounter(dict(_levels(element))) for identity, element in kinds.items()}
        self._lists = {e.get(f"{W}numId"): e for e in elements if e.tag == f"{W}num"}
        self._begun: set[str] = set()

    def mark(self, paragraph: Any) -> str:
        """What Word writes before a paragraph (its python-docx object), "4.2" or "(a)"; empty where that is nothing."""
        identity, level = _list_of(paragraph)
        element = self._lists.get(identity)
        if element is None or (counter := self._counters.get(_value(element, "abstractNumId"))) is None:
            return ""
        if identity not in self._begun:
            self._begun.add(identity)
            for override in element.iter(f"{W}lvlOverride"):
                if start := _value(override, "startOverride"):
                    counter.restart(_number(override.get(f"{W}ilvl")) + 1, _number(start))
        return counter.mark(level + 1)


def _levels(kind: Any) -> Iterator[tuple[int, ListLevel]]:
    for level in kind.iter(f"{W}lvl"):
        counts_as = _KINDS.get(_value(level, "numFmt"), "")
        start = _number(_value(level, "start") or "1")
        yield _number(level.get(f"{W}ilvl")) + 1, ListLevel(_value(level, "lvlText"), counts_as, start)


def _list_of(paragraph: Any) -> tuple[str, int]:
    """The identity of the list that a paragraph belongs to, by itself or by its style, and its level from 0."""
    properties = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None and len(properties) < _MOST_STYLES:
        properties.append(style._element.find(f"{W}pPr"))
        style = style.base_style
    found = [each.find(f"{W}numPr") for each in properties if each is not None]
    lists = [each for each in found if each is not None]
    identity = next(filter(None, (_value(each, "numId") for each in lists)), "")
    level = next(filter(None, (_value(each, "ilvl") for each in lists)), "0")
    return identity, _number(level)


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _number(stated: str | None) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 6 else 0
