"""Keeps the claims of this process alive, and takes over those that others left: nobody's question is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.correcting import Corrections
from bot.slack.failures import is_lasting
from bot.slack.inbox import Inbox
from bot.slack.incident import log_incident
from bot.slack.means import Means
from bot.slack.message import message_again
from bot.slack.poster import Reply
from bot.slack.thread import Thread, read_thread
from knowledge.domain import Answer
from knowledge.ledger.claims import Claim, Ending

# Who asked that long ago has found another way.
_GIVEN_UP_AFTER = timedelta(days=1)
_DEED_SECONDS = timedelta(minutes=10)
# Slack sends nothing again that late.
_FORGOTTEN_AFTER = timedelta(days=7)


class Keeper:
    """Looks every few seconds; an owner of claims that was silent for `lease_seconds` is taken for dead."""

    def __init__(
        self,
        means: Means,
        inbox: Inbox,
        corrections: Corrections,
        lease_seconds: float = 30.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._means = means
        self._inbox = inbox
        self._corrections = corrections
        self._lease = timedelta(seconds=lease_seconds)
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled. Slack may be slow to say what became of a claim: this process is heard of meanwhile."""
        async with asyncio.TaskGroup() as all_of_it:
            all_of_it.create_task(self.keep())
            all_of_it.create_task(self._repeat(self.look))
            all_of_it.create_task(self._repeat(self._corrections.tell, "corrections could not be told"))

    async def keep(self) -> None:
        """Be heard of, until cancelled."""
        await self._repeat(lambda: self._means.look_up(self._means.claims.keep, self._inbox.in_hand))

    async def look(self) -> None:
        """Take over what was left."""
        await self._means.look_up(self._means.claims.forget, self._clock() - _FORGOTTEN_AFTER)
        unheard_since = self._clock() - self._lease
        for claim in await self._means.look_up(self._means.claims.abandoned, unheard_since):
            if claim.event_id in self._inbox.in_hand:
                continue
            if await self._means.look_up(self._means.claims.take_over, claim.event_id, unheard_since):
                await self._resume(claim)

    async def _repeat(
        self, work: Callable[[], Awaitable[None]], failure: str = "claims could not be looked at"
    ) -> None:
        while True:
            try:
                await work()
            except Exception as error:  # whatever it is, there is a next time
                log_incident(failure, error)
            await asyncio.sleep(self._lease.total_seconds() / 6)

    async def _resume(self, claim: Claim) -> None:
        """Where Slack cannot be asked, the claim is left again, to be looked at later."""
        if claim.claimed_at and claim.claimed_at < self._clock() - _GIVEN_UP_AFTER:
            await self._means.look_up(self._means.claims.end, claim.event_id, Ending.GIVEN_UP)
            return
        if not claim.asker:
            await self._give_back(claim)
            return
        try:
            await self._bring_to_its_end(claim)
        except (SlackApiError, ClientError, TimeoutError) as error:
            log_incident("a claim could not be taken up again", error)
            if is_lasting(error):
                await self._means.look_up(self._means.claims.end, claim.event_id, Ending.GIVEN_UP)

    async def _give_back(self, claim: Claim) -> None:
        """A click that was cut off can be made again; one that still waits for Slack is no older than this."""
        if claim.claimed_at and claim.claimed_at < self._clock() - _DEED_SECONDS:
            await self._means.look_up(self._means.claims.release, claim.event_id)

    async def _bring_to_its_end(self, claim: Claim) -> None:
        """The words are read again where they were said; those of a command stand nowhere, and are asked for again."""
        thread = await read_thread(self._means.client, claim, self._means.own.bot_user) if claim.root else Thread()
        if thread.is_replied:
            await self._means.look_up(self._means.claims.end, claim.event_id, Ending.SHOWN, thread.reply_ts)
        elif claim.ts and thread.question is None:
            await self._inbox.call_off(claim.event_id, Ending.DELETED)
        else:
            answer = await self._answer(claim)
            made = answer if answer or claim.ts else self._means.wording.slack.interrupted
            message = message_again(claim, thread.question or {}, self._means.own.team)
            self._inbox.resume(message, made, thread.reply_ts or claim.message_ts)

    async def _answer(self, claim: Claim) -> Reply | None:
        """The answer that was recorded before, None where there is none."""
        if not claim.answer_id:
            return None
        answer: Answer | None = await self._means.look_up(self._means.ledger.answer, claim.answer_id)
        return answer
