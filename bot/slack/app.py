"""The Slack bot: a mention, or a direct message, gets its answer in the thread."""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.inbox import History, Inbox, Reply, no_history
from bot.slack.message import message_from_body
from bot.wording import Wording
from knowledge.errors import SettingsError

SLACK_API_URL = "https://slack.com/api/"
_LAST_ANSWERS_SECONDS = 30.0


def build_app(
    token: str,
    reply: Reply,
    api_url: str = SLACK_API_URL,
    *,
    wording: Wording,
    history: History = no_history,
    workers: int = 8,
    answer_seconds: float = 180.0,
) -> AsyncApp:
    """A Bolt app that answers by `reply`, called in one of `workers` threads.

    `reply` claims the question by its `event_id`, returns None where that was claimed before, and may block.
    Nothing is sent before the first event comes.
    """
    client = _client(token, api_url)
    return _app(client, Inbox(client, reply, wording, history, workers, answer_seconds))


async def run_bot(
    bot_token: str,
    app_token: str,
    reply: Reply,
    api_url: str = SLACK_API_URL,
    *,
    wording: Wording,
    history: History = no_history,
    workers: int = 8,
    answer_seconds: float = 180.0,
    ping_seconds: float = 10.0,
) -> None:
    """Answer until cancelled; the questions that were begun by then still get their answers.

    Raises SettingsError where Slack does not accept a token or cannot be reached at first.
    """
    client = _client(bot_token, api_url)
    inbox = Inbox(client, reply, wording, history, workers, answer_seconds)
    handler = AsyncSocketModeHandler(_app(client, inbox), app_token, client.logger, ping_interval=ping_seconds)
    try:
        await _check_tokens(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await _watch(handler, ping_seconds)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await inbox.finish(_LAST_ANSWERS_SECONDS)


def _client(token: str, api_url: str) -> AsyncWebClient:
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


def _app(client: AsyncWebClient, inbox: Inbox) -> AsyncApp:
    app = AsyncApp(name="signpost", client=client, logger=client.logger, request_verification_enabled=False)

    async def take(body: Mapping[str, Any], context: Mapping[str, Any]) -> None:
        own: AuthorizeResult = context["authorize_result"]
        message = message_from_body(body)
        if message and message.user != own.bot_user_id:
            inbox.take(message, own.team_id or "", own.bot_user_id or "")

    async def leave(body: Mapping[str, Any]) -> None:
        """Acknowledged like every event, or Slack would send it again."""

    app.event("app_mention")(take)
    app.event("message")(take)
    app.event(re.compile(".*"))(leave)
    return app


async def _check_tokens(handler: AsyncSocketModeHandler) -> None:
    """Bolt itself would go on for ever with a token that Slack refuses."""
    client, setting = handler.app.client, "SLACK_BOT_TOKEN"
    try:
        await client.auth_test()
        setting = "SLACK_APP_TOKEN"
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
    except SlackApiError as error:
        code = error.response["error"]
        raise SettingsError(f"Slack does not accept {setting} ({code}). See .env.example.") from error
    except (ClientError, TimeoutError) as error:
        raise SettingsError(
            f"Slack cannot be reached at {client.base_url}. Check the network and SLACK_API_URL."
        ) from error


async def _watch(handler: AsyncSocketModeHandler, ping_seconds: float) -> None:
    """Keep the socket from going deaf.

    An address of a socket works once, but the SDK tries a failed one over and over: taking it away makes
    the SDK ask for another.
    """
    while True:
        await asyncio.sleep(ping_seconds)
        if not await handler.client.is_connected():
            handler.client.wss_uri = None
