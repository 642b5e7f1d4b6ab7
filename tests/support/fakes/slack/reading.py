"""What a person reads of blocks, and what of it is clickable."""

import json
import re
from collections.abc import Iterator

from fakes.slack.checks import Json

_MARKUP = re.compile(r"<(?:[@#!]|[a-z]+:)[^<>]*>")
_PARTS = ("text", "title", "label", "fields", "elements", "accessory", "element", "rows", "details", "output")


def mentions_and_links(text: str, blocks: list[Json]) -> list[str]:
    """Everything in a message that Slack would make clickable or that would notify somebody, as written."""
    found = _MARKUP.findall(text)
    for element in walk(blocks):
        kind = element.get("type")
        if kind in ("user", "usergroup", "broadcast", "channel", "link"):
            found.append(json.dumps(element))
        if kind in ("mrkdwn", "markdown"):
            found += _MARKUP.findall(str(element["text"]))
    return found


def visible_text(blocks: list[Json]) -> str:
    """The words of all blocks, in the order in which a person reads them."""
    return "\n".join(_lines(blocks))


def walk(found: object) -> Iterator[Json]:
    """Every object inside, the outer before the inner."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from walk(value)
    elif isinstance(found, list):
        for value in found:
            yield from walk(value)


def _lines(found: object) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _lines(each)
    elif isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        yield from _object_lines(found)


def _object_lines(found: Json) -> Iterator[str]:
    kind = found.get("type")
    if kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield "".join(str(inline.get("text", "")) for inline in found.get("elements", []))
    elif kind == "feedback_buttons":
        yield from _lines([found["positive_button"]["text"], found["negative_button"]["text"]])
    elif kind in ("static_select", "overflow", "radio_buttons", "checkboxes"):
        yield from _lines([option["text"] for option in found["options"]])
    elif kind != "plain_text_input":
        yield from _lines([found.get(part) for part in _PARTS])
