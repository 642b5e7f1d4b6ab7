"""What Slack refuses of rich text."""

from collections.abc import Iterator

from fakes.slack.checks import TEXT_CHARACTERS, Json, address, keys, length
from fakes.slack.reading import walk

_STYLES = {"bold", "italic", "strike", "code"}
_INLINES = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
    "emoji": "name",
}


def rich_text(block: Json) -> Iterator[str]:
    """A rich_text block, of at most 3,000 characters together."""
    yield from keys(block, {"elements"}, set())
    elements = block.get("elements", [])
    if not elements:
        yield "no elements"
    for element in elements:
        yield from _element(element)
    texts = [inline["text"] for inline in walk(elements) if isinstance(inline.get("text"), str)]
    if sum(map(len, texts)) > TEXT_CHARACTERS:
        yield "too long"


def _element(element: Json) -> Iterator[str]:
    kind, inside = element.get("type"), element.get("elements")
    if not isinstance(inside, list) or not inside:
        yield "no elements"
        return
    if kind == "rich_text_list":
        yield from keys(element, {"type", "style", "elements"}, {"indent", "offset", "border"})
        if element.get("style") not in ("bullet", "ordered"):
            yield "unknown list style"
        if any(item.get("type") != "rich_text_section" for item in inside):
            yield "a list holds sections"
        inside = [inline for item in inside for inline in item.get("elements", [])]
    elif kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield from keys(element, {"type", "elements"}, {"border"} if kind != "rich_text_section" else set())
    else:
        yield f"unsupported element {kind}"
    for inline in inside:
        yield from _inline(inline)


def _inline(element: Json) -> Iterator[str]:
    required = _INLINES.get(str(element.get("type")))
    if required is None:
        yield f"unsupported element {element.get('type')}"
        return
    yield from keys(element, {"type", required}, {"text", "style", "unsafe"})
    yield from length(element.get(required), TEXT_CHARACTERS)
    if required == "url":
        yield from address(element.get("url"))
    style = element.get("style", {})
    if not isinstance(style, dict) or style.keys() - _STYLES or not all(isinstance(on, bool) for on in style.values()):
        yield "unknown style"
