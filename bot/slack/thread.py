"""A thread read again: the question that a claim is of, and whether it has its reply."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.failures import code_of
from bot.slack.tag import is_reply_to, is_whole
from knowledge.ledger.claims import Claim

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Thread:
    """What Slack still has of a claim's question: the message, None where it was deleted, and the `ts` of its reply.

    `is_replied` says whether the reply is whole.
    """

    question: Mapping[str, Any] | None = None
    reply_ts: str | None = None
    is_replied: bool = False


async def read_thread(client: AsyncWebClient, claim: Claim, bot_user: str) -> Thread:
    """Ask Slack; raises SlackApiError, ClientError or TimeoutError."""
    question, reply_ts, is_replied = None, None, False
    async for message in _messages(client, claim):
        if claim.ts and message.get("ts") == claim.ts:
            question = message if message.get("subtype") != "tombstone" else None
        elif message.get("user") == bot_user and is_reply_to(claim.event_id, message):
            reply_ts, is_replied = message["ts"], is_whole(message)
    return Thread(question, reply_ts, is_replied)


async def _messages(client: AsyncWebClient, claim: Claim) -> AsyncIterator[Mapping[str, Any]]:
    """The messages of the thread from the question on."""
    cursor = ""
    while True:
        try:
            page = await client.conversations_replies(
                channel=claim.channel,
                ts=claim.root,
                oldest=claim.ts or claim.root,
                inclusive=True,
                include_all_metadata=True,
                limit=_AT_ONCE,
                cursor=cursor or None,
            )
        except SlackApiError as error:
            if code_of(error) == "thread_not_found":
                return
            raise
        for message in page.get("messages") or ():
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return
