"""Processes that draw pages: kept warm, used by one thread at a time, and replaced when a file ends one."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock

from knowledge.watched_process import ProcessStoppedError, WatchedProcess
from review.page_images.drawing import Task, Undrawn
from review.page_images.image import PageImage

# All that drawing needs: what is secret in this process's environment is none of a hostile file's business.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ")


@dataclass(frozen=True, slots=True)
class DrawingLimits:
    """What drawing one page may take, and how many are drawn at once."""

    seconds: float = 10.0
    megabytes: int = 700
    processes: int = 2


class Drawers:
    """Starts with one process; more are started when more than one page is wanted at once."""

    def __init__(self, limits: DrawingLimits) -> None:
        self.limits = limits
        self._places = BoundedSemaphore(limits.processes)
        self._idle = SimpleQueue[WatchedProcess]()
        self._lock = Lock()
        self._started: set[WatchedProcess] = set()
        self._is_closed = False
        self._warm_one()

    def close(self) -> None:
        """Stop all processes, whatever they draw."""
        with self._lock:
            self._is_closed = True
            started = list(self._started)
        for process in started:
            process.kill()  # a thread that waits for it goes on, and stops it
        with suppress(Empty):
            while True:
                self._discard(self._idle.get_nowait())

    def draw(self, task: Task) -> PageImage | Undrawn:
        """The page drawn, or why it was not; waits for a process to be free."""
        with self._places:
            try:
                process = self._take()
            except OSError as error:
                return Undrawn(f"no process could be started ({error.strerror})")
            try:
                answer: PageImage | Undrawn = process.ask(task, self.limits.seconds, self.limits.megabytes)
            except ProcessStoppedError as stopped:
                self._discard(process)
                self._warm_one()
                return Undrawn(str(stopped))
            self._put_back(process)
            return answer

    def _put_back(self, process: WatchedProcess) -> None:
        if process.megabytes() < self.limits.megabytes / 2 and not self._is_closed:
            self._idle.put(process)
        else:  # what a large page left behind must not count against the next
            self._discard(process)
            self._warm_one()

    def _take(self) -> WatchedProcess:
        with suppress(Empty):
            while True:
                process = self._idle.get_nowait()
                if process.is_alive():
                    return process
                self._discard(process)
        return self._start()

    def _start(self) -> WatchedProcess:
        """A new process; raises OSError."""
        environment: Mapping[str, str] = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        with self._lock:
            if self._is_closed:
                raise OSError(0, "closed")
            process = WatchedProcess("review.page_images.worker", environment)
            self._started.add(process)
        return process

    def _warm_one(self) -> None:
        """Start one before it is needed; where that fails now, it is tried again then."""
        with suppress(OSError):
            self._idle.put(self._start())

    def _discard(self, process: WatchedProcess) -> None:
        process.stop()
        with self._lock:
            self._started.discard(process)
