"""Modal windows: their frame, and those that hold one sentence."""

from typing import Any

from bot.slack.elements import plain
from bot.slack.rich import Block
from bot.slack.sentence import sentence_blocks
from bot.wording import Wording

View = dict[str, Any]


def window(title: str, blocks: list[Block], wording: Wording) -> View:
    """A window to read and to close."""
    return {"type": "modal", "title": plain(title), "close": plain(wording.slack.close), "blocks": blocks}


def form(callback_id: str, title: str, blocks: list[Block], submit: str, metadata: str, wording: Wording) -> View:
    """A window to fill in; `metadata`, of at most 3,000 characters, comes back with what was filled in."""
    asked = {"callback_id": callback_id, "private_metadata": metadata, "submit": plain(submit)}
    return {**window(title, blocks, wording), **asked}


def sentence_view(title: str, sentence: str, wording: Wording) -> View:
    """A window that says one thing."""
    return window(title, sentence_blocks(sentence), wording)


def loading_view(wording: Wording) -> View:
    """Shown at once, until the passage is there."""
    return sentence_view(wording.slack.passage_title, wording.slack.loading, wording)


def not_for_you_view(wording: Wording) -> View:
    """Instead of a restricted passage: nothing of the document is shown, not its title either."""
    return sentence_view(wording.slack.passage_title, wording.slack.not_for_you, wording)


def gone_view(wording: Wording) -> View:
    """Instead of a passage whose answer is not kept any more."""
    return sentence_view(wording.slack.passage_title, wording.slack.gone, wording)


def thanks_view(wording: Wording) -> View:
    """After feedback."""
    return sentence_view(wording.slack.thanks_title, wording.slack.thanks, wording)
