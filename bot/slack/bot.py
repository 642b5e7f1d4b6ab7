"""The parts of a running bot, put together."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.slack.access import Access
from bot.slack.channels import Channels
from bot.slack.clicks import Clicks
from bot.slack.connection import seconds_since_pong
from bot.slack.correcting import Corrections
from bot.slack.desk import Desk
from bot.slack.door import Door
from bot.slack.health import Health
from bot.slack.home import Home
from bot.slack.inbox import Inbox
from bot.slack.keeper import Keeper
from bot.slack.means import Means
from bot.slack.members import Members
from bot.slack.opinions import Opinions
from bot.slack.poster import Poster
from bot.slack.shelf import Shelf
from bot.slack.shortcut import Shortcut
from knowledge.errors import LedgerError

_LAST_ANSWERS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many answers are made at a time, how long each may take, how long a silent process keeps its claims."""

    workers: int = 8
    answer_seconds: float = 180.0
    lease_seconds: float = 30.0


class Bot:
    """The parts of a running bot. `identifies` says whether a text points to a person."""

    def __init__(
        self, means: Means, desk: Desk, shelf: Shelf, identifies: Callable[[str], bool], limits: Limits
    ) -> None:
        self.means = means
        self.shelf = shelf
        self.socket: AsyncSocketModeHandler | None = None
        members, channels = Members(means.client), Channels(means.client)
        self.poster = poster = Poster(means.client, means.wording, means.rules)
        access = Access(members, means.rules, means.own, means.wording)
        door = Door(members, channels, means.claims, means.rules, means.wording)
        self.inbox = Inbox(means, desk, door, poster, limits.answer_seconds)
        self.keeper = Keeper(means, self.inbox, Corrections(means, poster, identifies), limits.lease_seconds)
        self.clicks = Clicks(means, self.inbox, poster, access, channels, shelf)
        self.opinions = Opinions(means, poster, access, identifies)
        self.shortcut = Shortcut(means, self.inbox)
        self.home = Home(means, access, shelf)

    async def health(self, has_socket: bool) -> Health:
        """How it is; by HTTP it has no socket."""
        return Health(
            socket_connected=await self._is_on_socket() if has_socket else None,
            seconds_since_ping=seconds_since_pong(self.socket) if self.socket else None,
            in_flight=len(self.inbox.in_hand),
            edition=await self.means.look_up(self.shelf.edition_id),
            ledger=await self.means.look_up(self._ledger_opens),
        )

    async def _is_on_socket(self) -> bool:
        return self.socket is not None and bool(await self.socket.client.is_connected())

    def _ledger_opens(self) -> bool:
        try:
            self.means.claims.find("")
        except LedgerError:
            return False
        return True

    async def finish(self) -> None:
        """Let what was begun end in its message, and leave the rest to whoever looks next."""
        keeping = asyncio.create_task(self.keeper.keep())
        await self.inbox.finish(_LAST_ANSWERS_SECONDS)
        keeping.cancel()
        with suppress(LedgerError):
            await self.means.look_up(self.means.claims.hand_back)
        self.means.workers.close()
