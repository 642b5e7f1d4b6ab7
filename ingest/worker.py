"""The process that reads files, one after another, apart from everything that must live on.

Started by `ingest.workers` as `python -m ingest.worker DESCRIPTOR`. It ends when the other end of the connection
is closed, and the system ends it when a file has taken so long that nobody can be waiting any more.
"""

import os
import sys

import ingest.files  # noqa: F401 - every parser is loaded before the time of the first file begins
from ingest.loading import load
from knowledge.watched_process import serve

if __name__ == "__main__":
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # for Tesseract: a page a processor is faster than a page on all
    serve(int(sys.argv[1]), load)
