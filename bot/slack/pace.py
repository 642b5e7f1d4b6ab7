"""Slack's own limits kept ahead of time: one post a second in a channel, so many streams a minute."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_POST_SECONDS = 1.0
_MINUTE_SECONDS = 60.0
_MOST_CHANNELS = 5_000


class Pace:
    """Turns to post, in each channel in the order in which they were asked for."""

    def __init__(self, post_seconds: float = _POST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._post_seconds = post_seconds
        self._clock = clock
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()
        self._posted_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncIterator[None]:
        """Wait for this channel's next second; whoever comes after waits until the post is made."""
        async with self._lock(channel):
            wait = self._posted_at.get(channel, -self._post_seconds) + self._post_seconds - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._posted_at[channel] = self._clock()

    def _lock(self, channel: str) -> asyncio.Lock:
        lock = self._locks.setdefault(channel, asyncio.Lock())
        self._locks.move_to_end(channel)
        if len(self._locks) > _MOST_CHANNELS:
            self._forget_oldest()
        return lock

    def _forget_oldest(self) -> None:
        oldest = next(iter(self._locks))
        if not self._locks[oldest].locked():
            del self._locks[oldest]
            self._posted_at.pop(oldest, None)


class Allowance:
    """So many uses in any minute, and no waiting for the next one."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._used: deque[float] = deque()

    def use(self) -> bool:
        """Whether there is one left; it is then used."""
        while self._used and self._used[0] <= self._clock() - _MINUTE_SECONDS:
            self._used.popleft()
        if len(self._used) >= self._per_minute:
            return False
        self._used.append(self._clock())
        return True
