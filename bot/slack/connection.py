"""The wires to Slack: the client with its patience, tokens checked at the start, a socket that is watched."""

import asyncio
import logging
import time

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.own import Own
from knowledge.errors import SettingsError


def slack_client(token: str, api_url: str) -> AsyncWebClient:
    """A client that waits out Slack's limits and short failures."""
    logger = logging.getLogger("signpost.slack.wire")
    # At DEBUG the SDK and Bolt write whole messages, and with them what people asked.
    logger.setLevel(max(logging.INFO, logging.getLogger("signpost").getEffectiveLevel()))
    return AsyncWebClient(
        token=token,
        base_url=api_url.rstrip("/") + "/",
        logger=logger,
        retry_handlers=[
            AsyncRateLimitErrorRetryHandler(max_retry_count=5),
            AsyncConnectionErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ],
    )


async def who_am_i(client: AsyncWebClient) -> Own:
    """Ask Slack who the bot token belongs to; raises SettingsError where it is not accepted."""
    try:
        response = await client.auth_test()
    except SlackApiError as error:
        raise _refused("SLACK_BOT_TOKEN", error) from error
    except (ClientError, TimeoutError) as error:
        raise _out_of_reach(client) from error
    return Own(str(response["team_id"]), str(response["user_id"]))


async def connect(handler: AsyncSocketModeHandler) -> None:
    """Open the socket. Bolt itself would go on for ever with a token that Slack refuses; raises SettingsError."""
    try:
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
    except SlackApiError as error:
        raise _refused("SLACK_APP_TOKEN", error) from error
    except (ClientError, TimeoutError) as error:
        raise _out_of_reach(handler.app.client) from error
    await handler.connect_async()  # type: ignore[no-untyped-call]


async def watch(handler: AsyncSocketModeHandler, ping_seconds: float) -> None:
    """Keep the socket from going deaf, until cancelled.

    An address of a socket works once, but the SDK tries a failed one over and over: taking it away makes
    the SDK ask for another.
    """
    while True:
        await asyncio.sleep(ping_seconds)
        if not await handler.client.is_connected():
            handler.client.wss_uri = None


def seconds_since_pong(handler: AsyncSocketModeHandler) -> float | None:
    """How long Slack has not answered a ping; None before the first."""
    last = handler.client.last_ping_pong_time
    return time.time() - last if last else None


def _refused(setting: str, error: SlackApiError) -> SettingsError:
    return SettingsError(f"Slack does not accept {setting} ({error.response['error']}). See .env.example.")


def _out_of_reach(client: AsyncWebClient) -> SettingsError:
    return SettingsError(f"Slack cannot be reached at {client.base_url}. Check the network and SLACK_API_URL.")
