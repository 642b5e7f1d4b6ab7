"""What people are told when nothing can be recorded."""

from collections import OrderedDict

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.desk import Desk
from bot.slack.door import Door
from bot.slack.incident import apology, log_incident
from bot.slack.means import Means
from bot.slack.message import Message
from bot.slack.poster import Poster, Reply, StoppedByPersonError
from bot.slack.text import question_text
from knowledge.domain import Answer, Question

_MOST_REMEMBERED = 1_000


class LastResort:
    """Without a ledger nothing can be answered, but danger gets its card."""

    def __init__(self, means: Means, desk: Desk, door: Door, poster: Poster) -> None:
        self._means = means
        self._desk = desk
        self._door = door
        self._poster = poster
        self._told: OrderedDict[str, None] = OrderedDict()

    def has_told(self, event_id: str) -> bool:
        """Whether an event that could not be claimed has had its reply from this process."""
        return event_id in self._told

    async def tell(self, message: Message, error: Exception) -> None:
        """Reply to a message that could not be claimed: once for each event, while this process runs."""
        if self.has_told(message.event_id):
            return
        self._told[message.event_id] = None
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        reply = await self.reply_to(message, error)
        try:
            if isinstance(reply, Answer) or message.is_addressed:  # another may be between people
                await self._poster.show(message, reply)
                return
        except (StoppedByPersonError, SlackApiError, ClientError, TimeoutError) as unsent:
            log_incident("nor could that be told in Slack", unsent)
        # Nothing was said: if the event comes again, it is not known.
        self._told.pop(message.event_id, None)

    async def reply_to(self, message: Message, error: Exception) -> Reply:
        """The safety card where there is danger, else an apology; nothing but a refusal for an outsider."""
        refusal = await self._door.refusal_of(message, self._means.own.team)
        if refusal and refusal.is_final:
            return refusal.sentence
        text = question_text(message.text, self._means.own.bot_user)
        question = Question(text, message.user, message.thread, message.event_id, message.sent_at)
        try:
            card = await self._means.workers.answer(self._desk.safety_card, question)
        except Exception as failure:
            log_incident("a message could not be looked at", failure)
            card = None
        return card or apology(self._means.wording, error)
