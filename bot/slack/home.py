"""The Home tab: what the bot holds, what somebody asked, how to ask, and what is kept."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.access import Access
from bot.slack.clicks import Body
from bot.slack.home_view import MAX_RECENT, HeldDocument, RecentQuestion, home_view
from bot.slack.shelf import Shelf
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.ledger import Ledger


class Home:
    """The listener for the opening of the tab."""

    def __init__(
        self,
        client: AsyncWebClient,
        access: Access,
        shelf: Shelf,
        ledger: Ledger,
        workers: Workers,
        wording: Wording,
    ) -> None:
        self._client = client
        self._access = access
        self._shelf = shelf
        self._ledger = ledger
        self._workers = workers
        self._wording = wording

    async def show(self, body: Body) -> None:
        """Show the tab to whoever opened it; to nobody from outside."""
        event = body["event"]
        if event.get("tab") != "home" or not await self._access.is_member(event["user"]):
            return
        audiences = await self._access.audiences(event["user"])
        held = [HeldDocument(*each) for each in await self._workers.look_up(self._shelf.held, audiences)]
        recent = await self._workers.look_up(self._recent, event["user"])
        await self._client.views_publish(user_id=event["user"], view=home_view(held, recent, self._wording))

    def _recent(self, user: str) -> list[RecentQuestion]:
        newest = self._ledger.answers(MAX_RECENT, asker=user)
        return [RecentQuestion(each.question, each.asked_at.date(), each.outcome) for each in newest]
