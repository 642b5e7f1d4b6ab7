"""The way of a message, top to bottom: claimed, looked at, answered and recorded, shown, its claim ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.guard import MOST_CHARACTERS
from bot.slack.desk import Desk
from bot.slack.door import Door, Refusal
from bot.slack.failures import is_lasting
from bot.slack.follow_ups import goes_on_asking
from bot.slack.hold import Hold
from bot.slack.in_hand import InHand
from bot.slack.incident import apology, log_incident
from bot.slack.last_resort import LastResort
from bot.slack.log import log_event
from bot.slack.means import Means
from bot.slack.message import Deletion, Message
from bot.slack.pace import Allowance
from bot.slack.poster import NotOursError, Poster, Reply, StoppedByPersonError
from bot.slack.progress import SESSIONS_PER_MINUTE, Progress
from bot.slack.sentence import sentence_blocks
from bot.slack.text import escaped, question_text
from knowledge.domain import Answer, MarkKind, Question, Turn
from knowledge.errors import AnsweredAlreadyError, LedgerError, QuestionError
from knowledge.ledger.claims import Claim, Ending

_logger = logging.getLogger("signpost.slack")
_MOST_TURNS = 6
_MARKS = {Ending.STOPPED: MarkKind.STOPPED, Ending.DELETED: MarkKind.QUESTION_DELETED}


class Inbox:
    """Takes each message to the one reply that it ends in; what has none after `answer_seconds` ends in an apology."""

    def __init__(self, means: Means, desk: Desk, door: Door, poster: Poster, answer_seconds: float = 180.0) -> None:
        self._means = means
        self._desk = desk
        self._door = door
        self._poster = poster
        self._answer_seconds = answer_seconds
        self._last_resort = LastResort(means, desk, door, poster)
        self._sessions = Allowance(SESSIONS_PER_MINUTE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = InHand()

    @property
    def in_hand(self) -> tuple[str, ...]:
        """The events that are being worked on."""
        return self._in_hand.event_ids

    async def take(self, message: Message, acknowledge: Callable[[], Awaitable[None]]) -> None:
        """Claim a message that has come, then tell Slack that it may forget it, and begin to answer it."""
        try:
            is_ours = await self._is_ours(message)
        except LedgerError as error:
            self._begin(self._last_resort.tell(message, error))
            is_ours = False
        await acknowledge()
        if is_ours:
            self._begin(self._end_in_reply(message))

    def resume(self, message: Message, made: Reply | None, begun_in: str | None) -> None:
        """Bring a claim that was taken over to its end: `made` is its reply, `begun_in` the message it was begun in."""
        self._begin(self._end_in_reply(message, made, begun_in))

    async def call_off(self, event_id: str, ending: Ending) -> Claim | None:
        """End a claim without its reply, whichever process works on it; None where it is not open.

        The record of an answer that was made, then or before, is marked.
        """
        claim = await self._means.look_up(self._means.claims.call_off, event_id, ending)
        if claim:
            shown_in = await self._in_hand.cut_off(event_id)
            claim = replace(claim, message_ts=shown_in or claim.message_ts)
        known = claim or await self._means.look_up(self._means.claims.find, event_id)
        if known and known.answer_id and (claim or ending is Ending.DELETED):
            await self._mark(known.answer_id, ending, known.asker)
        return claim

    async def forget(self, deletion: Deletion) -> None:
        """A question was deleted: it is not answered, even if its own event is yet to come."""
        claim = await self.call_off(deletion.event_id, Ending.DELETED)
        if claim is None and await self._may_be_asked(deletion) and not await self._bar(deletion):
            claim = await self.call_off(deletion.event_id, Ending.DELETED)  # its event has come meanwhile
        if claim and claim.message_ts:
            await self._poster.delete(claim.channel, claim.message_ts)

    async def _bar(self, deletion: Deletion) -> bool:
        """Claim a question that has not come yet and end it; False where it is claimed already."""
        early = Claim(deletion.event_id, deletion.channel, deletion.ts, deletion.root, deletion.user)
        if not await self._means.look_up(self._means.claims.take, early):
            return False
        return await self._means.look_up(self._means.claims.end, early.event_id, Ending.DELETED)

    async def _may_be_asked(self, deletion: Deletion) -> bool:
        """Whether the event of a deleted message would be a question to the bot; of no other is anything kept."""
        if deletion.is_addressed:
            return True
        thread = f"{deletion.channel}:{deletion.root}"
        return deletion.user in await self._means.look_up(self._means.ledger.askers_in, thread)

    async def stop(self, channel: str, root: str, user: str) -> None:
        """Whoever asked wants no answer any more: what is being made for them in this thread ends here."""
        for event_id in await self._means.look_up(self._means.claims.open_in, channel, root, user):
            claim = await self.call_off(event_id, Ending.STOPPED)
            if claim and not claim.message_ts:
                sentence = self._means.wording.slack.stopped
                await self._poster.post(channel, root, escaped(sentence), sentence_blocks(sentence))

    async def finish(self, seconds: float) -> None:
        """Let what was begun end in its message; after that long, leave it to whoever looks next."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _is_ours(self, message: Message) -> bool:
        """Whether a message is for the bot, was not answered before, and is now claimed by this process."""
        if not message.is_addressed and not await self._goes_on(message):
            return False
        if not await self._means.look_up(self._means.claims.take, message.claim):
            return False
        if self._last_resort.has_told(message.event_id):
            await self._means.look_up(self._means.claims.end, message.event_id, Ending.SHOWN)
            return False
        return True

    async def _goes_on(self, message: Message) -> bool:
        """Whether a message in a thread without a mention is for the bot: its writer was answered there before."""
        if not self._door.lets_follow_up or not goes_on_asking(message.text):
            return False
        return message.user in await self._means.look_up(self._means.ledger.askers_in, message.thread)

    async def _end_in_reply(self, message: Message, made: Reply | None = None, begun_in: str | None = None) -> None:
        """From a claim that is this process's own to its end."""
        hold = Hold(self._means, message.event_id)
        with self._in_hand.held(message.event_id, hold):
            progress = Progress(self._means.client, message, self._means.wording, self._sessions)
            try:
                reply, has_failed = await self._made_or_apology(message, made)
                await progress.settle()
                await self._show(message, reply, begun_in, hold)
                await self._close(message, reply, hold, has_failed=has_failed)
            except (AnsweredAlreadyError, NotOursError):
                return  # it is another process's, or nobody's any more
            except StoppedByPersonError:
                await self._stopped(message, hold)
            except (SlackApiError, ClientError, TimeoutError, LedgerError) as error:
                await _leave(hold, error)
            finally:
                await progress.end()

    async def _made_or_apology(self, message: Message, made: Reply | None) -> tuple[Reply, bool]:
        """The reply, and whether it is an apology for something that broke. Raises AnsweredAlreadyError."""
        try:
            return made or await self._made(message), False
        except AnsweredAlreadyError:
            raise
        except LedgerError as error:
            reply = await self._last_resort.reply_to(message, error)
            return reply, isinstance(reply, str)
        except Exception as error:
            return apology(self._means.wording, error), True

    async def _made(self, message: Message) -> Reply:
        """The reply to a message: its answer, or the sentence that says why there is none."""
        text = question_text(message.text, self._means.own.bot_user)
        refusal = await self._door.refusal_of(message, self._means.own.team)
        if refusal and refusal.is_final:
            return refusal.sentence
        if not text:
            return self._means.wording.how_to_ask
        refusal = refusal or await self._means.look_up(self._door.is_too_often, message)
        question = await self._question(message, text)
        try:
            making = self._means.workers.answer(self._reply_from_desk, question, refusal)
            return await asyncio.wait_for(making, self._answer_seconds)
        except QuestionError:
            return self._means.wording.slack.too_long if len(text) > MOST_CHARACTERS else self._means.wording.how_to_ask

    async def _question(self, message: Message, text: str) -> Question:
        return Question(
            text=text,
            asker=message.user,
            thread=message.thread,
            event_id=message.event_id,
            asked_at=message.sent_at,
            history=await self._history(message),
            audiences=await self._door.audiences_of(message),
        )

    async def _history(self, message: Message) -> tuple[Turn, ...]:
        """What was said before in the thread; a message that begins one has nothing before it."""
        if not message.thread_ts:
            return ()
        return await self._means.look_up(self._means.ledger.turns, message.thread, _MOST_TURNS)

    def _reply_from_desk(self, question: Question, refusal: Refusal | None) -> Reply:
        """Danger is told of even to whom nothing else is."""
        if refusal:
            return self._desk.safety_card(question) or refusal.sentence
        answer = self._desk.reply(question)
        with suppress(LedgerError):  # the answer is there all the same
            claim = self._means.claims.find(question.event_id)
            if claim and claim.ending in _MARKS:
                self._means.ledger.aftermath.mark(answer.id, _MARKS[Ending(claim.ending)], question.asker)
        return answer

    async def _show(self, message: Message, reply: Reply, begun_in: str | None, hold: Hold) -> None:
        if begun_in and isinstance(reply, Answer):
            hold.message_ts = begun_in
            await self._poster.complete(message, reply, begun_in, hold)
        else:
            await self._poster.show(message, reply, hold)

    async def _close(self, message: Message, reply: Reply, hold: Hold, *, has_failed: bool) -> None:
        """End the claim of a reply that was shown; after an apology the event may be tried again if it comes again."""
        if has_failed:
            await hold.release()
        elif not await hold.end(Ending.SHOWN):
            await self._take_back(message, hold)
        if isinstance(reply, Answer):
            log_event(_logger, "answered", answer_id=reply.id, outcome=reply.outcome.value, seconds=reply.seconds)

    async def _take_back(self, message: Message, hold: Hold) -> None:
        """Another process may have heard that the question was deleted while this one showed the reply."""
        claim = await self._means.look_up(self._means.claims.find, message.event_id)
        if hold.message_ts and claim and claim.ending == Ending.DELETED:
            await self._poster.delete(message.channel, hold.message_ts)

    async def _stopped(self, message: Message, hold: Hold) -> None:
        """Whoever asked has stopped the stream, and Slack says so before its event comes."""
        claim = await self._means.look_up(self._means.claims.find, message.event_id)
        if await hold.end(Ending.STOPPED) and claim and claim.answer_id:
            await self._mark(claim.answer_id, Ending.STOPPED, message.user)

    async def _mark(self, answer_id: str, ending: Ending, asker: str) -> None:
        await self._means.look_up(self._means.ledger.aftermath.mark, answer_id, _MARKS[ending], asker)


async def _leave(hold: Hold, error: Exception) -> None:
    """A reply that is not shown, for all that is known: it is looked at again, unless Slack will never take it."""
    if is_lasting(error):
        log_incident("a reply has nowhere to go", error)
        await hold.end(Ending.GIVEN_UP)
    else:
        log_incident("a reply could not be shown and will be tried again", error)
        await hold.leave()
