"""What people think of an answer: one click where it helped, a window where something is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.slack.access import Access
from bot.slack.buttons import HELPFUL
from bot.slack.clicks import Ack, Body, user_of, value_of
from bot.slack.feedback_view import NOTE, feedback_given, feedback_view
from bot.slack.incident import apology
from bot.slack.means import Means
from bot.slack.poster import Poster
from bot.slack.windows import sentence_view, thanks_view
from knowledge.domain import Feedback, FeedbackKind
from knowledge.errors import LedgerError


class Opinions:
    """Listeners for feedback; `identifies` says whether a note points to a person, which is then not kept."""

    def __init__(self, means: Means, poster: Poster, access: Access, identifies: Callable[[str], bool]) -> None:
        self._means = means
        self._poster = poster
        self._access = access
        self._identifies = identifies

    async def take(self, ack: Ack, body: Body) -> None:
        """Write down that an answer helped, or ask what was wrong."""
        await ack()
        answer_id, _, opinion = value_of(body).rpartition(":")
        if refusal := await self._access.refusal_of(user_of(body)):
            await self._poster.tell(body, refusal)
        elif opinion == HELPFUL:
            await self._write_down(answer_id, FeedbackKind.HELPFUL, "", user_of(body))
            await self._poster.tell(body, self._means.wording.slack.thanks)
        else:
            view = feedback_view(answer_id, self._means.wording)
            await self._means.client.views_open(trigger_id=body["trigger_id"], view=view)

    async def submit(self, ack: Ack, body: Body) -> None:
        """Write down what was wrong, and say thank you in the same window; a note that names somebody stays there."""
        wording = self._means.wording
        answer_id, kind, note = feedback_given(body["view"])
        names_somebody = await self._means.look_up(self._identifies, note) if note else False
        if names_somebody:
            await ack(response_action="errors", errors={NOTE: wording.slack.note_refused})
            return
        try:
            await self._write_down(answer_id, kind, note, user_of(body))
            view = thanks_view(wording)
        except LedgerError as error:  # nobody is thanked for what is lost
            sentence = apology(wording, error, "feedback could not be written down")
            view = sentence_view(wording.slack.feedback_title, sentence, wording)
        await ack(response_action="update", view=view)

    async def _write_down(self, answer_id: str, kind: FeedbackKind, note: str, user: str) -> None:
        given = Feedback(answer_id, kind, note, user, datetime.now(UTC))
        await self._means.look_up(self._means.ledger.aftermath.give_feedback, given)
