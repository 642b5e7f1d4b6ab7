"""The Home tab: what the bot holds, what somebody asked, how to ask, and what is kept."""

from bot.slack.access import Access
from bot.slack.clicks import Body
from bot.slack.home_view import MAX_RECENT, HeldDocument, RecentQuestion, home_view
from bot.slack.means import Means
from bot.slack.sentence import sentence_blocks
from bot.slack.shelf import Shelf


class Home:
    """The listener for the opening of the tab."""

    def __init__(self, means: Means, access: Access, shelf: Shelf) -> None:
        self._means = means
        self._access = access
        self._shelf = shelf

    async def show(self, body: Body) -> None:
        """Show the tab to whoever opened it; whoever may not ask sees nothing of it but that."""
        event = body["event"]
        if event.get("tab") != "home":
            return
        if refusal := await self._access.refusal_of(event["user"]):
            closed = {"type": "home", "blocks": sentence_blocks(refusal)}
            await self._means.client.views_publish(user_id=event["user"], view=closed)
            return
        audiences = await self._access.audiences(event["user"])
        held = [HeldDocument(*each) for each in await self._means.look_up(self._shelf.held, audiences)]
        recent = await self._means.look_up(self._recent, event["user"])
        await self._means.client.views_publish(user_id=event["user"], view=home_view(held, recent, self._means.wording))

    def _recent(self, user: str) -> list[RecentQuestion]:
        newest = self._means.ledger.answers(MAX_RECENT, asker=user)
        return [RecentQuestion(each.question, each.asked_at.date(), each.outcome) for each in newest]
