"""Leaves alone for a while what has failed several times in a row, so that not every question waits for it."""

import time
from collections.abc import Callable
from threading import Lock


class CircuitBreaker:
    """Closed until `most_failures` in a row; then nothing is let through for `rest_seconds`, and after it one try.

    Threads may share one.
    """

    def __init__(
        self, most_failures: int = 3, rest_seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_failures = most_failures
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rests_until = 0.0

    def lets_through(self) -> bool:
        """Whether to try now. After a rest only one is let through: the others do not wait to see it fail."""
        with self._lock:
            if self._failures < self._most_failures:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rests_until = self._clock() + self._rest_seconds
            return True

    def succeeded(self) -> None:
        """All is well again."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """One more failure; the last one allowed begins the rest."""
        with self._lock:
            self._failures += 1
            self._rests_until = self._clock() + self._rest_seconds
