"""How a reply names the event that it is the reply to, so that it is found again by whoever takes the claim over."""

from collections.abc import Mapping
from typing import Any

from bot.slack.rich import Block

_TYPE = "signpost_reply"


def tag(event_id: str) -> dict[str, Any]:
    """The metadata of a whole reply."""
    return {"event_type": _TYPE, "event_payload": {"event": event_id}}


def tagged(blocks: list[Block], event_id: str) -> list[Block]:
    """A stream takes no metadata until it ends: its first block names the event."""
    first, *others = blocks
    return [{**first, "block_id": event_id}, *others]


def is_reply_to(event_id: str, message: Mapping[str, Any]) -> bool:
    """Whether a message of the bot's, as Slack gives it back, is the reply to an event: whole, or begun."""
    metadata = message.get("metadata") or {}
    is_tagged = is_whole(message) and metadata["event_payload"].get("event") == event_id
    return is_tagged or any(block.get("block_id") == event_id for block in message.get("blocks") or ())


def is_whole(message: Mapping[str, Any]) -> bool:
    """Whether a reply, as Slack gives it back, is not still to be completed: a stream takes its tag at its end."""
    return (message.get("metadata") or {}).get("event_type") == _TYPE
