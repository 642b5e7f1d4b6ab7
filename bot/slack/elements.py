"""The parts of blocks that hold plain text: headers, buttons, options."""

from typing import Any

from bot.slack.rich import Block

_LABEL_CHARACTERS = 75


def plain(text: str) -> Block:
    """Words in which nothing becomes a mention, a link or an emoji."""
    return {"type": "plain_text", "text": text, "emoji": False}


def header(text: str) -> Block:
    """A line in large letters, of at most 150 characters."""
    return {"type": "header", "text": plain(text)}


def small_print(text: str) -> Block:
    """A line in small letters."""
    return {"type": "context", "elements": [plain(text)]}


def button(text: str, action_id: str, label: str, **more: Any) -> Block:
    """A button; `label` is what a screen reader says of it; `more` are value, url or confirm."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "accessibility_label": label, **more}


def actions(block_id: str, *buttons: Block) -> Block:
    """Buttons side by side; each has an action_id of its own."""
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def fitted(sentence: str, text: str, ending: str = "") -> str:
    """`text` and `ending` for the place of a label, `text` cut where the whole label would be too long.

    `sentence` is the label with every other place filled, and "$source" where they go.
    """
    room = _LABEL_CHARACTERS - len(sentence) + len("$source") - len(ending)
    return f"{text if len(text) <= room else text[: room - 1].rstrip() + '…'}{ending}"
