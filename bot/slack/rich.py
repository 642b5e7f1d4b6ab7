"""Plain text as Slack's rich text, in which no character can become a mention, a link or formatting."""

from collections.abc import Iterable
from typing import Any

from bot.listing import Run, runs_of

Block = dict[str, Any]


def rich_text(elements: Iterable[Block]) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*parts: Block) -> Block:
    """One paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def words(text: str, *, bold: bool = False) -> Block:
    """Plain words, which Slack refuses when there are none."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def link(text: str, url: str) -> Block:
    """Words in bold that lead to a page."""
    return {"type": "link", "url": url, "text": text, "style": {"bold": True}}


def quote(text: str) -> Block:
    """Words set apart as a quotation."""
    return {"type": "rich_text_quote", "elements": [words(text)]}


def text_elements(text: str, ending: str = "") -> list[Block]:
    """The paragraphs and lists of `text`; `ending` follows its last word."""
    elements = [_element(run) for run in runs_of(text)]
    if elements and ending:
        last = elements[-1]
        if last["type"] == "rich_text_list":
            last = last["elements"][-1]
        last["elements"].append(words(ending))
    return elements


def items(lines: Iterable[Iterable[Block]], style: str = "bullet") -> Block:
    """A list whose items are made of these parts; `style` is "bullet" or "ordered"."""
    return {"type": "rich_text_list", "style": style, "elements": [section(*parts) for parts in lines]}


def _element(run: Run) -> Block:
    if run.kind == "plain":
        return section(words("\n".join(run.lines)))
    found = items(([words(line)] for line in run.lines), run.kind)
    if run.first > 1:
        found["offset"] = run.first - 1
    return found
