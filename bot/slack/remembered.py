"""What Slack said of somebody or something, for five minutes."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

_KEPT_SECONDS = 300.0
_MOST_KEPT = 5_000
_T = TypeVar("_T")


class Remembered(Generic[_T]):
    """What was asked for, for a while; what is being asked for is asked for once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: dict[str, tuple[float, asyncio.Task[_T]]] = {}

    async def get(self, key: str, ask: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
        """What `ask` gives; what it raises is raised, and asked for anew the next time."""
        until, task = self._asked.get(key, (0.0, None))
        if task is None or self._clock() >= until or _has_failed(task):
            if len(self._asked) >= _MOST_KEPT:
                self._asked.clear()
            task = asyncio.create_task(ask())
            # Whoever waited may be gone by then.
            task.add_done_callback(_has_failed)
            self._asked[key] = (self._clock() + _KEPT_SECONDS, task)
        return await asyncio.shield(task)

    def forget(self, key: str) -> None:
        """Ask for it anew the next time."""
        self._asked.pop(key, None)


def _has_failed(task: asyncio.Task[Any]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
