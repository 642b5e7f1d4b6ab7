"""How many calls Slack takes: per method and minute, and per channel and second."""

import math
import time
from collections import deque

from fakes.slack.calls import RefusedError

T2, T3, T4 = 20, 50, 100
UNLIMITED = 0
# Slack says only that the limit of a status is a special one: this is assumed.
STATUS = 600


class Rates:
    """Refuses what comes too fast; `post_interval_seconds` is how long a channel must rest between two posts."""

    def __init__(self, post_interval_seconds: float, is_enforced: bool) -> None:
        self._post_interval_seconds = max(post_interval_seconds, 1.0 if is_enforced else 0.0)
        self._is_enforced = is_enforced
        self._posted_at: dict[str, float] = {}
        self._calls: dict[str, deque[float]] = {}

    def check_call(self, method: str, a_minute: int) -> None:
        """Refuse the call that is one too many in a minute."""
        if not self._is_enforced or a_minute == UNLIMITED:
            return
        now = time.monotonic()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= 60.0:
            calls.popleft()
        if len(calls) >= a_minute:
            raise RefusedError("ratelimited", math.ceil(60.0 - (now - calls[0])))
        calls.append(now)

    def check_post(self, channel: str) -> None:
        """Refuse a post before the channel has rested."""
        now = time.monotonic()
        if now - self._posted_at.get(channel, -math.inf) < self._post_interval_seconds:
            raise RefusedError("ratelimited", 1)
        self._posted_at[channel] = now
