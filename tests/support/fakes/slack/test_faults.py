"""What goes wrong between Slack and the app, and the other way for things to arrive: over HTTP."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from fakes.slack.samples import Block, actions, asked, button, call, client_of, listening, modal, text_input
from fakes.slack.server import APP_TOKEN, CHANNEL, MEMBER, SlackServer

SECRET = "loopback-secret"


class Endpoint:
    """The app's own address: keeps what it is sent, and answers with `status` and `said`."""

    def __init__(self) -> None:
        self.requests: list[tuple[web.Request, str]] = []
        self.status = 200
        self.said: Block = {}

    async def take(self, request: web.Request) -> web.Response:
        """One request."""
        self.requests.append((request, await request.text()))
        return web.json_response(self.said, status=self.status)


@asynccontextmanager
async def endpoint(slack: SlackServer) -> AsyncIterator[Endpoint]:
    """An app that Slack delivers to over HTTP."""
    taking, application = Endpoint(), web.Application()
    application.router.add_post("/slack/events", taking.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_by_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", SECRET)
    yield taking
    await runner.cleanup()


async def test_acts_around_a_call_once(slack: SlackServer) -> None:
    """Before it takes effect, and after it took effect but before the app knows."""
    seen: list[int] = []

    async def look() -> None:
        await asyncio.sleep(0)
        seen.append(len(slack.posts))

    slack.on_call("chat.postMessage", "before", lambda: seen.append(len(slack.posts)))
    slack.on_call("chat.postMessage", "after", look)
    for _ in range(2):
        await call(slack, "chat.postMessage", channel=CHANNEL, text="x")
    assert seen == [0, 1]


async def test_refuses_connections(slack: SlackServer) -> None:
    """So often, at either step."""
    slack.refuse_connections(2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await client_of(slack).apps_connections_open(app_token=APP_TOKEN)
    slack.refuse_connections(1, "handshake")
    urls = [(await client_of(slack).apps_connections_open(app_token=APP_TOKEN))["url"] for _ in range(2)]
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(urls[0])
        async with session.ws_connect(urls[1]) as socket:
            assert (await socket.receive_json())["type"] == "hello"


async def test_falls_silent() -> None:
    """The client notices that nobody answers its pings and connects anew; what it missed comes there."""
    async with SlackServer(ack_seconds=0.5) as slack, listening(slack) as (_, heard):
        await slack.until(lambda: slack.sockets.connections == 1)
        slack.silence()
        delivery = slack.send_event({"type": "message", "channel": CHANNEL})
        await slack.until(lambda: slack.sockets.connections == 2)
        await slack.until(lambda: delivery.is_over)
        assert len(heard) == 1
        assert delivery.attempts > 1


async def test_is_heard_again_after_a_silence(slack: SlackServer) -> None:
    """By the same socket."""
    async with listening(slack) as (_, heard):
        await slack.until(lambda: slack.sockets.connections == 1)
        slack.silence()
        slack.unsilence()
        slack.dm(MEMBER, "hello")
        await slack.until(lambda: len(heard) == 1)
        assert slack.sockets.connections == 1


async def test_sends_what_a_dead_socket_took_to_another() -> None:
    """As soon as the acknowledgement is overdue."""
    async with SlackServer(ack_seconds=0.3) as slack, listening(slack, acknowledges=False) as (client, first):
        slack.dm(MEMBER, "hello")
        await slack.until(lambda: len(first) == 1)
        client.auto_reconnect_enabled = False
        await slack.sockets.cut()
        async with listening(slack) as (_, second):
            await slack.until(lambda: len(second) == 1, seconds=2.0)
            assert second[0].retry_attempt == 1


async def test_signs_what_it_posts(slack: SlackServer) -> None:
    """Events as JSON, what people do as forms."""
    async with endpoint(slack) as taking:
        slack.dm(MEMBER, "hello")
        slack.command(MEMBER, CHANNEL, "who?")
        ts = slack.say(MEMBER, CHANNEL, "x")
        slack.shortcut(MEMBER, CHANNEL, ts, "ask")
        await slack.settled()
        verifier = SignatureVerifier(SECRET)
        bodies = {}
        for request, body in taking.requests:
            assert verifier.is_valid_request(body, dict(request.headers))
            assert not verifier.is_valid_request(body + " ", dict(request.headers))
            bodies[body[:1]] = body
        stamp = taking.requests[0][0].headers["X-Slack-Request-Timestamp"]
        signed = f"v0:{stamp}:{taking.requests[0][1]}".encode()
        expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert taking.requests[0][0].headers["X-Slack-Signature"] == f"v0={expected}"
        assert json.loads(bodies["{"])["event"]["text"] == "hello"
        assert parse_qs(bodies["c"])["text"] == ["who?"]
        assert json.loads(parse_qs(bodies["p"])["payload"][0])["callback_id"] == "ask"


async def test_posts_again_what_failed() -> None:
    """With the number of the attempt and why; a click never."""
    async with SlackServer(redelivery_seconds=(0.0, 0.0)) as slack, endpoint(slack) as taking:
        taking.status = 500
        answer = await call(
            slack, "chat.postMessage", channel=CHANNEL, text="x", blocks=[actions(button(action_id="a"))]
        )
        slack.dm(MEMBER, "hello")
        await slack.settled()
        told = [
            (request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason"))
            for request, _ in taking.requests
        ]
        assert told == [(None, None), ("1", "http_error"), ("2", "http_error")]
        click = slack.click(MEMBER, slack.workspace.posts[CHANNEL, answer["ts"]], "a")
        await slack.settled()
        assert slack.unacknowledged == [click]
        assert len(taking.requests) == 4


async def test_honours_what_a_submission_is_answered(slack: SlackServer) -> None:
    """In the body of the response."""
    async with endpoint(slack) as taking:
        await client_of(slack).views_open(
            trigger_id=slack.api.new_trigger(3.0, MEMBER), view=modal(asked(text_input(), "words"))
        )
        view = slack.modal(MEMBER)
        assert view
        taking.said = {"response_action": "errors", "errors": {"words": "No."}}
        assert await slack.submit(MEMBER, view, {"words": {"words": "x"}}) == taking.said
        assert slack.modal(MEMBER) == view
        taking.said = {}
        await slack.submit(MEMBER, view, {"words": {"words": "x"}})
        assert slack.modal(MEMBER) is None
