"""What this process is working on, by its event."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from bot.slack.hold import Hold

# Longer than Slack takes to answer a call, shorter than anybody waits for a process to end.
_PATIENCE_SECONDS = 5.0
_T = TypeVar("_T")


class InHand:
    """The tasks that work on claims of this process."""

    def __init__(self) -> None:
        self._works: dict[str, tuple[asyncio.Task[Any], Hold]] = {}

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The events that are being worked on."""
        return tuple(self._works)

    @contextmanager
    def held(self, event_id: str, hold: Hold) -> Iterator[None]:
        """Inside, the task that runs is found by its event."""
        task = asyncio.current_task()
        assert task is not None
        self._works[event_id] = task, hold
        try:
            yield
        finally:
            del self._works[event_id]

    async def cut_off(self, event_id: str) -> str | None:
        """End the work on an event, and wait for that; returns the message that its reply stands in by then."""
        if event_id not in self._works:
            return None
        task, hold = self._works[event_id]
        task.cancel()
        await asyncio.wait([task])
        return hold.message_ts


async def undisturbed(work: Coroutine[Any, Any, _T]) -> _T:
    """What `work` gives. Whoever is cut off meanwhile is so only after it, or nobody would know what it did."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        _, late = await asyncio.wait([task], timeout=_PATIENCE_SECONDS)
        for each in late:
            each.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
