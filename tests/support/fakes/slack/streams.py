"""Messages that grow while the app writes them, until it stops, a person stops it, or Slack does."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fakes.slack.calls import Method, RefusedError, check_thread, refuse_if, required
from fakes.slack.checks import Json
from fakes.slack.limits import MARKDOWN_CHARACTERS, MESSAGE_BLOCKS, blocks_error, metadata_error
from fakes.slack.rates import T2, T4
from fakes.slack.workspace import BOT, BOT_USER, Post, Workspace

_PIECES = {
    "markdown_text": {"text"},
    "blocks": {"blocks"},
    "task_update": {"id", "title", "status"},
    "plan_update": {"title"},
}


@dataclass(slots=True)
class _Stream:
    """`ended` is the error that every further call meets, once there is one."""

    channel: str
    ts: str
    thread_ts: str
    started_at: float
    written_at: float
    ended: str = ""
    blocks: list[Json] = field(default_factory=list)


class Streams:
    """`idle_seconds` and `total_seconds` are how long a stream lives without a word, and at all.

    `announce` is told of a message when its stream starts and when it stops.
    """

    def __init__(
        self,
        workspace: Workspace,
        announce: Callable[[Post | None, Post | None], None],
        idle_seconds: float,
        total_seconds: float,
    ) -> None:
        self._workspace = workspace
        self._announce = announce
        self._idle_seconds = idle_seconds
        self._total_seconds = total_seconds
        self._streams: dict[tuple[str, str], _Stream] = {}

    def methods(self) -> dict[str, Method]:
        """What the Web API offers of it."""
        return {
            "chat.appendStream": Method(self._append, "chat:write", T4),
            "chat.startStream": Method(self._start, "chat:write", T2),
            "chat.stopStream": Method(self._stop, "chat:write", T2),
        }

    def is_streaming(self, channel: str, ts: str) -> bool:
        """Whether the app may still write on."""
        stream = self._streams.get((channel, ts))
        return stream is not None and not self._ended(stream)

    def expire(self, channel: str, ts: str) -> None:
        """Slack ends a stream."""
        self._streams[channel, ts].ended = "message_not_in_streaming_state"

    def stop_thread(self, channel: str, thread_ts: str) -> list[str]:
        """A person ends the streams of a thread; returns their ts."""
        found = [post.ts for post in self._workspace.replies(channel, thread_ts) if self.is_streaming(channel, post.ts)]
        for ts in found:
            self._streams[channel, ts].ended = "stopped_by_user"
        return found

    def _ended(self, stream: _Stream) -> str:
        now = time.monotonic()
        is_late = now - stream.started_at > self._total_seconds or now - stream.written_at > self._idle_seconds
        if is_late and not stream.ended:
            stream.ended = "message_not_in_streaming_state"
        return stream.ended

    def _start(self, arguments: Json) -> Json:
        channel, thread_ts = required(arguments, ["channel", "thread_ts"])
        check_thread(self._workspace, channel, thread_ts)
        if self._workspace.channels[channel] != "im":
            for name in ("recipient_team_id", "recipient_user_id"):
                refuse_if(None if arguments.get(name) else f"missing_{name}")
        blocks = _grown([], arguments)
        ts, now = self._workspace.new_ts(), time.monotonic()
        self._streams[channel, ts] = _Stream(channel, ts, thread_ts, now, now, blocks=blocks)
        post = Post(channel, ts, BOT_USER, _text(blocks), thread_ts, BOT, tuple(blocks), arguments)
        self._announce(self._workspace.keep(post), None)
        return {"channel": channel, "ts": ts}

    def _append(self, arguments: Json) -> Json:
        stream, _ = self._open(arguments)
        if not arguments.get("markdown_text") and not arguments.get("chunks"):
            raise RefusedError("no_text")
        self._write(stream, _grown(stream.blocks, arguments), [])
        return {"channel": stream.channel, "ts": stream.ts}

    def _stop(self, arguments: Json) -> Json:
        stream, before = self._open(arguments)
        metadata = arguments.get("metadata")
        refuse_if(metadata_error(metadata))
        self._write(stream, _grown(stream.blocks, arguments), arguments.get("blocks") or [])
        stream.ended = "message_not_in_streaming_state"
        after = replace(self._workspace.posts[stream.channel, stream.ts], metadata=metadata or {}, arguments=arguments)
        self._announce(self._workspace.keep(after), before)
        return {"channel": stream.channel, "ts": stream.ts, "message": {"text": after.text, "ts": after.ts}}

    def _open(self, arguments: Json) -> tuple[_Stream, Post]:
        """The stream that a call means, and its message; refuses one that has ended."""
        channel, ts = required(arguments, ["channel", "ts"])
        post, stream = self._workspace.posts.get((channel, ts)), self._streams.get((channel, ts))
        if post is None:
            raise RefusedError("message_not_found")
        if stream is None:
            raise RefusedError("message_not_in_streaming_state")
        refuse_if(self._ended(stream))
        return stream, post

    def _write(self, stream: _Stream, blocks: list[Json], last: list[Json]) -> None:
        _check([*blocks, *last])
        stream.blocks, stream.written_at = blocks, time.monotonic()
        post = self._workspace.posts[stream.channel, stream.ts]
        self._workspace.keep(replace(post, text=_text(blocks), blocks=(*blocks, *last)))


def _check(blocks: list[Json]) -> None:
    """The limits of a message; words that were streamed count as one block each, however long they are."""
    if not all(isinstance(block, dict) for block in blocks):
        raise RefusedError("invalid_blocks_format")
    if len(blocks) > MESSAGE_BLOCKS:
        raise RefusedError("invalid_blocks")
    refuse_if(blocks_error([block for block in blocks if block.get("type") != "markdown"]))


def _grown(blocks: list[Json], arguments: Json) -> list[Json]:
    """The blocks with what a call adds."""
    markdown, pieces = arguments.get("markdown_text"), arguments.get("chunks")
    if markdown and pieces:
        raise RefusedError("invalid_arguments")
    if markdown:
        pieces = [{"type": "markdown_text", "text": markdown}]
    grown = list(blocks)
    if sum(len(piece.get("text", "")) for piece in pieces or []) > MARKDOWN_CHARACTERS:
        raise RefusedError("msg_too_long")
    for piece in pieces or []:
        _add(grown, piece)
    _check(grown)
    return grown


def _add(blocks: list[Json], piece: Json) -> None:
    kind = str(piece.get("type"))
    if kind not in _PIECES or not _PIECES[kind] <= piece.keys():
        raise RefusedError("invalid_chunks")
    match kind:
        case "markdown_text" if blocks and blocks[-1]["type"] == "markdown":
            blocks[-1] = {**blocks[-1], "text": blocks[-1]["text"] + piece["text"]}
        case "markdown_text":
            blocks.append({"type": "markdown", "text": piece["text"]})
        case "blocks":
            blocks.extend(piece["blocks"])
        case "task_update":
            shown = {key: value for key, value in piece.items() if key not in ("type", "id")}
            _put(blocks, {"type": "task_card", "task_id": piece["id"], **shown}, "task_id")
        case _:
            _put(blocks, {"type": "plan", "title": piece["title"]}, "type")


def _put(blocks: list[Json], block: Json, key: str) -> None:
    """In the place of the block with the same `key`, or at the end."""
    for place, before in enumerate(blocks):
        if before.get(key) == block[key]:
            blocks[place] = block
            return
    blocks.append(block)


def _text(blocks: list[Json]) -> str:
    return "\n".join(block["text"] for block in blocks if block["type"] == "markdown")
