"""What takes too long ends in time, and what is left alone stops."""

import time
from collections.abc import Generator
from threading import Event

import pytest

from bot.deadline import within


def counted(pieces: int, pause_seconds: float = 0.0, stopped: Event | None = None) -> Generator[int, None, None]:
    try:
        for number in range(pieces):
            time.sleep(pause_seconds)
            yield number
    finally:
        if stopped is not None:
            stopped.set()


def test_all_pieces_come_in_order() -> None:
    assert list(range(100)) == list(within(5.0, lambda: counted(100)))


def test_the_time_is_for_all_pieces_together() -> None:
    found: list[int] = []
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        found.extend(within(0.2, lambda: counted(100, 0.05)))
    assert 0.15 < time.monotonic() - started < 1.0
    assert found == list(range(len(found)))
    assert found


def test_an_error_comes_after_the_pieces_before_it() -> None:
    def failing() -> Generator[int, None, None]:
        yield 1
        raise KeyError("x")

    pieces = within(5.0, failing)
    assert 1 == next(pieces)
    with pytest.raises(KeyError):
        next(pieces)


def test_what_is_left_alone_stops_at_its_next_piece() -> None:
    stopped = Event()
    with pytest.raises(TimeoutError):
        list(within(0.05, lambda: counted(1000, 0.1, stopped)))
    assert stopped.wait(2.0)
