"""Addresses of their own for answers to one interaction: each works five times, and for half an hour."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from aiohttp import web

from fakes.slack.calls import Refusal, RefusedError, arguments_of, content, is_set
from fakes.slack.limits import POST_TEXT_CHARACTERS, Json
from fakes.slack.workspace import BOT, BOT_USER, Ephemeral, Post, Workspace

USES = 5


@dataclass(slots=True)
class _Hook:
    """`source` is the message that was clicked in, where there is one."""

    channel: str
    user: str
    source: Post | None
    ends_at: float
    uses: int = 0


class Hooks:
    """`announce` is told of each message that the app posts, changes or deletes so."""

    def __init__(
        self,
        workspace: Workspace,
        refused: list[Refusal],
        announce: Callable[[Post | None, Post | None], None],
        seconds: float,
    ) -> None:
        self._workspace = workspace
        self._refused = refused
        self._announce = announce
        self._seconds = seconds
        self._hooks: dict[str, _Hook] = {}

    def new(self, channel: str, user: str, source: Post | None = None) -> str:
        """The secret part of an address."""
        secret = secrets.token_hex(12)
        self._hooks[secret] = _Hook(channel, user, source, time.monotonic() + self._seconds)
        return secret

    async def handle(self, request: web.Request) -> web.Response:
        """One use of an address."""
        try:
            self._use(request.match_info["secret"], await arguments_of(request))
        except RefusedError as refusal:
            self._refused.append(Refusal("response_url", refusal.error))
            status = 404 if refusal.error in ("used_url", "expired_url", "no_service") else 400
            return web.Response(text=refusal.error, status=status)
        return web.Response(text="ok")

    def respond(self, channel: str, user: str, arguments: Json) -> None:
        """Show an answer to one person, or to all where `response_type` is in_channel."""
        text, blocks = content(arguments, POST_TEXT_CHARACTERS)
        ts, thread_ts = self._workspace.new_ts(), arguments.get("thread_ts", "")
        post = Post(channel, ts, BOT_USER, text, thread_ts, BOT, tuple(blocks), arguments)
        if arguments.get("response_type", "ephemeral") == "in_channel":
            self._announce(self._workspace.keep(post), None)
        else:
            shown = Ephemeral(channel, ts, BOT_USER, text, thread_ts, BOT, tuple(blocks), arguments, reader=user)
            self._workspace.ephemerals.append(shown)

    def _use(self, secret: str, arguments: Json) -> None:
        hook = self._hooks.get(secret)
        if hook is None:
            raise RefusedError("no_service")
        if time.monotonic() > hook.ends_at:
            raise RefusedError("expired_url")
        if hook.uses == USES:
            raise RefusedError("used_url")
        if is_set(arguments, "delete_original"):
            self._delete(hook.source)
        elif is_set(arguments, "replace_original"):
            hook.source = self._replace(hook.source, arguments)
        else:
            self.respond(hook.channel, hook.user, arguments)
        hook.uses += 1

    def _delete(self, source: Post | None) -> None:
        match source:
            case None:
                raise RefusedError("invalid_arguments")
            case Ephemeral():
                self._workspace.ephemerals.remove(source)
            case _:
                self._announce(None, self._workspace.drop(source.channel, source.ts))

    def _replace(self, source: Post | None, arguments: Json) -> Post:
        if source is None:
            raise RefusedError("invalid_arguments")
        text, blocks = content(arguments, POST_TEXT_CHARACTERS)
        after = replace(source, text=text, blocks=tuple(blocks), arguments=arguments)
        if isinstance(source, Ephemeral) and isinstance(after, Ephemeral):
            place = self._workspace.ephemerals.index(source)
            self._workspace.ephemerals[place] = after
            return after
        self._announce(self._workspace.keep(after), self._workspace.posts[source.channel, source.ts])
        return after
