"""Tells the conversations of answers what reviewers have corrected in them, each once, and by itself."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.corrected import correction_blocks
from bot.slack.deeds import once
from bot.slack.failures import is_lasting, may_be_done
from bot.slack.in_hand import undisturbed
from bot.slack.incident import log_incident
from bot.slack.means import Means
from bot.slack.message import asked_in
from bot.slack.places import private_places_of
from bot.slack.poster import Poster
from bot.slack.sentence import blocks_text
from bot.slack.thread import Thread, read_thread
from knowledge.domain import Answer, MarkKind
from knowledge.ledger.actions import correction_detail
from knowledge.ledger.claims import Claim
from knowledge.verdicts import Action

_AGAIN_AFTER = timedelta(minutes=1)
_GIVEN_UP_AFTER = timedelta(days=1)
_FAILURES = (SlackApiError, ClientError, TimeoutError)


class Corrections:
    """The corrections that are still to be told; where Slack is in the way, one is tried again after a minute.

    `identifies` says whether a text points to a person: such a correction is told to nobody.
    """

    def __init__(
        self,
        means: Means,
        poster: Poster,
        identifies: Callable[[str], bool],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._means = means
        self._poster = poster
        self._identifies = identifies
        self._clock = clock
        self._not_before = dict[int, datetime]()

    async def tell(self) -> None:
        """Tell what is to be told now: one query where there is nothing."""
        async for _ in self.told():
            pass

    async def told(self) -> AsyncIterator[tuple[Action, bool | None]]:
        """The same, with each correction: whether it was told, None where it is to be tried again."""
        now = self._clock()
        untold = await self._means.look_up(self._means.ledger.actions.untold_corrections, now)
        for action in untold:
            if self._not_before.get(action.id, now) <= now:
                self._not_before[action.id] = now + _AGAIN_AFTER
                yield action, await self._tell(action)

    async def _tell(self, action: Action) -> bool | None:
        answer: Answer | None = await self._means.look_up(self._means.ledger.answer, action.answer_id)
        if answer is None or await self._means.look_up(self._identifies, action.text):
            return await self._end(action, MarkKind.NOT_TOLD)
        results = [await self._tell_in(place, answer, action) for place in await private_places_of(answer, self._means)]
        if None in results and action.at > self._clock() - _GIVEN_UP_AFTER:
            return None
        if not all(results):
            await self._end(action, MarkKind.NOT_TOLD)
        return await self._end(action, MarkKind.TOLD) if any(results) else False

    async def _tell_in(self, place: str, answer: Answer, action: Action) -> bool | None:
        """Whether it stands there now; False where it never will, None where nobody knows yet."""
        deed = f"correct:{action.id}:{place}"
        channel, _, root = place.partition(":")

        async def post() -> None:
            blocks = correction_blocks(answer.id, action.text, self._means.wording)
            # Even when the bot is stopped just now: a post that was cut off may have been made.
            await undisturbed(self._poster.post(channel, root, blocks_text(blocks), blocks, name=deed))

        try:
            thread = await self._thread(channel, root, answer, deed)
            if thread is None or await self._is_taken_back(answer):
                return False
            # Who tried before may have been stopped, or left without word, just after Slack took it.
            if thread.reply_ts is None and not await once(self._means, deed, post):
                claim = await self._means.look_up(self._means.claims.find, f"{self._means.own.team}:{deed}")
                return True if claim and claim.ending else None
        except _FAILURES as error:
            log_incident(f"a conversation of the answer {answer.id} could not be told of a correction", error)
            is_blind = not root and (not isinstance(error, SlackApiError) or may_be_done(error))
            return False if is_blind or is_lasting(error) else None
        return True

    async def _thread(self, channel: str, root: str, answer: Answer, deed: str) -> Thread | None:
        """What a thread has of it already; None where the question that was asked there is gone."""
        if not root:
            return Thread()
        own = self._means.own
        asked_ts = asked_in(channel, answer.question.event_id, own.team)
        thread = await read_thread(self._means.client, Claim(deed, channel, asked_ts, root, asker=""), own.bot_user)
        return None if asked_ts and thread.question is None else thread

    async def _is_taken_back(self, answer: Answer) -> bool:
        """Just before it is told: the question may have been deleted meanwhile."""
        marks = await self._means.look_up(self._means.ledger.aftermath.marks_of, answer.id)
        return any(mark.kind in (MarkKind.QUESTION_DELETED, MarkKind.STOPPED) for mark in marks)

    async def _end(self, action: Action, kind: MarkKind) -> bool:
        detail = correction_detail(action)
        await self._means.look_up(self._means.ledger.aftermath.mark, action.answer_id, kind, "signpost", detail)
        return kind is MarkKind.TOLD
