"""A process of our own that does one thing after another for this one: it may hang, swell or crash at no harm.

A module that is to be run so ends with `serve(int(sys.argv[1]), answer)`.
"""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_LOOK_EVERY_SECONDS = 0.05
_START_SECONDS = 120
_GRACE_SECONDS = 30


class StopCause(StrEnum):
    """Why a process gave no answer."""

    TIME = "time"
    MEMORY = "memory"
    KILLED = "killed"
    CRASHED = "crashed"
    SILENT = "silent"


class ProcessStoppedError(Exception):
    """A process died or had to be ended; `str(error)` is a clause that says of what."""

    def __init__(self, cause: StopCause, what: str) -> None:
        super().__init__(what)
        self.cause = cause


class WatchedProcess:
    """One process and the connection to it; it is used by one thread at a time."""

    def __init__(self, module: str, environment: Mapping[str, str] | None = None) -> None:
        """Start `python -m module`, in this process's environment unless another is given; raises OSError."""
        self._is_ready = False
        self._connection, theirs = Pipe()
        given = os.environ if environment is None else environment
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-m", module, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**given, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
                start_new_session=True,  # so that what it starts itself can be ended with it
            )

    def ask(self, task: object, seconds: float, megabytes: int) -> Any:
        """Its answer to a task; raises ProcessStoppedError when that takes too much, or ends the process.

        `megabytes` is the memory that the process may hold, which is watched where the system shows it (Linux).
        After the error it is good for nothing but to be stopped.
        """
        try:
            self._wait_until_ready()
            until = time.monotonic() + seconds
            self._connection.send((task, seconds))
            while not self._connection.poll(_LOOK_EVERY_SECONDS):
                if time.monotonic() > until:
                    raise ProcessStoppedError(StopCause.TIME, f"took longer than {math.ceil(seconds)} s")
                if self.megabytes() > megabytes:
                    raise ProcessStoppedError(StopCause.MEMORY, f"out of memory, more than {megabytes:,} MB")
            return self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._cause_of_death() from error

    def _wait_until_ready(self) -> None:
        """Loading its modules must not count against the first task."""
        if not self._is_ready:
            if not self._connection.poll(_START_SECONDS):
                raise ProcessStoppedError(StopCause.SILENT, f"did not start within {_START_SECONDS} s")
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

    def _cause_of_death(self) -> ProcessStoppedError:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return ProcessStoppedError(StopCause.SILENT, "no longer answered")
        if code == -signal.SIGKILL:
            return ProcessStoppedError(StopCause.KILLED, "killed, as the system does when memory runs out")
        died_of = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return ProcessStoppedError(StopCause.CRASHED, f"crashed, {died_of}")


def serve(descriptor: int, answer: Callable[[Any], object]) -> None:
    """In the process: say that it is ready, then answer each (task, seconds) until the other end is closed."""
    connection = Connection(descriptor)
    connection.send(True)
    while True:
        try:
            task, seconds = connection.recv()
        except EOFError:
            return
        # The parent stops a slow process itself. Without a parent, the alarm ends one that hangs, even in a C library.
        signal.alarm(int(seconds) + _GRACE_SECONDS)
        answered = answer(task)
        signal.alarm(0)
        connection.send(answered)
