"""Takes a reply to where it belongs in Slack: streamed, in one piece, or to one person alone."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import answer_blocks, answer_parts, answer_text
from bot.slack.buttons import Buttons
from bot.slack.hold import Hold
from bot.slack.in_hand import undisturbed
from bot.slack.incident import log_incident
from bot.slack.message import Message, is_direct
from bot.slack.pace import Allowance, Pace
from bot.slack.rich import Block
from bot.slack.rules import Rules
from bot.slack.sentence import sentence_blocks
from bot.slack.text import escaped
from bot.wording import Wording
from knowledge.domain import Answer, Outcome

Reply = Answer | str

METADATA_TYPE = "signpost_reply"
_REFUSED_FOR_ITS_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
# Trying again would not help: the conversation is not there, or not for the bot.
_LASTING = (
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "thread_not_found",
    "cannot_reply_to_message",
    "user_not_found",
    "messages_tab_disabled",
    "message_not_found",
)
# With these Slack says that it may have done what it was asked for.
_UNCERTAIN = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")


class StoppedByPersonError(Exception):
    """Whoever asked stopped the stream: what was shown stays as it is."""


class NotOursError(Exception):
    """The reply is not wanted of this process any more: its claim was called off, or taken over."""


def is_lasting(error: BaseException) -> bool:
    """Whether Slack refused something that it would refuse again."""
    return isinstance(error, SlackApiError) and error.response["error"] in _LASTING


def _may_be_done(error: SlackApiError) -> bool:
    """Whether Slack may have done what it did not confirm: then it must be looked for, and not asked for again."""
    return error.response.status_code >= 500 or error.response["error"] in _UNCERTAIN


class Poster:
    """Posts replies at the pace that Slack allows. Methods raise SlackApiError, ClientError or TimeoutError."""

    def __init__(self, client: AsyncWebClient, wording: Wording, rules: Rules, pace: Pace | None = None) -> None:
        self._client = client
        self._wording = wording
        self._rules = rules
        self._pace = pace or Pace()
        self._streams = Allowance(rules.streams_per_minute)
        self._buttons = Buttons(ask_a_person=bool(rules.ask_channel))
        # What makes a new message is not sent again after a failure: Slack may have taken it.
        self._once = _client_like(client, AsyncRateLimitErrorRetryHandler(max_retry_count=5))
        # Nor does this wait where Slack sets a limit: the answer then comes in one piece.
        self._impatient = _client_like(client)

    async def show(self, message: Message, reply: Reply, hold: Hold | None = None) -> None:
        """Show a reply where it belongs.

        `hold` is on the claim that it ends, where there is one: it is told of the message as soon as there is one,
        even if this is cancelled meanwhile. Raises NotOursError.
        """
        if message.reply_url:
            await _check(hold)
            await self._show_privately(message, reply)
            return
        async with self._pace.turn(message.channel):
            await _check(hold)
            if isinstance(reply, Answer) and self._may_stream(reply):
                ts = await undisturbed(self._begin_stream(message, reply, hold))
                if ts:
                    await self._go_on(message, reply, ts)
                    return
            await undisturbed(self._post_whole(message, reply, hold))

    async def complete(self, message: Message, answer: Answer, ts: str, hold: Hold) -> None:
        """Make a message that was begun whole, whatever became of its stream. Raises NotOursError."""
        await _check(hold)
        try:
            await self._client.chat_stopStream(channel=message.channel, ts=ts)
        except SlackApiError as error:
            if is_lasting(error):
                raise
        await self._update(message, answer, ts)

    async def delete(self, channel: str, ts: str) -> None:
        """Take back a message of the bot's own, if it still is there, and if it is still being streamed."""
        with suppress(SlackApiError):
            await self._client.chat_stopStream(channel=channel, ts=ts)
        try:
            await self._client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if error.response["error"] != "message_not_found":
                raise

    async def post(self, channel: str, root: str, text: str, blocks: list[Block]) -> str:
        """Post a message that is no reply to a question: in a thread or, where `root` is empty, outside one."""
        async with self._pace.turn(channel):
            return await self._send(channel, root, text, blocks, None)

    async def tell(self, click: Mapping[str, Any], sentence: str) -> None:
        """Say something in passing, to the one person who clicked, where they did."""
        said = {
            "text": escaped(sentence),
            "blocks": sentence_blocks(sentence),
            "response_type": "ephemeral",
            "replace_original": False,
        }
        # Without it Slack would say it in the channel, and not in the thread.
        if thread_ts := click.get("container", {}).get("thread_ts"):
            said["thread_ts"] = thread_ts
        await AsyncWebhookClient(click["response_url"], logger=self._client.logger).send_dict(said)

    def _may_stream(self, answer: Answer) -> bool:
        return bool(answer.statements) and answer.outcome is not Outcome.URGENT and self._streams.use()

    async def _post_whole(self, message: Message, reply: Reply, hold: Hold | None) -> None:
        ts = await self._post(message.channel, message.root, reply, message.event_id)
        if hold:
            hold.message_ts = ts

    async def _begin_stream(self, message: Message, answer: Answer, hold: Hold | None) -> str | None:
        """The `ts` of the stream, with the first part in it; None where Slack allows none just now."""
        first, *_ = answer_parts(answer, self._wording, self._buttons)
        try:
            response = await self._impatient.chat_startStream(
                channel=message.channel,
                thread_ts=message.root,
                recipient_team_id=message.team,
                recipient_user_id=message.user,
                chunks=_as_chunks(_tagged(first, message.event_id)),
            )
        except SlackApiError as error:
            if is_lasting(error) or _may_be_done(error):
                raise
            return None
        ts = str(response["ts"])
        if hold:
            await hold.begun_in(ts)
        return ts

    async def _go_on(self, message: Message, answer: Answer, ts: str) -> None:
        """The other parts, and at the end the whole once more: only so has it a text for screen readers."""
        _, *others = answer_parts(answer, self._wording, self._buttons)
        try:
            for part in others:
                await self._client.chat_appendStream(channel=message.channel, ts=ts, chunks=_as_chunks(part))
            await self._client.chat_stopStream(channel=message.channel, ts=ts)
        except SlackApiError as error:
            if error.response["error"] == "stopped_by_user":
                raise StoppedByPersonError from error
            log_incident("a stream broke, so the answer was completed in one piece", error)
        await self._update(message, answer, ts)

    async def _update(self, message: Message, answer: Answer, ts: str) -> None:
        blocks = _tagged(answer_blocks(answer, self._wording, self._buttons), message.event_id)
        text = answer_text(answer, self._wording)
        try:
            await self._client.chat_update(
                channel=message.channel, ts=ts, text=text, blocks=blocks, metadata=_metadata(message.event_id)
            )
        except SlackApiError as error:
            if error.response["error"] not in _REFUSED_FOR_ITS_BLOCKS:
                raise
            log_incident("Slack refused an answer's blocks, so it went as text", error)
            await self._client.chat_update(
                channel=message.channel, ts=ts, text=text, blocks=[], metadata=_metadata(message.event_id)
            )

    async def _post(self, channel: str, root: str, reply: Reply, event_id: str) -> str:
        """Where Slack refuses the blocks, the answer and its sources still arrive as text."""
        text, blocks = self._written(reply, self._buttons)
        try:
            return await self._send(channel, root, text, _tagged(blocks, event_id), event_id)
        except SlackApiError as error:
            if error.response["error"] not in _REFUSED_FOR_ITS_BLOCKS:
                raise
            log_incident("Slack refused a reply's blocks, so it went as text", error)
            return await self._send(channel, root, text, None, event_id)

    async def _send(self, channel: str, root: str, text: str, blocks: list[Block] | None, event_id: str | None) -> str:
        response = await self._once.chat_postMessage(
            channel=channel,
            thread_ts=root or None,
            text=text,
            blocks=blocks,
            metadata=_metadata(event_id) if event_id else None,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    async def _show_privately(self, message: Message, reply: Reply) -> None:
        """What one person alone sees does not outlive a reload: a safety card goes into their messages as well."""
        is_card = isinstance(reply, Answer) and reply.outcome is Outcome.URGENT
        if is_card:
            await self._post(message.user, "", reply, message.event_id)
        buttons = self._buttons if is_direct(message.channel) else replace(self._buttons, share=True)
        text, blocks = self._written(reply, buttons)
        response = await AsyncWebhookClient(message.reply_url, logger=self._client.logger).send(
            text=text, blocks=blocks, response_type="ephemeral"
        )
        if response.status_code != 200 and not is_card:  # it takes five replies within half an hour
            await self._post(message.user, "", reply, message.event_id)

    def _written(self, reply: Reply, buttons: Buttons) -> tuple[str, list[Block]]:
        if isinstance(reply, str):
            return escaped(reply), sentence_blocks(reply)
        return answer_text(reply, self._wording), answer_blocks(reply, self._wording, buttons)


async def _check(hold: Hold | None) -> None:
    """Just before it is shown: a turn to post may have been long in coming."""
    if hold and not await hold.is_ours():
        raise NotOursError


def _client_like(client: AsyncWebClient, *handlers: AsyncRetryHandler) -> AsyncWebClient:
    """The same wire with other patience."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        logger=client.logger,
        session=client.session,
        retry_handlers=list(handlers),
    )


def is_reply_to(event_id: str, message: Mapping[str, Any]) -> bool:
    """Whether a message of the bot's, as Slack gives it back, is the reply to an event: whole, or begun."""
    metadata = message.get("metadata") or {}
    is_marked = is_whole(message) and metadata["event_payload"].get("event") == event_id
    return is_marked or any(block.get("block_id") == event_id for block in message.get("blocks") or ())


def is_whole(message: Mapping[str, Any]) -> bool:
    """Whether a reply, as Slack gives it back, is not still to be completed: a stream takes its mark at its end."""
    return (message.get("metadata") or {}).get("event_type") == METADATA_TYPE


def _metadata(event_id: str) -> dict[str, Any]:
    return {"event_type": METADATA_TYPE, "event_payload": {"event": event_id}}


def _tagged(blocks: list[Block], event_id: str) -> list[Block]:
    """A stream takes no metadata until it ends: the first block names the event."""
    first, *others = blocks
    return [{**first, "block_id": event_id}, *others]


def _as_chunks(blocks: list[Block]) -> list[dict[str, Any]]:
    return [{"type": "blocks", "blocks": blocks}]
