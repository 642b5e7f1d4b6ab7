"""What is seen while an answer is made: a line that says so, and a Stop button where it takes longer."""

import asyncio

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.message import Message
from bot.slack.pace import Allowance
from bot.wording import Wording

# Most answers are there sooner, and Slack takes 50 changes of a session a minute: each session is two, and another
# process may have as many.
STOP_AFTER_SECONDS = 1.0
SESSIONS_PER_MINUTE = 12
_CALL_SECONDS = 3.0


class Progress:
    """Begins when it is made, and must be ended. A kindness: without it the answer comes just the same."""

    def __init__(self, client: AsyncWebClient, message: Message, wording: Wording, sessions: Allowance) -> None:
        self._client = client
        self._message = message
        self._wording = wording
        self._sessions = sessions
        self._has_session = False
        # Who sent a command is told by the acknowledgement.
        is_seen = not message.reply_url
        self._status = asyncio.create_task(self._show_status()) if is_seen else None
        self._offer = asyncio.create_task(self._offer_stop()) if is_seen else None

    async def settle(self) -> None:
        """Nothing more is shown after this: a line that came after the answer would stay."""
        if self._offer and not self._has_session:
            self._offer.cancel()
        if self._status:
            await self._status

    async def end(self) -> None:
        """Take the Stop button away."""
        await self.settle()
        if self._offer and self._has_session:
            await self._offer
            await self._set_session("active")

    async def _show_status(self) -> None:
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                await self._client.assistant_threads_setStatus(
                    channel_id=self._message.channel,
                    thread_ts=self._message.root,
                    status=self._wording.searching,
                    loading_messages=self._wording.slack.looking_lines.splitlines(),
                )
        except (SlackApiError, ClientError, TimeoutError):
            return

    async def _offer_stop(self) -> None:
        """Slack shows the button while a session of the agent is being worked on."""
        await asyncio.sleep(STOP_AFTER_SECONDS)
        if not self._sessions.use():
            return
        self._has_session = True
        await self._set_session("processing")

    async def _set_session(self, status: str) -> None:
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                await self._client.agents_sessions_setStatus(
                    channel_id=self._message.channel, thread_ts=self._message.root, status=status
                )
        except (SlackApiError, ClientError, TimeoutError):
            return
