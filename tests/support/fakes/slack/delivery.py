"""What Slack sends the app: each event again where it is late, each interaction once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

from fakes.slack.limits import Json

Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(slots=True)
class Delivery:
    """Something on its way: how often it was sent, how long each acknowledgement took, and what it said.

    `response` is None until the app has acknowledged in time; `reason` is why it must be sent again.
    """

    payload: Json
    kind: Kind = "events_api"
    attempts: int = 0
    ack_seconds: list[float] = field(default_factory=list)
    response: Json | None = None
    reason: str = ""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        """Whether Slack does nothing more about it."""
        return self.over.is_set()


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, delivery: Delivery, seconds: float) -> None:
        """Try once; sets the response where the app acknowledged within `seconds`, else the reason."""

    async def close(self) -> None:
        """Let go of every connection."""


class Deliveries:
    """Keeps all that was sent in `all`, and the interactions that were not acknowledged in `unacknowledged`."""

    def __init__(self, carrier: Carrier, ack_seconds: float, redelivery_seconds: Sequence[float]) -> None:
        self.all: list[Delivery] = []
        self.unacknowledged: list[Delivery] = []
        self.pending = 0
        self.carrier = carrier
        self._ack_seconds = ack_seconds
        self._redelivery_seconds = redelivery_seconds
        self._tasks: set[asyncio.Task[None]] = set()

    def send(
        self, payload: Json, kind: Kind = "events_api", then: Callable[[Delivery], None] = lambda _: None
    ) -> Delivery:
        """Send it; `then` is called as soon as it is over."""
        delivery = Delivery(payload, kind)
        self.all.append(delivery)
        self.pending += 1
        task = asyncio.create_task(self._bring(delivery, then))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def close(self) -> None:
        """Stop delivering."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.carrier.close()

    async def _bring(self, delivery: Delivery, then: Callable[[Delivery], None]) -> None:
        if delivery.kind == "events_api":
            await self._bring_event(delivery)
        else:
            await self._bring_interaction(delivery)
        then(delivery)
        self.pending -= 1
        delivery.over.set()

    async def _bring_event(self, delivery: Delivery) -> None:
        for pause in (0.0, *self._redelivery_seconds):
            await asyncio.sleep(pause)
            await self.carrier.carry(delivery, self._ack_seconds)
            if delivery.response is not None:
                return

    async def _bring_interaction(self, delivery: Delivery) -> None:
        """The person sees an error where nobody answers, or nobody is there to."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._ack_seconds):
                await self.carrier.carry(delivery, self._ack_seconds)
        if delivery.response is None:
            self.unacknowledged.append(delivery)
