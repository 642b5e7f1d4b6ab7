"""Takes each message that reaches the bot to the one reply it ends in."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from string import Template

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import answer_blocks, answer_text
from bot.slack.buttons import Buttons
from bot.slack.incident import log_incident
from bot.slack.members import Members, Membership
from bot.slack.message import Message
from bot.slack.rich import Block
from bot.slack.text import question_text
from bot.wording import Wording
from knowledge.domain import Answer, Question, Turn
from knowledge.errors import QuestionError

Reply = Callable[[Question], Answer | None]
History = Callable[[str], tuple[Turn, ...]]

_STATUS_SECONDS = 3.0
_MOST_REMEMBERED = 1_000
_REFUSED_FOR_ITS_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")


def no_history(thread: str) -> tuple[Turn, ...]:
    """Every question stands alone."""
    return ()


class Inbox:
    """Answers at most `workers` questions at a time; the others wait, and the event loop is never held up.

    A question that has no answer `answer_seconds` after it arrived ends in an apology.

    The threads are its own: the event loop's default ones also look up host names, which must not queue
    behind answers.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        reply: Reply,
        wording: Wording,
        history: History = no_history,
        workers: int = 8,
        answer_seconds: float = 180.0,
    ) -> None:
        self._client = client
        self._reply = reply
        self._wording = wording
        self._history = history
        self._answer_seconds = answer_seconds
        self._members = Members(client)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._running: set[asyncio.Task[None]] = set()
        self._told: OrderedDict[str, None] = OrderedDict()

    def take(self, message: Message, own_team: str, bot_user: str) -> None:
        """Begin to answer `message` and return at once."""
        task = asyncio.create_task(self._attend(message, own_team, bot_user))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Let the questions that were begun end in their messages; take none after this."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _attend(self, message: Message, own_team: str, bot_user: str) -> None:
        """The outermost edge: whatever breaks below, who asked is told, and the log has the rest."""
        try:
            text = question_text(message.text, bot_user)
            refusal = await self._refusal(message, text, own_team)
            if refusal:
                await self._tell(message, refusal)
            else:
                await self._answer(message, text)
        except QuestionError as error:  # its sentence is written for who asked
            await self._tell(message, str(error))
        except Exception as error:
            await self._apologise(message, error)

    async def _refusal(self, message: Message, text: str, own_team: str) -> str:
        match await self._members.membership(message, own_team):
            case Membership.OUTSIDER:
                return self._wording.not_a_member
            case Membership.UNKNOWN:
                return self._wording.cannot_check
            case Membership.MEMBER:
                return "" if text else self._wording.how_to_ask

    async def _answer(self, message: Message, text: str) -> None:
        status = asyncio.create_task(self._set_status(message, self._wording.searching))
        try:
            loop = asyncio.get_running_loop()
            replying = loop.run_in_executor(self._threads, self._reply_in_thread, message, text)
            answer = await asyncio.wait_for(replying, self._answer_seconds)
        finally:
            await status
        if answer is None:
            await self._set_status(message, "")
        else:
            await self._post_answer(message, answer)

    def _reply_in_thread(self, message: Message, text: str) -> Answer | None:
        question = Question(
            text=text,
            asker=message.user,
            thread=message.thread,
            event_id=message.event_id,
            asked_at=message.sent_at,
            history=self._history(message.thread),
        )
        return self._reply(question)

    async def _set_status(self, message: Message, status: str) -> None:
        """A kindness where Slack offers it: without it the answer comes just the same."""
        try:
            async with asyncio.timeout(_STATUS_SECONDS):
                await self._client.assistant_threads_setStatus(
                    channel_id=message.channel, thread_ts=message.root, status=status
                )
        except (SlackApiError, ClientError, TimeoutError):
            return

    async def _post_answer(self, message: Message, answer: Answer) -> None:
        """Where Slack refuses the blocks, the answer and its sources still arrive as text."""
        text = answer_text(answer, self._wording)
        try:
            await self._post(message, text, answer_blocks(answer, self._wording, Buttons()))
        except SlackApiError as error:
            if error.response["error"] not in _REFUSED_FOR_ITS_BLOCKS:
                raise
            log_incident("Slack refused an answer's blocks, so it went as text", error)
            await self._post(message, text)

    async def _tell(self, message: Message, sentence: str) -> None:
        """Say a fixed sentence, and only once if the message comes again: `reply` claims questions only."""
        if message.event_id in self._told:
            return
        self._told[message.event_id] = None
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        await self._post(message, sentence)

    async def _apologise(self, message: Message, error: Exception) -> None:
        incident = log_incident("a question could not be answered", error)
        try:
            await self._post(message, Template(self._wording.failed).substitute(incident=incident))
        except (SlackApiError, ClientError, TimeoutError) as unsent:
            log_incident(f"nor could incident {incident} be told in Slack", unsent)

    async def _post(self, message: Message, text: str, blocks: list[Block] | None = None) -> None:
        await self._client.chat_postMessage(
            channel=message.channel,
            thread_ts=message.root,
            text=text,
            blocks=blocks,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
