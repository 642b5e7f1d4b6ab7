"""What a person does with an answer: opens a passage, shares it, hands it to a person, asks again.

Slack wants to hear within three seconds that a click arrived, and takes a window within three seconds of it: so each
listener says so first, and a window opens empty before it is filled.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.condensing import standalone
from bot.slack.access import Access, is_for_all
from bot.slack.channels import Channels
from bot.slack.deeds import once
from bot.slack.handed_on import handed_on_blocks
from bot.slack.inbox import Inbox
from bot.slack.incident import apology, log_incident
from bot.slack.means import Means
from bot.slack.message import Message, is_direct
from bot.slack.passage_view import passage_view
from bot.slack.poster import Poster
from bot.slack.sentence import blocks_text
from bot.slack.shared import shared_blocks
from bot.slack.shelf import Shelf
from bot.slack.text import escaped
from bot.slack.windows import View, gone_view, loading_view, not_for_you_view, sentence_view
from knowledge.domain import Answer, MarkKind
from knowledge.errors import SignpostError

Ack = Callable[..., Awaitable[None]]
Body = Mapping[str, Any]


class Clicks:
    """Listeners for the buttons under an answer."""

    def __init__(
        self, means: Means, inbox: Inbox, poster: Poster, access: Access, channels: Channels, shelf: Shelf
    ) -> None:
        self._means = means
        self._inbox = inbox
        self._poster = poster
        self._access = access
        self._channels = channels
        self._shelf = shelf

    async def show_passage(self, ack: Ack, body: Body) -> None:
        """Open the passage of a citation, for those who may see its document now."""
        await ack()
        opened = await self._means.client.views_open(
            trigger_id=body["trigger_id"], view=loading_view(self._means.wording)
        )
        answer_id, _, marker = value_of(body).rpartition(":")
        try:
            view = await self._passage_view(user_of(body), answer_id, int(marker))
        except SignpostError as error:  # or the window would stay empty
            wording = self._means.wording
            sentence = apology(wording, error, "a passage could not be opened")
            view = sentence_view(wording.slack.passage_title, sentence, wording)
        await self._means.client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=view)

    async def share(self, ack: Ack, body: Body) -> None:
        """Post an answer that one person saw into the channel where they asked."""
        await ack()
        answer, channel = await self._answer_for(body), body["channel"]["id"]
        if answer is None:
            return
        if not await self._is_for_all(answer) or await self._channels.is_shared_outside(channel):
            await self._tell(body, self._means.wording.slack.not_shareable)
            return
        try:
            if not await once(self._means, f"share:{answer.id}:{channel}", lambda: self._shared(answer, body)):
                await self._tell(body, self._means.wording.slack.shared_before)
        except SlackApiError as error:
            log_incident("an answer could not be shared", error)
            await self._tell(body, self._means.wording.slack.not_posted)

    async def ask_a_person(self, ack: Ack, body: Body) -> None:
        """Hand a question with its evidence to the channel for that, once."""
        await ack()
        answer = await self._answer_for(body)
        if answer is None:
            return
        try:
            if await once(self._means, f"hand:{answer.id}", lambda: self._handed_on(answer, body)):
                await self._mark(answer, MarkKind.HANDED_ON, user_of(body))
                await self._tell(body, self._means.wording.slack.handed_on_told)
            else:
                await self._tell(body, self._means.wording.slack.handed_on_before)
        except SlackApiError as error:
            log_incident("a question could not be handed to a person", error)
            await self._tell(body, self._means.wording.slack.not_handed_on)

    async def ask_again(self, ack: Ack, body: Body) -> None:
        """Ask the question of an answer that no longer holds once more, in the same thread."""
        answer = await self._answer_for(body)
        if answer is None:
            await ack()
            return
        message, user = body["message"], user_of(body)
        channel, root = body["channel"]["id"], message.get("thread_ts") or message["ts"]
        if await self._means.look_up(self._means.claims.open_in, channel, root, user):
            await ack()  # it is being answered
            return
        event_id = f"{self._means.own.team}:again:{answer.id}:{user}:{body['actions'][0]['action_ts']}"
        text = escaped(standalone(answer.question))
        await self._inbox.take(Message(event_id, self._means.own.team, channel, user, text, thread_ts=root), ack)

    async def _answer_for(self, body: Body) -> Answer | None:
        """The answer that was clicked; None where there is none for this person, who is told why."""
        if refusal := await self._access.refusal_of(user_of(body)):
            await self._tell(body, refusal)
            return None
        answer = await self._answer(value_of(body))
        if answer is None:
            await self._tell(body, self._means.wording.slack.gone)
        return answer

    async def _passage_view(self, user: str, answer_id: str, marker: int) -> View:
        answer = await self._answer(answer_id)
        citation = next((each for each in answer.citations if each.marker == marker), None) if answer else None
        if answer is None or citation is None:
            return gone_view(self._means.wording)
        if refusal := await self._access.refusal_of(user):
            return sentence_view(self._means.wording.slack.passage_title, refusal, self._means.wording)
        then = citation.passage.version.document
        now = await self._means.look_up(self._shelf.document, then.path)
        if not await self._access.may_see(user, filter(None, [then, now])):
            return not_for_you_view(self._means.wording)
        standing = await self._means.look_up(self._shelf.standing, then.path)
        return passage_view(citation, standing, answer.question.asked_at.date(), self._means.wording)

    async def _is_for_all(self, answer: Answer) -> bool:
        paths = dict.fromkeys(citation.passage.version.document.path for citation in answer.citations)
        now = [await self._means.look_up(self._shelf.document, path) for path in paths]
        return is_for_all(answer, filter(None, now))

    async def _shared(self, answer: Answer, body: Body) -> None:
        """Its mark says where, so that it can be told there too when it no longer holds."""
        channel, blocks = body["channel"]["id"], shared_blocks(answer, user_of(body), self._means.wording)
        ts = await self._poster.post(channel, "", blocks_text(blocks), blocks)
        await self._mark(answer, MarkKind.SHARED, user_of(body), f"{channel}:{ts}")

    async def _handed_on(self, answer: Answer, body: Body) -> None:
        link = await self._link(body["channel"]["id"], (body.get("message") or {}).get("ts", ""))
        blocks = handed_on_blocks(answer, user_of(body), link, self._means.wording)
        await self._poster.post(self._means.rules.ask_channel, "", blocks_text(blocks), blocks)

    async def _link(self, channel: str, ts: str) -> str:
        """The address of a message; none where others could not open it, or Slack gives none."""
        if not ts or is_direct(channel):
            return ""
        try:
            return str((await self._means.client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"])
        except SlackApiError:
            return ""

    async def _answer(self, answer_id: str) -> Answer | None:
        return await self._means.look_up(self._means.ledger.answer, answer_id)

    async def _mark(self, answer: Answer, kind: MarkKind, user: str, detail: str = "") -> None:
        await self._means.look_up(self._means.ledger.aftermath.mark, answer.id, kind, user, detail)

    async def _tell(self, body: Body, sentence: str) -> None:
        await self._poster.tell(body, sentence)


def value_of(body: Body) -> str:
    """What the button that was clicked stands for."""
    return str(body["actions"][0]["value"])


def user_of(body: Body) -> str:
    """Who clicked."""
    return str(body["user"]["id"])
