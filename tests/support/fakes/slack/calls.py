"""Calls of the Web API: their arguments, what is checked in many of them, and how they are refused."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.slack.limits import MARKDOWN_CHARACTERS, Json, blocks_error, metadata_error
from fakes.slack.workspace import Workspace

Answer = Callable[[Json], Json]
Action = Callable[[], Awaitable[None] | None]


class RefusedError(Exception):
    """Slack's error code; `more` stands beside it in the answer, `retry_after_seconds` in its header."""

    def __init__(self, error: str, retry_after_seconds: int = 1, status: int = 200, **more: str) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after_seconds = retry_after_seconds
        self.status = 429 if error == "ratelimited" else status
        self.more = more


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was refused, and why."""

    method: str
    error: str


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: `scope` is what it needs, where {} stands for the channel's kind; "" is nothing.

    `a_minute` is how many calls Slack promises to take.
    """

    answer: Answer
    scope: str
    a_minute: int
    token: str = "xoxb"


def required(arguments: Json, names: Iterable[str]) -> list[Any]:
    """The arguments of these names; refuses a call without one."""
    found = [arguments.get(name) for name in names]
    if not all(found):
        raise RefusedError("invalid_arguments")
    return found


def refuse_if(error: str | None) -> None:
    """Refuse where there is an error."""
    if error:
        raise RefusedError(error)


def content(arguments: Json, limit: int) -> tuple[str, list[Json]]:
    """The text of at most `limit` characters and the blocks of a message, checked."""
    text, blocks, markdown = (arguments.get(name) for name in ("text", "blocks", "markdown_text"))
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if not text and not blocks and not markdown:
        raise RefusedError("no_text")
    if len(text or "") > limit or len(markdown or "") > MARKDOWN_CHARACTERS:
        raise RefusedError("msg_too_long")
    blocks = [{"type": "markdown", "text": markdown}] if markdown else blocks or []
    refuse_if(blocks_error(blocks))
    refuse_if(metadata_error(arguments.get("metadata")))
    return text or markdown or "", blocks


def check_channel(workspace: Workspace, channel: str, *, must_be_in: bool = True) -> None:
    """Refuse a channel that the app does not know or, by default, is not in."""
    is_hidden = channel in workspace.absent and workspace.channels.get(channel) == "group"
    if channel not in workspace.channels or is_hidden:
        raise RefusedError("channel_not_found")
    if must_be_in and channel in workspace.absent:
        raise RefusedError("not_in_channel")


def check_thread(workspace: Workspace, channel: str, thread_ts: str) -> None:
    """Refuse a thread that nobody began."""
    check_channel(workspace, channel)
    if thread_ts and (channel, thread_ts) not in workspace.posts:
        raise RefusedError("thread_not_found")


def is_set(arguments: Json, name: str) -> bool:
    """Whether a flag is set, in JSON or in a form."""
    return str(arguments.get(name, "")).lower() in ("1", "true")


async def arguments_of(request: web.Request) -> Json:
    """A call comes as JSON, as a form or in the address, where a list or an object is written as JSON."""
    if request.content_type == "application/json":
        found = await request.json()
        return found if isinstance(found, dict) else {}
    pairs = {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}
    return {key: json.loads(text) if text[:1] in ("[", "{") else text for key, text in pairs.items()}
