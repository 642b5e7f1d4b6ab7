"""The methods that post, change and take back messages."""

from collections.abc import Callable
from dataclasses import replace

from fakes.slack.calls import Method, RefusedError, check_channel, check_thread, content, required
from fakes.slack.limits import POST_TEXT_CHARACTERS, UPDATE_TEXT_CHARACTERS, Json
from fakes.slack.rates import T3, T4, UNLIMITED, Rates
from fakes.slack.streams import Streams
from fakes.slack.workspace import BOT, BOT_USER, Ephemeral, Post, Workspace

Announce = Callable[[Post | None, Post | None], None]


class Chat:
    """`announce` is told of each message that the app posts, changes or deletes: what it is, and what it was."""

    def __init__(self, workspace: Workspace, streams: Streams, rates: Rates, announce: Announce) -> None:
        self._workspace = workspace
        self._streams = streams
        self._rates = rates
        self._announce = announce

    def methods(self) -> dict[str, Method]:
        """What the Web API offers of it."""
        return {
            "chat.delete": Method(self._delete, "chat:write", T3),
            "chat.getPermalink": Method(self._permalink, "", UNLIMITED),
            "chat.postEphemeral": Method(self._post_ephemeral, "chat:write", T4),
            "chat.postMessage": Method(self._post_message, "chat:write", UNLIMITED),
            "chat.update": Method(self._update, "chat:write", T3),
        }

    def _post_message(self, arguments: Json) -> Json:
        (channel,) = required(arguments, ["channel"])
        if channel in self._workspace.users:
            channel = self._workspace.dm_channel(channel)
        text, blocks = content(arguments, POST_TEXT_CHARACTERS)
        thread_ts = arguments.get("thread_ts", "")
        check_thread(self._workspace, channel, thread_ts)
        self._rates.check_post(channel)
        ts, metadata = self._workspace.new_ts(), arguments.get("metadata") or {}
        post = Post(channel, ts, BOT_USER, text, thread_ts, BOT, tuple(blocks), arguments, metadata)
        self._announce(self._workspace.keep(post), None)
        return {"channel": channel, "ts": ts, "message": {"text": text, "ts": ts}}

    def _post_ephemeral(self, arguments: Json) -> Json:
        channel, reader = required(arguments, ["channel", "user"])
        text, blocks = content(arguments, POST_TEXT_CHARACTERS)
        thread_ts = arguments.get("thread_ts", "")
        check_thread(self._workspace, channel, thread_ts)
        if reader not in self._workspace.members.get(channel, ()):
            raise RefusedError("user_not_in_channel")
        ts = self._workspace.new_ts()
        shown = Ephemeral(channel, ts, BOT_USER, text, thread_ts, BOT, tuple(blocks), arguments, reader=reader)
        self._workspace.ephemerals.append(shown)
        return {"message_ts": ts}

    def _update(self, arguments: Json) -> Json:
        channel, ts = required(arguments, ["channel", "ts"])
        text, blocks = content(arguments, UPDATE_TEXT_CHARACTERS)
        before = self._own(channel, ts, "cant_update_message")
        if self._streams.is_streaming(channel, ts):
            raise RefusedError("streaming_state_conflict")
        metadata = arguments.get("metadata", before.metadata) or {}
        after = replace(before, text=text, blocks=tuple(blocks), arguments=arguments, metadata=metadata)
        self._announce(self._workspace.keep(after), before)
        return {"channel": channel, "ts": ts, "text": text}

    def _delete(self, arguments: Json) -> Json:
        channel, ts = required(arguments, ["channel", "ts"])
        before = self._own(channel, ts, "cant_delete_message")
        self._workspace.drop(channel, ts)
        self._announce(None, before)
        return {"channel": channel, "ts": ts}

    def _permalink(self, arguments: Json) -> Json:
        channel, ts = required(arguments, ["channel", "message_ts"])
        check_channel(self._workspace, channel, must_be_in=False)
        if (channel, ts) not in self._workspace.posts:
            raise RefusedError("message_not_found")
        link = f"https://partners.slack.example/archives/{channel}/p{ts.replace('.', '')}"
        return {"channel": channel, "permalink": link}

    def _own(self, channel: str, ts: str, error: str) -> Post:
        check_channel(self._workspace, channel)
        post = self._workspace.posts.get((channel, ts))
        if post is None:
            raise RefusedError("message_not_found")
        if post.user != BOT_USER:
            raise RefusedError(error)
        return post
