"""An end in time for what has none of its own: a provider's time limit is for each piece it sends, not for all."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


class _End:
    """What comes after the last piece: nothing, or the error that ended it."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def within(seconds: float, work: Callable[[], Generator[T, None, None]]) -> Iterator[T]:
    """What `work` yields, as it comes; raises TimeoutError when it has not ended after so many seconds.

    It runs in a thread of its own, which is told to stop at its next piece and holds up nothing.
    """
    pieces: SimpleQueue[T | _End] = SimpleQueue()
    left_alone = Event()
    Thread(target=_run, args=(work, pieces, left_alone), daemon=True).start()
    ends_at = time.monotonic() + seconds
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, ends_at - time.monotonic()))
            except Empty:
                raise TimeoutError(f"no end after {seconds:g} seconds") from None
            if not isinstance(piece, _End):
                yield piece
            elif piece.error is None:
                return
            else:
                raise piece.error
    finally:
        left_alone.set()


def _run(work: Callable[[], Generator[T, None, None]], pieces: "SimpleQueue[T | _End]", left_alone: Event) -> None:
    try:
        with closing(work()) as working:
            for piece in working:
                if left_alone.is_set():
                    return
                pieces.put(piece)
    except BaseException as error:  # it is raised where the pieces are taken
        pieces.put(_End(error))
    else:
        pieces.put(_End())
