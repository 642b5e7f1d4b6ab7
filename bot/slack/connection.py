"""The wires to Slack: the client with its patience, tokens checked at the start, a socket that is watched."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, ClientTimeout
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.own import Own
from bot.slack.refusals import explained

_CALL_SECONDS = 30.0


def slack_session() -> ClientSession:
    """Connections that are kept from one call to the next; the SDK by itself opens one for each."""
    return ClientSession(timeout=ClientTimeout(total=_CALL_SECONDS))


def slack_client(token: str, api_url: str, session: ClientSession | None = None) -> AsyncWebClient:
    """A client that waits out Slack's limits and short failures."""
    logger = logging.getLogger("signpost.slack.wire")
    # At DEBUG the SDK and Bolt write whole messages, and with them what people asked.
    logger.setLevel(max(logging.WARNING, logging.getLogger("signpost").getEffectiveLevel()))
    return AsyncWebClient(
        token=token,
        base_url=api_url.rstrip("/") + "/",
        logger=logger,
        session=session,
        retry_handlers=[
            AsyncRateLimitErrorRetryHandler(max_retry_count=5),
            AsyncConnectionErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ],
    )


async def who_am_i(client: AsyncWebClient) -> Own:
    """Ask Slack who the bot token belongs to; raises SettingsError where it is not accepted."""
    with explained("SLACK_BOT_TOKEN", client.base_url):
        response = await client.auth_test()
    return Own(str(response["team_id"]), str(response["user_id"]))


@asynccontextmanager
async def on_socket(app: AsyncApp, app_token: str, ping_seconds: float) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app on a socket that it opens and that is watched, until the block ends.

    Raises SettingsError: Bolt itself would go on for ever with a token that Slack refuses.
    """
    handler = AsyncSocketModeHandler(app, app_token, app.logger, ping_interval=ping_seconds)
    watching = asyncio.create_task(_watch(handler, ping_seconds))
    try:
        with explained("SLACK_APP_TOKEN", app.client.base_url):
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield handler
    finally:
        watching.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]


def seconds_since_pong(handler: AsyncSocketModeHandler) -> float | None:
    """How long Slack has not answered a ping; None before the first."""
    last = handler.client.last_ping_pong_time
    return time.time() - last if last else None


async def _watch(handler: AsyncSocketModeHandler, ping_seconds: float) -> None:
    """Keep the socket from going deaf.

    An address of a socket works once, but the SDK tries a failed one over and over: taking it away makes
    the SDK ask for another.
    """
    while True:
        await asyncio.sleep(ping_seconds)
        if not await handler.client.is_connected():
            handler.client.wss_uri = None
