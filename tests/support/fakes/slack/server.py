"""A server on loopback that stands for Slack: the app under test connects to it, a test acts as the people.

    async with SlackServer() as slack:
        ts = slack.mention(MEMBER, CHANNEL, "who is the LADO?")
        post = await slack.reply_to(CHANNEL, ts)

What Slack refuses it refuses, and lists in `refused`.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from aiohttp import web

from fakes.slack.limits import Json
from fakes.slack.socket import Delivery, SocketMode
from fakes.slack.web import Refusal, WebApi
from fakes.slack.workspace import APP, BOT, BOT_USER, TEAM, Post, User, Workspace

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "CHANNEL",
    "GUEST",
    "MEMBER",
    "OTHER_BOT",
    "STRANGER",
    "Post",
    "Refusal",
    "SlackServer",
]

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
CHANNEL = "C0SAFEGUARDING"
MEMBER = "U0MEMBER"
GUEST = "U0GUEST"
STRANGER = "U0STRANGER"
OTHER_BOT = "U0OTHERBOT"


class SlackServer:
    """Everything here is Slack's side; `subscriptions` are the events that the app's manifest asks for.

    `post_interval_seconds` is how long a channel must rest between two posts: one second on the real Slack.
    """

    def __init__(
        self,
        *,
        subscriptions: Sequence[str] = ("app_mention", "message.im"),
        ack_seconds: float = 3.0,
        redelivery_seconds: Sequence[float] = (0.0, 60.0, 300.0),
        post_interval_seconds: float = 0.0,
    ) -> None:
        self.workspace = Workspace()
        self.sockets = SocketMode(ack_seconds, redelivery_seconds)
        tokens = {"xoxb": BOT_TOKEN, "xapp": APP_TOKEN}
        self.api = WebApi(self.workspace, tokens, self._socket_url, self._echo, post_interval_seconds)
        self._subscriptions = subscriptions
        self._port = 0
        self._events = 0
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self.api.handle)
        application.router.add_get("/link", self.sockets.connect)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        self.workspace.channels[CHANNEL] = "channel"
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
        await self.sockets.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The Web API's address: what `SLACK_API_URL` is set to."""
        return f"http://127.0.0.1:{self._port}/api/"

    @property
    def refused(self) -> list[Refusal]:
        """Every call that was refused."""
        return self.api.refused

    @property
    def posts(self) -> list[Post]:
        """Everything that the app has posted."""
        return [post for post in self.workspace.posts.values() if post.bot == BOT]

    def say(self, user: str, channel: str, text: str, *, thread_ts: str = "", subtype: str = "") -> str:
        """Somebody writes; `text` is in Slack's own markup. Returns its `ts`."""
        post = self.workspace.keep(Post(channel, self.workspace.new_ts(), user, text, thread_ts))
        if "is_bot" in self.workspace.users[user].flags:
            post = self.workspace.keep(replace(post, bot=f"B{user[1:]}"))
        more = {"subtype": subtype} if subtype else {}
        self._send_message(self.workspace.message_event(post, **more))
        if f"<@{BOT_USER}>" in text and self.workspace.channels[channel] != "im":
            self._send("app_mention", self.workspace.mention_event(post, **more))
        return post.ts

    def mention(self, user: str, channel: str, text: str, *, thread_ts: str = "") -> str:
        """Somebody writes in a channel to the app."""
        return self.say(user, channel, f"<@{BOT_USER}> {text}", thread_ts=thread_ts)

    def dm(self, user: str, text: str, *, thread_ts: str = "", subtype: str = "") -> str:
        """Somebody writes to the app alone."""
        return self.say(user, self.dm_channel(user), text, thread_ts=thread_ts, subtype=subtype)

    def dm_channel(self, user: str) -> str:
        """Where `user` and the app talk alone."""
        return self.workspace.dm_channel(user)

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Somebody changes what they wrote."""
        before = self.workspace.posts[channel, ts]
        after = self.workspace.keep(replace(before, text=text))
        event = self.workspace.change_event("message_changed", before, after)
        self._send_message(event)
        if f"<@{BOT_USER}>" in text and self.workspace.channels[channel] != "im":
            edited = event["message"]["edited"]
            self._send("app_mention", self.workspace.mention_event(after, edited=edited))

    def delete(self, channel: str, ts: str) -> None:
        """Somebody takes back what they wrote."""
        before = self.workspace.posts.pop((channel, ts))
        self._send_message(self.workspace.change_event("message_deleted", before, None))

    def redeliver(self, channel: str, ts: str) -> None:
        """Send every event of a message once more, although it was acknowledged."""
        for delivery in list(self.sockets.deliveries):
            event = delivery.payload["event"]
            if (event["channel"], event["ts"]) == (channel, ts):
                self.sockets.deliver(delivery.payload)

    def send_event(self, event: Json) -> Delivery:
        """Send any event at all."""
        return self.sockets.deliver(self._payload(event))

    def fail(self, method: str, error: str, *, times: int = 1, status: int = 200) -> None:
        """Refuse the next calls of a method."""
        self.api.trouble(method, error, times, status, 0)

    def limit(self, method: str, *, times: int = 1, retry_after_seconds: int = 1) -> None:
        """Answer the next calls of a method with 429."""
        self.api.trouble(method, "ratelimited", times, 429, retry_after_seconds)

    async def reply_to(self, channel: str, ts: str, *, count: int = 1, seconds: float = 8.0) -> Post:
        """The last of the app's first `count` replies in the thread that `ts` began."""
        await self.until(lambda: len(self.replies(channel, ts)) >= count, seconds)
        return self.replies(channel, ts)[count - 1]

    def replies(self, channel: str, ts: str) -> list[Post]:
        """What the app has said so far in a thread."""
        return [post for post in self.posts if (post.channel, post.thread_ts) == (channel, ts)]

    async def settled(self, seconds: float = 8.0, quiet_seconds: float = 0.25) -> None:
        """Wait until every event was taken and the app has made no call for a while."""
        await self.until(lambda: all(delivery.is_over for delivery in self.sockets.deliveries), seconds)
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

    def _socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/link?ticket={self.sockets.new_ticket()}"

    def _echo(self, post: Post, before: Post | None) -> None:
        """The app hears its own words, as on the real Slack."""
        if before is None:
            self._send_message(self.workspace.message_event(post))
        else:
            self._send_message(self.workspace.change_event("message_changed", before, post))

    def _send_message(self, event: Json) -> None:
        kind = "im" if event["channel_type"] == "im" else "channels"
        self._send(f"message.{kind}", event)

    def _send(self, subscription: str, event: Json) -> None:
        if subscription in self._subscriptions:
            self.send_event(event)

    def _payload(self, event: Json) -> Json:
        self._events += 1
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event_id": f"Ev{self._events:08d}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }
