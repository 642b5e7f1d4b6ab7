"""What of the queue somebody asked to see: the query of its address to a filter, and back. No pages here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from knowledge.domain import Outcome
from knowledge.ledger.queue import Filter, Order, Place
from knowledge.verdicts import Ground, State

_KEYS = ("state", "words", "ground", "outcome", "document", "since", "until", "who", "mine", "order")
_ALL, _ME, _NOBODY = "all", "me", "nobody"
_MAX_WORDS = 8
_RANKS = {str(rank): rank for rank in range(len(Ground) + 1)}
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class QueueView:
    """A view of the queue. `asked` is the query without its page, `problems` says by key what could not be used."""

    asked: Mapping[str, str]
    filter: Filter
    order: Order
    after: Place | None
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The query of this view's first page."""
        return urlencode(self.asked)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the state and the order is asked for."""
        return not self.asked.keys() <= {"state", "order"}

    def with_state(self, state: str) -> str:
        """The query of this view in another state; empty for whatever is open."""
        return urlencode(_known({**self.asked, "state": state}))

    def behind(self, place: Place) -> str:
        """The query of the page that begins behind a place."""
        return urlencode({**self.asked, "after": f"{place.rank},{place.asked_at.isoformat()},{place.answer_id}"})


def read_view(query: Mapping[str, str], viewer: str) -> QueueView:
    """The view that a query asks for; what it says wrongly is left out of the filter and named."""
    asked = _known(query)
    problems: dict[str, str] = {
        key: f"“{asked[key]}” is not a date: write it like 2026-03-31."
        for key in ("since", "until")
        if key in asked and _day(asked[key]) is None
    }
    until = _day(asked.get("until", ""))
    who = asked.get("who", "")
    wanted = Filter(
        state=_choice(State, asked.get("state", "")),
        open_only="state" not in asked,
        ground=_choice(Ground, asked.get("ground", "")),
        outcome=_choice(Outcome, asked.get("outcome", "")),
        document=asked.get("document", ""),
        since=_day(asked.get("since", "")),
        until=until and until + timedelta(days=1),
        assigned=viewer if who == _ME else "" if who == _NOBODY else who,
        is_unassigned=who == _NOBODY,
        for_reviewer=viewer if asked.get("mine") == "yes" else "",
        words=tuple(asked.get("words", "").split()[:_MAX_WORDS]),
    )
    order = _choice(Order, asked.get("order", "")) or Order.URGENT
    return QueueView(asked, wanted, order, _place(query.get("after", "")), problems)


def _known(query: Mapping[str, str]) -> dict[str, str]:
    values = {key: query.get(key, "").replace("\0", "").strip() for key in _KEYS}
    return {key: value for key, value in values.items() if value}


def _choice(kind: type[_Choice], text: str) -> _Choice | None:
    return next((each for each in kind if each.value == text), None)


def _day(text: str) -> datetime | None:
    """The beginning of a day, UTC; none of the last year that there is, which has a day that none follows."""
    try:
        day = datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None
    return day if day.year < MAXYEAR else None


def _place(text: str) -> Place | None:
    try:
        rank, moment, answer_id = text.replace("\0", "").split(",", 2)
        asked_at = datetime.fromisoformat(moment)
        return Place(_RANKS[rank], asked_at.astimezone(UTC), answer_id) if asked_at.tzinfo else None
    except (ValueError, KeyError, OverflowError):
        return None
