"""Which channels people of other organisations can read."""

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.message import is_direct
from bot.slack.remembered import Remembered


class Channels:
    """Asks Slack about channels, and remembers what it said for five minutes."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._shared = Remembered[bool]()

    async def is_shared_outside(self, channel: str) -> bool:
        """Whether a channel is shared with another organisation; one of which Slack says nothing counts as that."""
        if is_direct(channel):
            return False
        try:
            return await self._shared.get(channel, lambda: self._ask(channel))
        except (SlackApiError, ClientError, TimeoutError):
            return True

    async def _ask(self, channel: str) -> bool:
        response = await self._client.conversations_info(channel=channel)
        found = response.get("channel") or {}
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))
