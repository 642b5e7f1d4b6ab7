"""The bot on its wires, from its start to its end."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from bot.slack.bot import Bot, Limits
from bot.slack.connection import on_socket, slack_client, slack_session, who_am_i
from bot.slack.desk import Desk
from bot.slack.health import add_health
from bot.slack.hearing import EVENTS_PATH, bolt_app
from bot.slack.means import Means
from bot.slack.rules import Rules
from bot.slack.serving import serving
from bot.slack.shelf import Shelf
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.ledger.ledger import Ledger

SLACK_API_URL = "https://slack.com/api/"


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
        app = bolt_app(bot, "" if wires.app_token else wires.signing_secret)
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
            await wired.enter_async_context(serving(application, wires.host, wires.port))
        if wires.app_token:
            socket = on_socket(app, wires.app_token, wires.ping_seconds)
            bot.socket = await wired.enter_async_context(socket)
        yield
