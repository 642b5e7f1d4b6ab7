"""The Web API of the double: it checks tokens, refuses what Slack refuses, and knows no other methods."""

import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from fakes.slack.limits import (
    POST_TEXT_CHARACTERS,
    UPDATE_TEXT_CHARACTERS,
    Json,
    blocks_error,
    view_error,
)
from fakes.slack.workspace import BOT, BOT_USER, TEAM, Post, Workspace


class RefusedError(Exception):
    """Slack's error code."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was refused, and why."""

    method: str
    error: str


@dataclass(slots=True)
class _Trouble:
    """What the next calls of a method meet."""

    error: str
    times: int
    status: int
    retry_after_seconds: int


class WebApi:
    """Answers calls; `announce` is told of each message that the app posts or changes, and what it was."""

    def __init__(
        self,
        workspace: Workspace,
        tokens: dict[str, str],
        socket_url: Callable[[], str],
        announce: Callable[[Post, Post | None], None],
        post_interval_seconds: float,
    ) -> None:
        self.calls: Counter[str] = Counter()
        self.refused: list[Refusal] = []
        self.statuses: list[tuple[str, str, str]] = []
        self.views: list[Json] = []
        self._workspace = workspace
        self._tokens = tokens
        self._socket_url = socket_url
        self._announce = announce
        self._post_interval_seconds = post_interval_seconds
        self._posted_at: dict[str, float] = {}
        self._trouble: dict[str, _Trouble] = {}
        self._triggers: dict[str, float] = {}
        self._methods: dict[str, tuple[str, Callable[[Json], Json]]] = {
            "auth.test": ("xoxb", self._auth_test),
            "apps.connections.open": ("xapp", self._open_connection),
            "assistant.threads.setStatus": ("xoxb", self._set_status),
            "chat.postMessage": ("xoxb", self._post_message),
            "chat.update": ("xoxb", self._update),
            "conversations.replies": ("xoxb", self._replies),
            "users.info": ("xoxb", self._user_info),
            "views.open": ("xoxb", self._open_view),
        }

    def trouble(self, method: str, error: str, times: int, status: int, retry_after_seconds: int) -> None:
        """Let the next `times` calls of `method` fail."""
        self._trouble[method] = _Trouble(error, times, status, retry_after_seconds)

    def new_trigger(self, seconds: float) -> str:
        """A trigger id that works once, and for `seconds`."""
        trigger = secrets.token_hex(8)
        self._triggers[trigger] = time.monotonic() + seconds
        return trigger

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        method = request.match_info["method"]
        self.calls[method] += 1
        arguments = await _arguments(request)
        if (trouble := self._trouble.get(method)) and trouble.times > 0:
            trouble.times -= 1
            return self._refuse(method, trouble.error, trouble.status, trouble.retry_after_seconds)
        try:
            kind, answer = self._method(method)
            self._check_token(request, kind)
            return web.json_response({"ok": True, **answer(arguments)})
        except RefusedError as refusal:
            status = 429 if str(refusal) == "ratelimited" else 200
            return self._refuse(method, str(refusal), status, 1)

    def _method(self, method: str) -> tuple[str, Callable[[Json], Json]]:
        if method not in self._methods:
            raise RefusedError("unknown_method")
        return self._methods[method]

    def _check_token(self, request: web.Request, kind: str) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            raise RefusedError("not_authed")
        if token not in self._tokens.values():
            raise RefusedError("invalid_auth")
        if token != self._tokens[kind]:
            raise RefusedError("not_allowed_token_type")

    def _refuse(self, method: str, error: str, status: int, retry_after_seconds: int) -> web.Response:
        self.refused.append(Refusal(method, error))
        headers = {"Retry-After": str(retry_after_seconds)} if status == 429 else {}
        return web.json_response({"ok": False, "error": error}, status=status, headers=headers)

    def _auth_test(self, arguments: Json) -> Json:
        return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "user": "signpost", "team": "Partners"}

    def _open_connection(self, arguments: Json) -> Json:
        return {"url": self._socket_url()}

    def _user_info(self, arguments: Json) -> Json:
        (user,) = _required(arguments, ["user"])
        if user not in self._workspace.users:
            raise RefusedError("user_not_found")
        return {"user": self._workspace.users[user].info()}

    def _set_status(self, arguments: Json) -> Json:
        channel, thread_ts = _required(arguments, ["channel_id", "thread_ts"])
        self._check_thread(channel, thread_ts)
        if len(arguments.get("loading_messages", [])) > 10 or "status" not in arguments:
            raise RefusedError("invalid_arguments")
        self.statuses.append((channel, thread_ts, arguments["status"]))
        return {}

    def _replies(self, arguments: Json) -> Json:
        channel, ts = _required(arguments, ["channel", "ts"])
        self._check_thread(channel, ts)
        thread = self._workspace.thread(channel, ts)
        return {"messages": [self._workspace.message_event(p) for p in thread], "has_more": False}

    def _post_message(self, arguments: Json) -> Json:
        (channel,) = _required(arguments, ["channel"])
        text, blocks = _content(arguments, POST_TEXT_CHARACTERS)
        thread_ts = arguments.get("thread_ts", "")
        self._check_thread(channel, thread_ts)
        self._check_rate(channel)
        ts = self._workspace.new_ts()
        post = Post(channel, ts, BOT_USER, text, thread_ts, BOT, tuple(blocks), arguments)
        self._announce(self._workspace.keep(post), None)
        return {"channel": channel, "ts": ts, "message": {"text": text, "ts": ts}}

    def _update(self, arguments: Json) -> Json:
        channel, ts = _required(arguments, ["channel", "ts"])
        text, blocks = _content(arguments, UPDATE_TEXT_CHARACTERS)
        before = self._workspace.posts.get((channel, ts))
        if before is None:
            raise RefusedError("message_not_found")
        if before.user != BOT_USER:
            raise RefusedError("cant_update_message")
        after = replace(before, text=text, blocks=tuple(blocks), arguments=arguments)
        self._announce(self._workspace.keep(after), before)
        return {"channel": channel, "ts": ts, "text": text}

    def _open_view(self, arguments: Json) -> Json:
        trigger, view = _required(arguments, ["trigger_id", "view"])
        if trigger not in self._triggers:
            raise RefusedError("invalid_trigger_id")
        if self._triggers.pop(trigger) < time.monotonic():
            raise RefusedError("expired_trigger_id")
        if error := view_error(view):
            raise RefusedError(error)
        self.views.append(view)
        return {"view": {**view, "id": f"V{len(self.views)}", "hash": "1"}}

    def _check_thread(self, channel: str, thread_ts: str) -> None:
        if channel not in self._workspace.channels:
            raise RefusedError("channel_not_found")
        if thread_ts and (channel, thread_ts) not in self._workspace.posts:
            raise RefusedError("thread_not_found")

    def _check_rate(self, channel: str) -> None:
        now = time.monotonic()
        if now - self._posted_at.get(channel, -self._post_interval_seconds) < self._post_interval_seconds:
            raise RefusedError("ratelimited")
        self._posted_at[channel] = now


def _content(arguments: Json, limit: int) -> tuple[str, list[Json]]:
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks:
        raise RefusedError("no_text")
    if len(text) > limit:
        raise RefusedError("msg_too_long")
    if error := blocks_error(blocks):
        raise RefusedError(error)
    return text, blocks


def _required(arguments: Json, names: Iterable[str]) -> list[Any]:
    found = [arguments.get(name) for name in names]
    if not all(found):
        raise RefusedError("invalid_arguments")
    return found


async def _arguments(request: web.Request) -> Json:
    """A call comes as JSON, as a form or in the address, where a list or an object is written as JSON."""
    if request.content_type == "application/json":
        found = await request.json()
        return found if isinstance(found, dict) else {}
    pairs = {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}
    return {key: json.loads(text) if text[:1] in ("[", "{") else text for key, text in pairs.items()}
