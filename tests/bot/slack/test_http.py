"""The same bot where Slack calls it by HTTP, and how it says that it is well."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from bot.slack.app import Wires
from bot.slack.hearing import EVENTS_PATH
from builders.slack_bot import WORDING, Desk, start_bot
from fakes.slack.delivery import Delivery
from fakes.slack.http_mode import HttpMode
from fakes.slack.limits import visible_text
from fakes.slack.server import BOT_TOKEN, CHANNEL, MEMBER, SlackServer
from knowledge.domain import FeedbackKind
from knowledge.ledger.ledger import Ledger

SECRET = "loopback-secret"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def health(port: int) -> tuple[int, dict[str, Any]]:
    """The status and the facts."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as response:
        return response.status, json.loads(await response.text())


async def is_listening(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()
        return True
    return False


@pytest.fixture
async def port(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> AsyncIterator[int]:
    """Where the bot listens; everything goes there."""
    port = free_port()
    wires = Wires(BOT_TOKEN, signing_secret=SECRET, api_url=content_slack.url, port=port)
    bot = start_bot(wires, desk, ledger)
    try:
        while not await is_listening(port):
            assert not bot.done()
            await asyncio.sleep(0.01)
        content_slack.deliver_by_http(f"http://127.0.0.1:{port}{EVENTS_PATH}", SECRET)
        yield port
    finally:
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


@pytest.mark.usefixtures("port")
async def test_a_mention_and_a_click_by_http(content_slack: SlackServer, ledger: Ledger) -> None:
    """An answer, and a window that is filled in; no socket is opened."""
    ts = content_slack.mention(MEMBER, CHANNEL, "what of a bruise?")
    post = await content_slack.reply_to(CHANNEL, ts)
    (summary,) = ledger.answers()
    content_slack.click(MEMBER, post, "feedback", f"{summary.id}:not")
    await content_slack.until(lambda: content_slack.modal(MEMBER) is not None)
    view = content_slack.modal(MEMBER)
    assert view
    await content_slack.submit(MEMBER, view, {"kind": {"kind": "wrong"}})
    await content_slack.until(lambda: bool(ledger.aftermath.feedback_on([summary.id])))
    await content_slack.settled()
    thanks = content_slack.modal(MEMBER)
    assert thanks
    assert visible_text(thanks.content["blocks"]) == WORDING.slack.thanks
    assert ledger.aftermath.feedback_on([summary.id])[summary.id][0].kind is FeedbackKind.WRONG
    assert len(content_slack.posts) == 1
    assert content_slack.sockets.connections == 0


@pytest.mark.usefixtures("port")
async def test_a_command_by_http(content_slack: SlackServer) -> None:
    """Acknowledged in words, then answered."""
    content_slack.command(MEMBER, CHANNEL, "what of a bruise?")
    await content_slack.until(lambda: len(content_slack.ephemerals) == 2)
    texts = [each.text for each in content_slack.ephemerals]
    assert WORDING.slack.looking in texts
    assert any("[1] Bruising protocol" in text for text in texts)


async def test_what_slack_did_not_sign_is_refused(content_slack: SlackServer, desk: Desk, port: int) -> None:
    """Anybody can find the address."""
    content_slack.mention(MEMBER, CHANNEL, "what of a bruise?")
    await content_slack.until(lambda: len(content_slack.posts) == 1)
    forged = Delivery(content_slack.outbox.all[0].payload)
    forger = HttpMode(f"http://127.0.0.1:{port}{EVENTS_PATH}", "another secret")
    forged.payload["event"]["ts"] = content_slack.workspace.new_ts()
    await forger.carry(forged, 3.0)
    await forger.close()
    await content_slack.settled()
    assert (forged.response, forged.reason) == (None, "http_error")
    assert len(desk.asked) == 1


async def test_it_says_how_it_is_by_http(port: int) -> None:
    """Without documents it is not well: nobody can be answered."""
    assert await health(port) == (
        503,
        {
            "status": "there is no edition",
            "socket_connected": None,
            "seconds_since_ping": None,
            "in_flight": 0,
            "edition": "",
            "ledger": True,
        },
    )
