"""The text that an element of a Word document shows, in whatever elements its runs stand."""

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{W}tab", f"{W}br", f"{W}cr"}
# Deleted and moved words, and text boxes, are not part of the sentence they stand in.
_NOT_SENTENCE = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}pPr", f"{W}rPr", f"{W}object"}
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}


def text_of(element: Any) -> str:
    """All text of a paragraph or run, without what is not part of its sentence."""
    if element.tag in _NOT_SENTENCE:
        return ""
    if element.tag in (f"{W}t", f"{_M}t"):
        return element.text or ""
    if element.tag == f"{W}noBreakHyphen":
        return "-"
    return " " if element.tag in _BREAKS else "".join(map(text_of, _shown(element)))


def parts_of(body: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body, a cell or a box, those in content controls and insertions among them."""
    for element in body:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from parts_of(element)


def members_of(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls and insertions among them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from members_of(child, tag)


def flag(element: Any) -> bool:
    """Whether a property that is either on or off is on: it is when it is there without a value."""
    return element is not None and element.get(f"{W}val", "true") not in ("0", "false", "off")


def boxes_of(element: Any) -> Iterator[Any]:
    """The contents of the text boxes that are anchored in a paragraph; a box in a box stands in its own."""
    if element.tag in (f"{W}txbxContent", f"{W}del", f"{W}moveFrom"):
        if element.tag == f"{W}txbxContent":
            yield element
        return
    for child in _shown(element):
        yield from boxes_of(child)


def _shown(element: Any) -> Any:
    """What an element holds; of two forms of the same drawing the newer one."""
    if element.tag == f"{_MC}AlternateContent":
        return element[:1]
    return element
