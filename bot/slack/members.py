"""Who somebody is: a full member of the app's own workspace or not, and of which user groups."""

import time
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.remembered import Remembered

_OUTSIDE = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")


class Membership(StrEnum):
    """What is known of a person."""

    MEMBER = "member"
    OUTSIDER = "outsider"
    UNKNOWN = "unknown"


class Members:
    """Asks Slack about people and user groups, and remembers what it said for five minutes.

    Whatever Slack does not say counts as a no.
    """

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._people = Remembered[bool](clock)
        self._groups = Remembered[frozenset[str]](clock)

    async def membership(self, user: str, own_team: str, teams: Iterable[str] = ()) -> Membership:
        """`teams` are those that an event says the person belongs to. UNKNOWN where Slack could not be asked."""
        if set(teams) - {own_team}:
            return Membership.OUTSIDER
        try:
            is_member = await self._people.get(user, lambda: self._ask_of_person(user, own_team))
        except (SlackApiError, ClientError, TimeoutError):
            return Membership.UNKNOWN
        return Membership.MEMBER if is_member else Membership.OUTSIDER

    async def is_in_any(self, user: str, groups: Iterable[str]) -> bool:
        """Whether the person is in one of the user groups."""
        for group in groups:
            if await self._is_in(user, group):
                return True
        return False

    async def audiences(self, user: str, groups: Mapping[str, str], *, anew: bool = False) -> tuple[str, ...]:
        """The audiences that the person belongs to; `groups` names the user group of each.

        `anew`: whatever Slack said before is not gone by.
        """
        return tuple([audience for audience, group in groups.items() if await self._is_in(user, group, anew=anew)])

    async def _is_in(self, user: str, group: str, *, anew: bool = False) -> bool:
        if anew:
            self._groups.forget(group)
        try:
            return user in await self._groups.get(group, lambda: self._ask_of_group(group))
        except (SlackApiError, ClientError, TimeoutError):
            return False

    async def _ask_of_person(self, user: str, own_team: str) -> bool:
        response = await self._client.users_info(user=user)
        return _is_full_member(response.get("user") or {}, own_team)

    async def _ask_of_group(self, group: str) -> frozenset[str]:
        response = await self._client.usergroups_users_list(usergroup=group)
        return frozenset(response.get("users") or ())


def _is_full_member(user: Mapping[str, Any], own_team: str) -> bool:
    return user.get("team_id") == own_team and not any(user.get(key) for key in _OUTSIDE)
