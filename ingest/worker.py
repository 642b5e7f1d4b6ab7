"""The process that reads files, one after another, apart from everything that must live on.

Started by `ingest.workers` as `python -m ingest.worker DESCRIPTOR`. It ends when the other end of the connection
is closed, and the system ends it when a file has taken so long that nobody can be waiting any more.
"""

import os
import signal
import sys
from multiprocessing.connection import Connection

import ingest.files  # noqa: F401 - every parser is loaded before the time of the first file begins
from ingest.loading import load

_GRACE_SECONDS = 30


def main(descriptor: int) -> None:
    """Say True when ready, then answer each (task, seconds) with what became of the file, until there are no more."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # for Tesseract: a page a processor is faster than a page on all
    connection = Connection(descriptor)
    connection.send(True)
    while True:
        try:
            task, seconds = connection.recv()
        except EOFError:
            return
        # The parent stops a slow worker itself. Without a parent, the alarm ends one that hangs, even in a C library.
        signal.alarm(int(seconds) + _GRACE_SECONDS)
        answer = load(task)
        signal.alarm(0)
        connection.send(answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
