"""The Slack bot put together: what Slack sends, and who listens."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.access import Access
from bot.slack.buttons import ASK_A_PERSON, FEEDBACK, SHARE, SHOW_PASSAGE
from bot.slack.channels import Channels
from bot.slack.clicks import Ack, Body, Clicks
from bot.slack.connection import on_socket, seconds_since_pong, slack_client, slack_session, who_am_i
from bot.slack.desk import Desk
from bot.slack.door import Door
from bot.slack.feedback_view import FEEDBACK_FORM
from bot.slack.health import Health, add_health
from bot.slack.home import Home
from bot.slack.inbox import Inbox
from bot.slack.incident import log_incident
from bot.slack.keeper import Keeper
from bot.slack.listening import listening
from bot.slack.means import Means
from bot.slack.members import Members
from bot.slack.message import deletion_in, message_from_body, message_from_command
from bot.slack.opinions import Opinions
from bot.slack.poster import Poster
from bot.slack.question_view import QUESTION_FORM
from bot.slack.rules import Rules
from bot.slack.shelf import Shelf
from bot.slack.shortcut import Shortcut
from bot.slack.superseded import ASK_AGAIN
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.errors import LedgerError
from knowledge.ledger import Ledger

SLACK_API_URL = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
_LAST_ANSWERS_SECONDS = 30.0
# Bolt sends an acknowledgement when it next looks, every hundredth of a second: an answer must not come before it.
_ACK_SECONDS = 0.05


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
        self, means: Means, desk: Desk, shelf: Shelf, identifies: Callable[[str], bool], limits: Limits
    ) -> None:
        self.means = means
        self.shelf = shelf
        self.socket: AsyncSocketModeHandler | None = None
        members, channels = Members(means.client), Channels(means.client)
        poster = Poster(means.client, means.wording, means.rules)
        access = Access(members, means.rules, means.own)
        door = Door(members, channels, means.claims, means.rules, means.wording)
        self.inbox = Inbox(means, desk, door, poster, limits.answer_seconds)
        self.keeper = Keeper(means, self.inbox, limits.lease_seconds)
        self.clicks = Clicks(means, self.inbox, poster, access, channels, shelf)
        self.opinions = Opinions(means, poster, access, identifies)
        self.shortcut = Shortcut(means, self.inbox)
        self.home = Home(means, access, shelf)

    async def health(self, has_socket: bool) -> Health:
        """How it is; by HTTP it has no socket."""
        return Health(
            socket_connected=await self._is_on_socket() if has_socket else None,
            seconds_since_ping=seconds_since_pong(self.socket) if self.socket else None,
            in_flight=len(self.inbox.in_hand),
            edition=await self.means.look_up(self.shelf.edition_id),
            ledger=await self.means.look_up(self._ledger_opens),
        )

    async def _is_on_socket(self) -> bool:
        return self.socket is not None and bool(await self.socket.client.is_connected())

    def _ledger_opens(self) -> bool:
        try:
            self.means.claims.find("")
        except LedgerError:
            return False
        return True

    async def finish(self) -> None:
        """Let what was begun end in its message, and leave the rest to whoever looks next."""
        keeping = asyncio.create_task(self.keeper.keep())
        await self.inbox.finish(_LAST_ANSWERS_SECONDS)
        keeping.cancel()
        with suppress(LedgerError):
            await self.means.look_up(self.means.claims.hand_back)
        self.means.workers.close()


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
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Answer until cancelled; what was begun by then still ends in its message, or is left to another process.

    `ready` is called when the bot can be asked.

    Raises SettingsError where Slack does not accept a token or cannot be reached at first.
    """
    async with slack_session() as session:
        client = slack_client(wires.bot_token, wires.api_url, session)
        own = await who_am_i(client)
        limits = limits or Limits()
        claims, workers = ledger.claims(uuid.uuid4().hex), Workers(limits.workers)
        means = Means(client, own, ledger, claims, workers, wording, rules or Rules())
        bot = Bot(means, desk, shelf, identifies, limits)
        app = _app(client, bot, "" if wires.app_token else wires.signing_secret)
        try:
            async with _joined(app, bot, wires):
                ready()
                await bot.keeper.run()
        finally:
            await bot.finish()


@asynccontextmanager
async def _joined(app: AsyncApp, bot: Bot, wires: Wires) -> AsyncIterator[None]:
    """The app on its wires, until the block ends."""
    async with AsyncExitStack() as wired:
        if wires.port or not wires.app_token:
            application = web.Application() if wires.app_token else app.web_app(EVENTS_PATH)
            add_health(application, lambda: bot.health(has_socket=bool(wires.app_token)))
            await wired.enter_async_context(listening(application, wires.host, wires.port))
        if wires.app_token:
            socket = on_socket(app, wires.app_token, wires.ping_seconds)
            bot.socket = await wired.enter_async_context(socket)
        yield


def _app(client: AsyncWebClient, bot: Bot, signing_secret: str) -> AsyncApp:
    """Every listener. Slack asks for an acknowledgement of all that it sends: what is not listened to gets one too."""
    app = AsyncApp(
        name="signpost",
        client=client,
        logger=client.logger,
        signing_secret=signing_secret or None,
        request_verification_enabled=bool(signing_secret),
    )

    async def hear(body: Body, next: Callable[[], Awaitable[None]]) -> None:
        """Before the listener is called, since Bolt acknowledges an event then."""
        if deletion := deletion_in(body, bot.means.own.bot_user):
            await bot.inbox.forget(deletion)
        elif (message := message_from_body(body)) and message.user != bot.means.own.bot_user:
            await bot.inbox.take(message, next)
            return
        await next()

    async def command(ack: Ack, body: Body) -> None:
        async def acknowledge() -> None:
            await ack(text=bot.means.wording.slack.looking)
            await asyncio.sleep(_ACK_SECONDS)

        await bot.inbox.take(message_from_command(body), acknowledge)

    async def stop(body: Body) -> None:
        event = body["event"]
        await bot.inbox.stop(event["channel"], event["thread_ts"], event["user"])

    async def acknowledge(ack: Ack) -> None:
        await ack()

    async def leave(body: Body) -> None:
        """Acknowledged like every event, or Slack would send it again."""

    async def mishap(error: Exception) -> None:
        log_incident("a listener failed", error)

    app.event("app_mention", middleware=[hear])(leave)
    app.event("message", middleware=[hear])(leave)
    app.event("agent_session_stopped")(stop)
    app.event("app_home_opened")(bot.home.show)
    app.event(re.compile(".*"))(leave)
    app.command("/ask")(command)
    app.shortcut("ask_about_this")(bot.shortcut.open)
    app.view(QUESTION_FORM)(bot.shortcut.submit)
    app.view(FEEDBACK_FORM)(bot.opinions.submit)
    app.action(FEEDBACK)(bot.opinions.take)
    app.action(SHOW_PASSAGE)(bot.clicks.show_passage)
    app.action(SHARE)(bot.clicks.share)
    app.action(ASK_A_PERSON)(bot.clicks.ask_a_person)
    app.action(ASK_AGAIN)(bot.clicks.ask_again)
    app.action(re.compile(".*"))(acknowledge)
    app.error(mishap)
    return app
