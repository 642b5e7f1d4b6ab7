"""What every part of the running bot works with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.own import Own
from bot.slack.rules import Rules
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.ledger.claims import Claims
from knowledge.ledger.ledger import Ledger

_T = TypeVar("_T")
_P = ParamSpec("_P")


@dataclass(frozen=True, slots=True)
class Means:
    """The wire to Slack, the record, the threads for what blocks, and what the partnership has set."""

    client: AsyncWebClient
    own: Own
    ledger: Ledger
    claims: Claims
    workers: Workers
    wording: Wording
    rules: Rules

    async def look_up(self, find: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What `find` returns, which blocks for milliseconds: in the ledger, or in the edition."""
        return await self.workers.look_up(find, *given, **named)
