"""The Slack bot put together: what Slack sends, and who listens."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.access import Access
from bot.slack.buttons import ASK_A_PERSON, FEEDBACK, SHARE, SHOW_PASSAGE
from bot.slack.clicks import ASK_AGAIN, Ack, Body, Clicks
from bot.slack.connection import connect, slack_client, watch, who_am_i
from bot.slack.door import Door
from bot.slack.home import Home
from bot.slack.inbox import Desk, Inbox
from bot.slack.incident import log_incident
from bot.slack.keeper import Keeper
from bot.slack.members import Members
from bot.slack.message import deletion_in, event_id_of, message_from_body, message_from_command
from bot.slack.opinions import Opinions
from bot.slack.own import Own
from bot.slack.poster import Poster
from bot.slack.rules import Rules
from bot.slack.shelf import Shelf
from bot.slack.shortcut import Shortcut
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.ledger import Ledger
from knowledge.ledger_claims import Ending

SLACK_API_URL = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
_LAST_ANSWERS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wires:
    """How the bot is joined to Slack: by a socket that it opens, or where there is no `app_token` by HTTP.

    `port` is where it tells whether it is well and, by HTTP, is called by Slack; 0 is nowhere.
    """

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = SLACK_API_URL
    host: str = "127.0.0.1"
    port: int = 0
    ping_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many answers are made at a time, how long each may take, how long a silent process keeps its claims."""

    workers: int = 8
    answer_seconds: float = 180.0
    lease_seconds: float = 30.0


class Bot:
    """The parts of a running bot. `identifies` says whether a text points to a person."""

    def __init__(
        self,
        client: AsyncWebClient,
        own: Own,
        desk: Desk,
        shelf: Shelf,
        ledger: Ledger,
        wording: Wording,
        rules: Rules,
        identifies: Callable[[str], bool],
        limits: Limits,
    ) -> None:
        self.own = own
        self.workers = Workers(limits.workers)
        self.claims = ledger.claims(uuid.uuid4().hex)
        members, poster = Members(client), Poster(client, wording, rules)
        access = Access(members, rules, own)
        door = Door(members, self.claims, rules, wording)
        self.inbox = Inbox(
            desk, ledger, self.claims, door, poster, self.workers, wording, own, limits.answer_seconds
        )
        self.keeper = Keeper(
            client, self.inbox, ledger, self.claims, self.workers, wording, own, limits.lease_seconds
        )
        self.clicks = Clicks(
            client, self.inbox, poster, access, shelf, ledger, self.claims, self.workers, wording, rules, own
        )
        self.opinions = Opinions(client, poster, access, ledger, self.workers, wording, identifies)
        self.shortcut = Shortcut(client, self.inbox, wording, own)
        self.home = Home(client, access, shelf, ledger, self.workers, wording)
        self.looking = wording.slack.looking

    async def finish(self) -> None:
        """Let what was begun end in its message, and leave the rest to whoever looks next."""
        await self.inbox.finish(_LAST_ANSWERS_SECONDS)
        with suppress(LedgerError):
            await self.workers.look_up(self.claims.hand_back)
        self.workers.close()


async def run_bot(
    wires: Wires,
    desk: Desk,
    shelf: Shelf,
    ledger: Ledger,
    *,
    wording: Wording,
    identifies: Callable[[str], bool],
    rules: Rules | None = None,
    limits: Limits | None = None,
) -> None:
    """Answer until cancelled; what was begun by then still ends in its message, or is left to another process.

    Raises SettingsError where Slack does not accept a token or cannot be reached at first.
    """
    client = slack_client(wires.bot_token, wires.api_url)
    own = await who_am_i(client)
    bot = Bot(client, own, desk, shelf, ledger, wording, rules or Rules(), identifies, limits or Limits())
    app = _app(client, bot, wires.signing_secret if not wires.app_token else "")
    try:
        async with AsyncExitStack() as open_wires:
            if wires.app_token:
                handler = AsyncSocketModeHandler(app, wires.app_token, client.logger, ping_interval=wires.ping_seconds)
                open_wires.push_async_callback(handler.close_async)
                await connect(handler)
                waiting = [watch(handler, wires.ping_seconds), bot.keeper.run()]
            ...
    finally:
        await bot.finish()


def _app(client: AsyncWebClient, bot: Bot, signing_secret: str) -> AsyncApp:
    """Every listener. Slack asks for an acknowledgement of all that it sends: what is not listened to gets one too."""
    app = AsyncApp(
        name="signpost",
        client=client,
        logger=client.logger,
        signing_secret=signing_secret or None,
        request_verification_enabled=bool(signing_secret),
    )

    async def hear(body: Body) -> None:
        if deletion := deletion_in(body):
            await bot.inbox.forget(deletion)
        elif (message := message_from_body(body)) and message.user != bot.own.bot_user:
            bot.inbox.take(message)

    async def command(ack: Ack, body: Body) -> None:
        await ack(text=bot.looking)
        bot.inbox.take(message_from_command(body))

    async def stop(body: Body) -> None:
        event = body["event"]
        await bot.inbox.stop(event["channel"], event["thread_ts"], event["user"])

    async def acknowledge(ack: Ack) -> None:
        await ack()

    async def leave(body: Body) -> None:
        """Acknowledged like every event, or Slack would send it again."""

    async def mishap(error: Exception) -> None:
        log_incident("a listener failed", error)

    app.event("app_mention")(hear)
    app.event("message")(hear)
    app.event("agent_session_stopped")(stop)
    app.event("app_home_opened")(bot.home.show)
    app.event(re.compile(".*"))(leave)
    app.command("/ask")(command)
    app.shortcut("ask_about_this")(bot.shortcut.open)
    app.view(QUESTION)(bot.shortcut.submit)
    app.view(FEEDBACK)(bot.opinions.submit)
    app.action(FEEDBACK)(bot.opinions.take)
    app.action(SHOW_PASSAGE)(bot.clicks.show_passage)
    app.action(SHARE)(bot.clicks.share)
    app.action(ASK_A_PERSON)(bot.clicks.ask_a_person)
    app.action(ASK_AGAIN)(bot.clicks.ask_again)
    app.action(re.compile(".*"))(acknowledge)
    app.error(mishap)
    return app
