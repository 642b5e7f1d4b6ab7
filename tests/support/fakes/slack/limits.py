"""What Slack refuses of blocks, views and texts, as pure functions that return Slack's error code or None."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_CHARACTERS = 13_200
TEXT_CHARACTERS = 3_000
UPDATE_TEXT_CHARACTERS = 4_000
POST_TEXT_CHARACTERS = 40_000
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000
_TEXT_KINDS = ("plain_text", "mrkdwn")
_MARKUP = re.compile(r"<(?:[@#!]|[a-z]+:)[^<>]*>")


def blocks_error(blocks: object) -> str | None:
    """Why Slack would refuse `blocks` in a message."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "invalid_blocks_format"
    if len(blocks) > MESSAGE_BLOCKS or any(_block_problems(block) for block in blocks):
        return "invalid_blocks"
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    too_long = len(json.dumps(blocks, ensure_ascii=False)) > BLOCKS_CHARACTERS
    return "msg_blocks_too_long" if too_long or markdown > MARKDOWN_CHARACTERS else None


def view_error(view: object) -> str | None:
    """Why Slack would refuse `view` as a modal or a Home tab."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return "invalid_arguments"
    blocks = view.get("blocks")
    title = view.get("title", {}).get("text", "")
    if len(json.dumps(view)) > VIEW_BYTES:
        return "view_too_large"
    if not isinstance(blocks, list) or len(blocks) > VIEW_BLOCKS or len(title) > 24:
        return "invalid_arguments"
    if len(view.get("private_metadata", "")) > 3_000 or (view["type"] == "modal" and not title):
        return "invalid_arguments"
    return "invalid_arguments" if any(_block_problems(block) for block in blocks) else None


def mentions_and_links(text: str, blocks: list[Json]) -> list[str]:
    """Everything in a message that Slack would make clickable or that would notify somebody, as written."""
    found = _MARKUP.findall(text)
    for element in _walk(blocks):
        kind = element.get("type")
        if kind in ("user", "usergroup", "broadcast", "channel", "link"):
            found.append(json.dumps(element))
        if kind in ("mrkdwn", "markdown"):
            found += _MARKUP.findall(str(element["text"]))
    return found


def visible_text(blocks: list[Json]) -> str:
    """The words of all blocks, in the order in which a person reads them."""
    return "\n".join(_lines(blocks))


def _lines(found: object) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _lines(each)
    elif isinstance(found, dict):
        inside = found.get("elements", [])
        if found.get("type") in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            yield "".join(str(inline.get("text", "")) for inline in inside)
        elif isinstance(found.get("text"), str):
            yield found["text"]
        else:
            yield from _lines([found.get("text"), found.get("fields", []), inside])


def _walk(found: object) -> Iterator[Json]:
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from _walk(value)
    elif isinstance(found, list):
        for value in found:
            yield from _walk(value)


def _block_problems(block: Json) -> list[str]:
    check = _BLOCKS.get(str(block.get("type")))
    if check is None:
        return [f"unsupported block type {block.get('type')}"]
    return list(check({key: value for key, value in block.items() if key not in ("type", "block_id")}))


def _keys(block: Json, required: set[str], optional: set[str]) -> Iterator[str]:
    if missing := required - block.keys():
        yield f"missing {missing}"
    if unknown := block.keys() - required - optional:
        yield f"unknown {unknown}"


def _length(text: object, limit: int) -> Iterator[str]:
    if not isinstance(text, str) or not 0 < len(text) <= limit:
        yield f"must be text of 1 to {limit} characters"


def _text_object(found: object, limit: int, kinds: tuple[str, ...] = _TEXT_KINDS) -> Iterator[str]:
    if not isinstance(found, dict) or found.get("type") not in kinds:
        yield "not a text object"
        return
    yield from _length(found.get("text"), limit)


def _section(block: Json) -> Iterator[str]:
    yield from _keys(block, set(), {"text", "fields", "accessory", "expand"})
    if "text" not in block and "fields" not in block:
        yield "no text"
    if "text" in block:
        yield from _text_object(block["text"], TEXT_CHARACTERS)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield "too many fields"
    for field in fields:
        yield from _text_object(field, 2_000)
    if "accessory" in block:
        yield from _button(block["accessory"])


def _header(block: Json) -> Iterator[str]:
    yield from _keys(block, {"text"}, set())
    yield from _text_object(block.get("text"), 150, ("plain_text",))


def _divider(block: Json) -> Iterator[str]:
    yield from _keys(block, set(), set())


def _context(block: Json) -> Iterator[str]:
    yield from _keys(block, {"elements"}, set())
    if not 0 < len(block.get("elements", [])) <= 10:
        yield "1 to 10 elements"
    for element in block.get("elements", []):
        yield from _text_object(element, TEXT_CHARACTERS)


def _actions(block: Json) -> Iterator[str]:
    yield from _keys(block, {"elements"}, set())
    if not 0 < len(block.get("elements", [])) <= 25:
        yield "1 to 25 elements"
    for element in block.get("elements", []):
        yield from _button(element)


def _button(element: Json) -> Iterator[str]:
    if element.get("type") != "button":
        yield f"unsupported element {element.get('type')}"
        return
    allowed = {"type", "action_id", "value", "url", "style", "accessibility_label", "confirm"}
    yield from _keys(element, {"text"}, allowed)
    yield from _text_object(element.get("text"), 75, ("plain_text",))
    for key, limit in (("value", 2_000), ("url", 3_000), ("action_id", 255), ("accessibility_label", 75)):
        if key in element:
            yield from _length(element[key], limit)


def _markdown(block: Json) -> Iterator[str]:
    yield from _keys(block, {"text"}, set())
    yield from _length(block.get("text"), MARKDOWN_CHARACTERS)


def _rich_text(block: Json) -> Iterator[str]:
    yield from _keys(block, {"elements"}, set())
    elements = block.get("elements", [])
    if not elements:
        yield "no elements"
    for element in elements:
        yield from _rich_element(element)
    texts = [inline["text"] for inline in _walk(elements) if isinstance(inline.get("text"), str)]
    if sum(map(len, texts)) > TEXT_CHARACTERS:
        yield "too long"


def _rich_element(element: Json) -> Iterator[str]:
    kind, inside = element.get("type"), element.get("elements")
    if not isinstance(inside, list) or not inside:
        yield "no elements"
        return
    if kind == "rich_text_list":
        yield from _keys(element, {"type", "style", "elements"}, {"indent", "offset", "border"})
        if element.get("style") not in ("bullet", "ordered"):
            yield "unknown list style"
        if any(item.get("type") != "rich_text_section" for item in inside):
            yield "a list holds sections"
        inside = [inline for item in inside for inline in item.get("elements", [])]
    elif kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield from _keys(element, {"type", "elements"}, {"border"} if kind != "rich_text_section" else set())
    else:
        yield f"unsupported element {kind}"
    for inline in inside:
        yield from _inline(inline)


def _inline(element: Json) -> Iterator[str]:
    required = _INLINES.get(str(element.get("type")))
    if required is None:
        yield f"unsupported element {element.get('type')}"
        return
    yield from _keys(element, {"type", required}, {"text", "style", "unsafe"})
    yield from _length(element.get(required), TEXT_CHARACTERS)


_INLINES = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
    "emoji": "name",
}

_BLOCKS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "markdown": _markdown,
    "rich_text": _rich_text,
}
