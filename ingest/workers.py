"""Reading files in processes of their own: one that hangs, swells or crashes costs its file and nothing else."""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty, SimpleQueue

from ingest.loading import Loaded, Task, Unread

_LOOK_EVERY_SECONDS = 0.05
_MOST_WORKERS = 4
_START_SECONDS = 120
_BYTES_OF_EXTRA_TIME = 2_000_000


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
        self._idle = SimpleQueue[_Worker]()
        self._started: set[_Worker] = set()

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
            answer = worker.load(task, self.limits)
        except _WorkerStoppedError as stopped:
            self._discard(worker)
            return Unread(f"It made the reader stop ({stopped.what}): {stopped.advice}.", is_lasting=False)
        if worker.megabytes() < self.limits.megabytes / 2:
            self._idle.put(worker)
        else:  # what a large file left behind must not count against the next
            self._discard(worker)
        return answer

    def _take(self) -> "_Worker":
        """An idle worker, or a new one."""
        with suppress(Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker.is_alive():
                    return worker
                self._discard(worker)
        worker = _Worker()
        self._started.add(worker)
        return worker

    def _discard(self, worker: "_Worker") -> None:
        worker.stop()
        self._started.discard(worker)


class _WorkerStoppedError(Exception):
    """A worker died or had to be ended: of what, and what can be done."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


class _Worker:
    """One process and the connection to it."""

    def __init__(self) -> None:
        self._is_ready = False
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-m", "ingest.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
                start_new_session=True,  # so that what it starts itself can be ended with it
            )

    def load(self, task: Task, limits: Limits) -> Loaded | Unread:
        """Have a file read; raises _WorkerStoppedError when that takes too much, or ends the process."""
        seconds = limits.seconds_for(_size(task.file))
        try:
            self._wait_until_ready()
            until = time.monotonic() + seconds
            self._connection.send((task, seconds))
            while not self._connection.poll(_LOOK_EVERY_SECONDS):
                if time.monotonic() > until:
                    took = f"took longer than {math.ceil(seconds)} s"
                    raise _WorkerStoppedError(took, "split it, or raise SIGNPOST_READING_SECONDS")
                if self.megabytes() > limits.megabytes:
                    took = f"out of memory, more than {limits.megabytes:,} MB"
                    raise _WorkerStoppedError(took, "split it, or raise SIGNPOST_READING_MEGABYTES")
            answer: Loaded | Unread = self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._cause_of_death() from error
        return answer

    def _wait_until_ready(self) -> None:
        """Loading the parsers must not count against the first file."""
        if not self._is_ready:
            if not self._connection.poll(_START_SECONDS):
                raise _WorkerStoppedError(f"did not start within {_START_SECONDS} s", "ingest again")
            self._connection.recv()
            self._is_ready = True

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def megabytes(self) -> int:
        """The memory that the process holds now; 0 where the system does not say."""
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    def kill(self) -> None:
        """End the process and what it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it and let go of the connection."""
        self.kill()
        self._process.wait()
        self._connection.close()

    def _cause_of_death(self) -> _WorkerStoppedError:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _WorkerStoppedError("no longer answered", "ingest again")
        if code == -signal.SIGKILL:
            return _WorkerStoppedError("killed, as the system does when memory runs out", "split it, or free memory")
        died_of = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return _WorkerStoppedError(f"crashed, {died_of}", "it may be damaged; open it and save it again")


def _processors() -> int:
    """How many this process may use; macOS does not say, and uses all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it says why
        return 0
