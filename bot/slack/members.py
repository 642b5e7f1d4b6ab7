"""Who may ask: full members of the app's own workspace, and nobody of whom Slack does not say so."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.message import Message

_KEPT_SECONDS = 300.0
_MOST_KEPT = 5_000
_OUTSIDE = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")


class Membership(StrEnum):
    """What is known of the writer of a message."""

    MEMBER = "member"
    OUTSIDER = "outsider"
    UNKNOWN = "unknown"


class Members:
    """Asks Slack about each writer, and remembers what it said for five minutes."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[float, bool]] = {}

    async def membership(self, message: Message, own_team: str) -> Membership:
        """UNKNOWN where Slack could not be asked: the caller must treat it as a no."""
        if message.user_teams - {own_team}:
            return Membership.OUTSIDER
        try:
            is_member = await self._is_member(message.user, own_team)
        except (SlackApiError, ClientError, TimeoutError):
            return Membership.UNKNOWN
        return Membership.MEMBER if is_member else Membership.OUTSIDER

    async def _is_member(self, user: str, own_team: str) -> bool:
        until, is_member = self._known.get(user, (0.0, False))
        if self._clock() < until:
            return is_member
        response = await self._client.users_info(user=user)
        is_member = _is_full_member(response.get("user") or {}, own_team)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[user] = (self._clock() + _KEPT_SECONDS, is_member)
        return is_member


def _is_full_member(user: Mapping[str, Any], own_team: str) -> bool:
    return user.get("team_id") == own_team and not any(user.get(key) for key in _OUTSIDE)
