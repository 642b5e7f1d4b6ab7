"""What Slack refuses of blocks, views and texts, as pure functions that return Slack's error code or None."""

import json
from collections.abc import Callable, Iterable, Iterator

from fakes.slack.checks import TEXT_CHARACTERS, Json, count, keys, length, lengths, plain_text, repeated, text_object
from fakes.slack.elements import element
from fakes.slack.reading import mentions_and_links, visible_text
from fakes.slack.rich import rich_text

__all__ = [
    "BLOCKS_CHARACTERS",
    "MARKDOWN_CHARACTERS",
    "MESSAGE_BLOCKS",
    "POST_TEXT_CHARACTERS",
    "UPDATE_TEXT_CHARACTERS",
    "Json",
    "blocks_error",
    "mentions_and_links",
    "metadata_error",
    "view_error",
    "visible_text",
]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_CHARACTERS = 13_200
UPDATE_TEXT_CHARACTERS = 4_000
POST_TEXT_CHARACTERS = 40_000
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000
_ACTIONS = {"button", "checkboxes", "overflow", "radio_buttons", "static_select"}
_INPUTS = {"checkboxes", "plain_text_input", "radio_buttons", "static_select"}
_MESSAGES_ONLY = ("context_actions", "markdown", "plan", "table", "task_card")
_VIEW_KEYS = {"callback_id", "private_metadata", "clear_on_close", "notify_on_close", "external_id"}


def blocks_error(blocks: object) -> str | None:
    """Why Slack would refuse `blocks` in a message."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "invalid_blocks_format"
    if len(blocks) > MESSAGE_BLOCKS or _problems(blocks):
        return "invalid_blocks"
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    too_long = len(json.dumps(blocks, ensure_ascii=False)) > BLOCKS_CHARACTERS
    return "msg_blocks_too_long" if too_long or markdown > MARKDOWN_CHARACTERS else None


def view_error(view: object) -> str | None:
    """Why Slack would refuse `view` as a modal or a Home tab."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return "invalid_arguments"
    blocks = view.get("blocks")
    if len(json.dumps(view)) > VIEW_BYTES:
        return "view_too_large"
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "invalid_arguments"
    if len(blocks) > VIEW_BLOCKS or any(block.get("type") in _MESSAGES_ONLY for block in blocks):
        return "invalid_arguments"
    return "invalid_arguments" if list(_view_problems(view, blocks)) or _problems(blocks) else None


def metadata_error(metadata: object) -> str | None:
    """Why Slack would refuse the metadata of a message."""
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        return "invalid_metadata_format"
    is_named = isinstance(metadata.get("event_type"), str) and bool(metadata["event_type"])
    return None if is_named else "invalid_metadata_format"


def _view_problems(view: Json, blocks: list[Json]) -> Iterator[str]:
    yield from lengths(view, [("callback_id", 255)])
    if len(view.get("private_metadata", "")) > 3_000:
        yield "too much private metadata"
    if view["type"] == "home":
        yield from keys(view, {"type", "blocks"}, _VIEW_KEYS)
        return
    yield from keys(view, {"type", "blocks", "title"}, _VIEW_KEYS | {"submit", "close", "submit_disabled"})
    for key in ("title", "submit", "close"):
        if key in view:
            yield from plain_text(view[key], 24)
    if "submit" not in view and any(block.get("type") == "input" for block in blocks):
        yield "an input without a way to submit it"


def _problems(blocks: list[Json]) -> list[str]:
    """What is wrong with any block, or with the ids that tell them apart."""
    problems = [problem for block in blocks for problem in _block_problems(block)]
    if repeated(block.get("block_id") for block in blocks):
        problems.append("a block_id twice")
    return problems


def _block_problems(block: Json) -> list[str]:
    check = _BLOCKS.get(str(block.get("type")))
    if check is None:
        return [f"unsupported block type {block.get('type')}"]
    inside = {key: value for key, value in block.items() if key not in ("type", "block_id")}
    return [*check(inside), *lengths(block, [("block_id", 255)])]


def _section(block: Json) -> Iterator[str]:
    yield from keys(block, set(), {"text", "fields", "accessory", "expand"})
    if "text" not in block and "fields" not in block:
        yield "no text"
    if "text" in block:
        yield from text_object(block["text"], TEXT_CHARACTERS)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield "too many fields"
    for field in fields:
        yield from text_object(field, 2_000)
    if "accessory" in block:
        yield from element(block["accessory"], _ACTIONS)


def _header(block: Json) -> Iterator[str]:
    yield from keys(block, {"text"}, set())
    yield from plain_text(block.get("text"), 150)


def _divider(block: Json) -> Iterator[str]:
    yield from keys(block, set(), set())


def _context(block: Json) -> Iterator[str]:
    yield from keys(block, {"elements"}, set())
    yield from count(block.get("elements"), 10)
    for each in block.get("elements", []):
        yield from text_object(each, TEXT_CHARACTERS)


def _row(block: Json, limit: int, kinds: set[str]) -> Iterator[str]:
    """Elements side by side; Slack asks for one action_id each within their block only."""
    yield from keys(block, {"elements"}, set())
    yield from count(block.get("elements"), limit)
    elements: Iterable[object] = block.get("elements", [])
    for each in elements:
        yield from element(each, kinds)
    if repeated(each.get("action_id") for each in elements if isinstance(each, dict)):
        yield "an action_id twice"


def _actions(block: Json) -> Iterator[str]:
    yield from _row(block, 25, _ACTIONS)


def _context_actions(block: Json) -> Iterator[str]:
    yield from _row(block, 5, {"feedback_buttons", "icon_button"})


def _input(block: Json) -> Iterator[str]:
    yield from keys(block, {"label", "element"}, {"hint", "optional", "dispatch_action"})
    yield from plain_text(block.get("label"), 2_000)
    if "hint" in block:
        yield from plain_text(block["hint"], 2_000)
    yield from element(block.get("element"), _INPUTS)


def _markdown(block: Json) -> Iterator[str]:
    yield from keys(block, {"text"}, set())
    yield from length(block.get("text"), MARKDOWN_CHARACTERS)


def _table(block: Json) -> Iterator[str]:
    yield from keys(block, {"rows"}, {"column_settings"})
    yield from count(block.get("rows"), 100)
    for row in block.get("rows", []):
        yield from count(row, 20)
        for cell in row:
            if cell.get("type") == "rich_text":
                yield from rich_text({key: value for key, value in cell.items() if key != "type"})
            elif cell.get("type") not in ("raw_text", "raw_number"):
                yield "unknown cell"


def _task_card(block: Json) -> Iterator[str]:
    yield from keys(block, {"task_id", "title", "status"}, {"details", "output", "sources"})
    yield from lengths(block, [("task_id", 255), ("title", TEXT_CHARACTERS)])
    if block.get("status") not in ("pending", "in_progress", "complete", "error"):
        yield "unknown status"


def _plan(block: Json) -> Iterator[str]:
    yield from keys(block, {"title"}, {"tasks"})
    yield from length(block.get("title"), TEXT_CHARACTERS)


_BLOCKS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "markdown": _markdown,
    "rich_text": rich_text,
    "table": _table,
    "task_card": _task_card,
    "plan": _plan,
}
