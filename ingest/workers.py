"""Reading files in processes of their own: one that hangs, swells or crashes costs its file and nothing else."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from ingest.loading import Loaded, Task, Unread
from knowledge.watched_process import ProcessStoppedError, StopCause, WatchedProcess

_MOST_WORKERS = 4
_BYTES_OF_EXTRA_TIME = 2_000_000
_ADVICE: Mapping[StopCause, str] = {
    StopCause.TIME: "split it, or raise SIGNPOST_READING_SECONDS",
    StopCause.MEMORY: "split it, or raise SIGNPOST_READING_MEGABYTES",
    StopCause.KILLED: "split it, or free memory",
    StopCause.CRASHED: "it may be damaged; open it and save it again",
    StopCause.SILENT: "ingest again",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take, and how many are read at once.

    `seconds` holds for a small file; every 2 MB add as many again. `megabytes` is the memory of one worker, which is
    watched where the system shows it (Linux).
    """

    seconds: float = 60.0
    megabytes: int = 1000
    workers: int = field(default_factory=lambda: min(_MOST_WORKERS, _processors()))

    def seconds_for(self, size: int) -> float:
        """The wall-clock seconds that a file of `size` bytes may take."""
        return self.seconds * (1 + size / _BYTES_OF_EXTRA_TIME)


class Workers:
    """Processes that are started when they are needed, kept for the next file, and replaced when they fail."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._threads = ThreadPoolExecutor(self.limits.workers, thread_name_prefix="reading")
        self._idle = SimpleQueue[WatchedProcess]()
        self._started: set[WatchedProcess] = set()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop at once, whatever is being read."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._started):
            worker.kill()  # the thread that waits for it goes on, and ends
        self._threads.shutdown()
        for worker in self._started:
            worker.stop()

    def load(self, tasks: Sequence[Task]) -> Iterator[Loaded | Unread]:
        """What became of each file, in the order of `tasks` whichever is finished first."""
        futures = [self._threads.submit(self._load, task) for task in tasks]
        return (future.result() for future in futures)

    def _load(self, task: Task) -> Loaded | Unread:
        try:
            worker = self._take()
        except OSError as error:
            return Unread(f"No process could be started to read it ({error.strerror}): ingest again.", is_lasting=False)
        try:
            seconds = self.limits.seconds_for(_size(task.file))
            answer: Loaded | Unread = worker.ask(task, seconds, self.limits.megabytes)
        except ProcessStoppedError as stopped:
            self._discard(worker)
            return Unread(f"It made the reader stop ({stopped}): {_ADVICE[stopped.cause]}.", is_lasting=False)
        if worker.megabytes() < self.limits.megabytes / 2:
            self._idle.put(worker)
        else:  # what a large file left behind must not count against the next
            self._discard(worker)
        return answer

    def _take(self) -> WatchedProcess:
        """An idle worker, or a new one."""
        with suppress(Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.is_alive():
                    return worker
                self._discard(worker)
        worker = WatchedProcess("ingest.worker")
        self._started.add(worker)
        return worker

    def _discard(self, worker: WatchedProcess) -> None:
        worker.stop()
        self._started.discard(worker)


def _processors() -> int:
    """How many this process may use; macOS does not say, and uses all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it says why
        return 0
