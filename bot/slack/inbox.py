"""The way of a message, top to bottom: claimed, looked at, answered and recorded, shown, its claim ended."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import replace
from string import Template
from typing import Any, Protocol

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.door import Door, Refusal
from bot.slack.follow_ups import goes_on_asking
from bot.slack.in_hand import InHand
from bot.slack.incident import log_incident
from bot.slack.log import log_event
from bot.slack.means import Means
from bot.slack.message import Deletion, Message
from bot.slack.poster import Begun, Poster, Reply, StoppedByPersonError, is_lasting
from bot.slack.progress import Progress
from bot.slack.sentence import sentence_blocks
from bot.slack.text import escaped, question_text
from knowledge.domain import Answer, MarkKind, Question, Turn
from knowledge.errors import AnsweredAlreadyError, LedgerError, QuestionError
from knowledge.ledger_claims import Claim, Ending

_logger = logging.getLogger("signpost.slack")
_MOST_TURNS = 6
_MOST_REMEMBERED = 1_000
_MARKS = {Ending.STOPPED: MarkKind.STOPPED, Ending.DELETED: MarkKind.QUESTION_DELETED}


class Desk(Protocol):
    """Where answers are made and recorded. Both ways may block, and raise QuestionError and LedgerError."""

    def reply(self, question: Question) -> Answer:
        """The answer to a question, recorded."""
        ...

    def safety_card(self, question: Question) -> Answer | None:
        """The answer to a question that tells of danger, recorded; None for any other."""
        ...


class Inbox:
    """Takes each message to the one reply that it ends in; what has none after `answer_seconds` ends in an apology."""

    def __init__(self, means: Means, desk: Desk, door: Door, poster: Poster, answer_seconds: float = 180.0) -> None:
        self._means = means
        self._desk = desk
        self._door = door
        self._poster = poster
        self._answer_seconds = answer_seconds
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = InHand()
        self._told: OrderedDict[str, None] = OrderedDict()

    @property
    def in_hand(self) -> tuple[str, ...]:
        """The events that are being worked on."""
        return self._in_hand.event_ids

    def take(self, message: Message) -> None:
        """Begin to answer a message that has come, and return at once."""
        self._begin(self._attend(message))

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
        if known and (claim or ending is Ending.DELETED):
            await self._mark(known, ending)
        return claim

    async def forget(self, deletion: Deletion) -> None:
        """A question was deleted: it is not answered, even if its own event is yet to come."""
        early = Claim(deletion.event_id, deletion.channel, deletion.ts, deletion.root, deletion.user)
        if await self._means.look_up(self._means.claims.take, early):
            await self._means.look_up(self._means.claims.end, early.event_id, Ending.DELETED)
            return
        claim = await self.call_off(deletion.event_id, Ending.DELETED)
        if claim and claim.message_ts:
            await self._poster.delete(claim.channel, claim.message_ts)

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

    async def _attend(self, message: Message) -> None:
        """The outermost edge of a new message: nothing that breaks below it goes unheard."""
        try:
            if not message.is_addressed and not await self._goes_on(message):
                return
            if await self._means.look_up(self._means.claims.take, message.claim):
                await self._end_in_reply(message)
        except LedgerError as error:
            await self._reply_unclaimed(message, error)

    async def _goes_on(self, message: Message) -> bool:
        """Whether a message in a thread without a mention is for the bot: its writer was answered there before."""
        if not self._door.lets_follow_up or not goes_on_asking(message.text):
            return False
        return message.user in await self._means.look_up(self._means.ledger.askers_in, message.thread)

    async def _end_in_reply(self, message: Message, made: Reply | None = None, begun_in: str | None = None) -> None:
        """From a claim that is this process's own to its end."""
        with self._in_hand.held(message.event_id):
            progress = Progress(self._means.client, message, self._means.wording)
            try:
                reply, has_failed = await self._made_or_apology(message, made)
                await progress.settle()
                await self._show(message, reply, begun_in, has_failed)
            except AnsweredAlreadyError:
                return  # by a process that was taken for dead
            except StoppedByPersonError:
                if claim := await self._means.look_up(self._means.claims.call_off, message.event_id, Ending.STOPPED):
                    await self._mark(claim, Ending.STOPPED)
            except (SlackApiError, ClientError, TimeoutError) as error:
                await self._leave(message, error)
            finally:
                await progress.end()

    async def _made_or_apology(self, message: Message, made: Reply | None) -> tuple[Reply, bool]:
        """The reply, and whether it is an apology for something that broke."""
        try:
            return made or await self._made(message), False
        except AnsweredAlreadyError:
            raise
        except Exception as error:
            return self._apology(error), True

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
            making = self._means.workers.answer(self._reply_in_thread, question, refusal)
            return await asyncio.wait_for(making, self._answer_seconds)
        except QuestionError as error:  # its sentence is written for who asked
            return str(error)

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

    def _reply_in_thread(self, question: Question, refusal: Refusal | None) -> Reply:
        """Danger is told of even to whom nothing else is."""
        if refusal:
            return self._desk.safety_card(question) or refusal.sentence
        answer = self._desk.reply(question)
        claim = self._means.claims.find(question.event_id)
        if claim and claim.ending in _MARKS:
            self._means.ledger.aftermath.mark(answer.id, _MARKS[Ending(claim.ending)], question.asker)
        return answer

    async def _show(self, message: Message, reply: Reply, begun_in: str | None, has_failed: bool) -> None:
        if not await self._means.look_up(self._means.claims.hold, message.event_id):
            return  # called off, or taken over
        if begun_in and isinstance(reply, Answer):
            await self._poster.complete(message, reply, begun_in)
            shown_in: str | None = begun_in
        else:
            shown_in = await self._poster.show(message, reply, self._note_begun(message))
        if has_failed:  # if the event comes again it is tried again
            await self._means.look_up(self._means.claims.release, message.event_id)
        elif not await self._means.look_up(self._means.claims.end, message.event_id, Ending.SHOWN, shown_in):
            await self._take_back(message, shown_in)
        if isinstance(reply, Answer):
            log_event(_logger, "answered", answer_id=reply.id, outcome=reply.outcome.value, seconds=reply.seconds)

    async def _take_back(self, message: Message, shown_in: str | None) -> None:
        """Another process heard that the question was deleted while this one showed the reply."""
        claim = await self._means.look_up(self._means.claims.find, message.event_id)
        if shown_in and claim and claim.ending == Ending.DELETED:
            await self._poster.delete(message.channel, shown_in)

    async def _mark(self, claim: Claim, ending: Ending) -> None:
        """Say in the record of its answer, where there is one, how a claim ended."""
        if claim.answer_id:
            await self._means.look_up(self._means.ledger.aftermath.mark, claim.answer_id, _MARKS[ending], claim.asker)

    def _note_begun(self, message: Message) -> Begun:
        async def note(ts: str, is_whole: bool) -> None:
            self._in_hand.note(message.event_id, ts)
            if not is_whole:
                await self._means.look_up(self._means.claims.begin_in, message.event_id, ts)

        return note

    async def _leave(self, message: Message, error: Exception) -> None:
        """A reply that could not be shown: it is tried again later, unless it never will be."""
        if is_lasting(error):
            log_incident("a reply has nowhere to go", error)
            await self._means.look_up(self._means.claims.end, message.event_id, Ending.GIVEN_UP)
        else:
            log_incident("a reply could not be shown and will be tried again", error)

    async def _reply_unclaimed(self, message: Message, error: LedgerError) -> None:
        """Without a ledger nothing can be answered, but danger gets its card: once for each event, while this runs."""
        if message.event_id in self._told:
            return
        self._told[message.event_id] = None
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        text = question_text(message.text, self._means.own.bot_user)
        try:
            question = Question(text, message.user, message.thread, message.event_id, message.sent_at)
            card = await self._means.workers.answer(self._desk.safety_card, question)
        except Exception as failure:
            card = None
            log_incident("a message could not be looked at", failure)
        try:
            await self._poster.show(message, card or self._apology(error), begun=_note_nothing)
        except (StoppedByPersonError, SlackApiError, ClientError, TimeoutError) as unsent:
            log_incident("nor could that be told in Slack", unsent)

    def _apology(self, error: BaseException) -> str:
        incident = log_incident("a question could not be answered", error)
        return Template(self._means.wording.failed).substitute(incident=incident)


async def _note_nothing(ts: str, is_whole: bool) -> None:
    """There is no claim to note it in."""
