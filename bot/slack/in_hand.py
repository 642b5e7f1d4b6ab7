"""What this process is working on: by its event, with the message that its reply stands in as soon as there is one."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

# Longer than Slack takes to answer a call, shorter than anybody waits for a process to end.
_PATIENCE_SECONDS = 5.0
_T = TypeVar("_T")


@dataclass(slots=True)
class _Work:
    task: asyncio.Task[Any]
    message_ts: str | None = None


class InHand:
    """The tasks that work on claims of this process."""

    def __init__(self) -> None:
        self._works: dict[str, _Work] = {}

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The events that are being worked on."""
        return tuple(self._works)

    @contextmanager
    def held(self, event_id: str) -> Iterator[None]:
        """Inside, the task that runs is found by its event."""
        task = asyncio.current_task()
        assert task is not None
        self._works[event_id] = _Work(task)
        try:
            yield
        finally:
            del self._works[event_id]

    def note(self, event_id: str, message_ts: str) -> None:
        """A reply stands in this message now, whole or begun."""
        if work := self._works.get(event_id):
            work.message_ts = message_ts

    async def cut_off(self, event_id: str) -> str | None:
        """End the work on an event, and wait for that; returns the message that its reply stands in by then."""
        work = self._works.get(event_id)
        if work is None:
            return None
        work.task.cancel()
        await asyncio.wait([work.task])
        return work.message_ts


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
