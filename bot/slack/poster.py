"""Takes a reply to where it belongs in Slack: streamed, in one piece, or to one person alone."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import answer_blocks, answer_parts, answer_text
from bot.slack.buttons import Buttons
from bot.slack.failures import code_of, is_for_its_blocks, is_lasting, may_be_done
from bot.slack.hold import Hold
from bot.slack.in_hand import undisturbed
from bot.slack.incident import log_incident
from bot.slack.message import Message, is_direct
from bot.slack.pace import Allowance, Pace
from bot.slack.rich import Block
from bot.slack.rules import Rules
from bot.slack.sentence import sentence_blocks
from bot.slack.tag import tag, tagged
from bot.slack.text import escaped
from bot.wording import Wording
from knowledge.domain import Answer, Outcome

Reply = Answer | str


class StoppedByPersonError(Exception):
    """Whoever asked stopped the stream: what was shown stays as it is."""


class NotOursError(Exception):
    """The reply is not wanted of this process any more: its claim was called off, or taken over."""


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
            await self._show_privately(message, reply, hold)
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
            if code_of(error) != "message_not_found":
                raise

    async def post(self, channel: str, root: str, text: str, blocks: list[Block], name: str = "") -> str:
        """Post a message that is no reply to a question: in a thread or, where `root` is empty, outside one.

        By its `name`, where it has one, it is found again in its thread.
        """
        async with self._pace.turn(channel):
            return await self._send(channel, root, text, blocks, name or None)

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
                chunks=_as_chunks(tagged(first, message.event_id)),
            )
        except SlackApiError as error:
            if is_lasting(error) or may_be_done(error):
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
            if code_of(error) == "stopped_by_user":
                raise StoppedByPersonError from error
            log_incident("a stream broke, so the answer was completed in one piece", error)
        await self._update(message, answer, ts)

    async def _update(self, message: Message, answer: Answer, ts: str) -> None:
        blocks = tagged(answer_blocks(answer, self._wording, self._buttons), message.event_id)
        text = answer_text(answer, self._wording)
        try:
            await self._client.chat_update(
                channel=message.channel, ts=ts, text=text, blocks=blocks, metadata=tag(message.event_id)
            )
        except SlackApiError as error:
            if not is_for_its_blocks(error):
                raise
            log_incident("Slack refused an answer's blocks, so it went as text", error)
            await self._client.chat_update(
                channel=message.channel, ts=ts, text=text, blocks=[], metadata=tag(message.event_id)
            )

    async def _post(self, channel: str, root: str, reply: Reply, event_id: str) -> str:
        """Where Slack refuses the blocks, the answer and its sources still arrive as text."""
        text, blocks = self._written(reply, self._buttons)
        try:
            return await self._send(channel, root, text, tagged(blocks, event_id), event_id)
        except SlackApiError as error:
            if not is_for_its_blocks(error):
                raise
            log_incident("Slack refused a reply's blocks, so it went as text", error)
            return await self._send(channel, root, text, None, event_id)

    async def _send(self, channel: str, root: str, text: str, blocks: list[Block] | None, event_id: str | None) -> str:
        response = await self._once.chat_postMessage(
            channel=channel,
            thread_ts=root or None,
            text=text,
            blocks=blocks,
            metadata=tag(event_id) if event_id else None,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    async def _show_privately(self, message: Message, reply: Reply, hold: Hold | None) -> None:
        """What one person alone sees does not outlive a reload: a safety card goes into their messages as well.

        So does what does not arrive: such an address takes five replies within half an hour.
        """
        is_card = isinstance(reply, Answer) and reply.outcome is Outcome.URGENT
        has_arrived = await self._send_privately(message, reply)
        if not is_card and has_arrived:
            return
        try:
            await self._post_whole(replace(message, channel=message.user), reply, hold)
        except (SlackApiError, ClientError, TimeoutError) as error:
            if not has_arrived:
                raise
            log_incident("a safety card did not reach the messages of who asked", error)

    async def _send_privately(self, message: Message, reply: Reply) -> bool:
        """Whether it arrived."""
        buttons = self._buttons if is_direct(message.channel) else replace(self._buttons, share=True)
        text, blocks = self._written(reply, buttons)
        webhook = AsyncWebhookClient(message.reply_url, logger=self._client.logger)
        try:
            response = await webhook.send(text=text, blocks=blocks, response_type="ephemeral")
        except (ClientError, TimeoutError) as error:
            log_incident("a reply to one person alone did not arrive", error)
            return False
        return response.status_code == 200

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


def _as_chunks(blocks: list[Block]) -> list[dict[str, Any]]:
    return [{"type": "blocks", "blocks": blocks}]
