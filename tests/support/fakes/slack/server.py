"""A server on loopback that stands for Slack: the app under test connects to it, a test acts as the people.

    async with SlackServer() as slack:
        ts = slack.mention(MEMBER, CHANNEL, "who is the LADO?")
        post = await slack.reply_to(CHANNEL, ts)

What Slack refuses it refuses, and lists in `refused`.
"""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

from aiohttp import web

from fakes.slack.calls import Action, Refusal
from fakes.slack.core import APP_TOKEN, BOT_TOKEN
from fakes.slack.http_mode import HttpMode
from fakes.slack.interactions import Interactions
from fakes.slack.people import People
from fakes.slack.views import View
from fakes.slack.web import When
from fakes.slack.workspace import BOT, Ephemeral, Post, User

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "CHANNEL",
    "GUEST",
    "MEMBER",
    "OTHER_BOT",
    "STRANGER",
    "Ephemeral",
    "Post",
    "Refusal",
    "SlackServer",
    "View",
]

CHANNEL = "C0SAFEGUARDING"
MEMBER = "U0MEMBER"
GUEST = "U0GUEST"
STRANGER = "U0STRANGER"
OTHER_BOT = "U0OTHERBOT"


class SlackServer(People, Interactions):
    """A running workspace of four: a member, a guest, a stranger and another bot. Its arguments are those of Core."""

    async def __aenter__(self) -> Self:
        self.add_channel(CHANNEL, MEMBER, GUEST, STRANGER, OTHER_BOT, name="safeguarding")
        for user in (
            User(MEMBER),
            User(GUEST, flags=("is_restricted",)),
            User(STRANGER, team="T0ELSEWHERE", flags=("is_stranger",)),
            User(OTHER_BOT, flags=("is_bot",)),
        ):
            self.workspace.add_user(user)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.outbox.close()
        await self.sockets.close()
        await self._runner.cleanup()

    @property
    def posts(self) -> list[Post]:
        """Everything that the app has posted."""
        return [post for post in self.workspace.posts.values() if post.bot == BOT]

    def replies(self, channel: str, ts: str) -> list[Post]:
        """What the app has said so far in a thread."""
        return [post for post in self.workspace.replies(channel, ts) if post.bot == BOT]

    def modal(self, user: str) -> View | None:
        """The modal that a person sees."""
        return self.views.shown_to(user)

    def home(self, user: str) -> View | None:
        """The Home tab that a person sees."""
        return self.views.homes.get(user)

    def deliver_by_http(self, url: str, signing_secret: str) -> None:
        """Send everything to the app's own address from now on, signed, and nothing over sockets."""
        self.outbox.carrier = HttpMode(url, signing_secret)

    def fail(self, method: str, error: str, *, times: int = 1, status: int = 200) -> None:
        """Refuse the next calls of a method."""
        self.api.trouble(method, error, times, status, 0)

    def limit(self, method: str, *, times: int = 1, retry_after_seconds: int = 1) -> None:
        """Answer the next calls of a method with 429."""
        self.api.trouble(method, "ratelimited", times, 429, retry_after_seconds)

    def on_call(self, method: str, when: When, action: Action) -> None:
        """Do something once, before the next call of a method takes effect or after, before the app is answered."""
        self.api.act_on(method, when, action)

    def silence(self) -> None:
        """The sockets that are open now stay open, but Slack neither sends nor reads there, not even pings."""
        self.sockets.silence()

    def unsilence(self) -> None:
        """Those sockets are as before."""
        self.sockets.unsilence()

    def refuse_connections(self, times: int, at: Literal["open", "handshake"] = "open") -> None:
        """Refuse the app's next attempts to connect: no address, or an address that does not work."""
        if at == "open":
            self.fail("apps.connections.open", "internal_error", times=times)
        else:
            self.sockets.stale_tickets = times

    def expire_stream(self, channel: str, ts: str) -> None:
        """Slack ends a stream, as it does after five minutes."""
        self.streams.expire(channel, ts)

    async def reply_to(self, channel: str, ts: str, *, count: int = 1, seconds: float = 8.0) -> Post:
        """The last of the app's first `count` replies in the thread that `ts` began, once it is written out."""
        await self.until(lambda: self._has_replied(channel, ts, count), seconds)
        return self.replies(channel, ts)[count - 1]

    async def settled(self, seconds: float = 8.0, quiet_seconds: float = 0.25) -> None:
        """Wait until everything sent was taken and the app has made no call for a while."""
        await self.until(lambda: not self.outbox.pending, seconds)
        calls = -1
        while calls != self.api.calls.total():
            calls = self.api.calls.total()
            await asyncio.sleep(quiet_seconds)

    async def until(self, condition: Callable[[], bool], seconds: float = 8.0) -> None:
        """Wait for something to come true; raises TimeoutError with what was refused so far."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds} s; refused: {self.refused}")
            await asyncio.sleep(0.01)

    def _has_replied(self, channel: str, ts: str, count: int) -> bool:
        replies = self.replies(channel, ts)
        return len(replies) >= count and not self.streams.is_streaming(channel, replies[count - 1].ts)
