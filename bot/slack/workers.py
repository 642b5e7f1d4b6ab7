"""Threads for what blocks, so that the event loop never does: many for answers, some for looking things up."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_LOOK_UPS = 4
_T = TypeVar("_T")
_P = ParamSpec("_P")


class Workers:
    """Two pools: a click or a claim must not queue behind answers, which may take seconds.

    Neither is the event loop's own, which also looks up host names.
    """

    def __init__(self, answers: int) -> None:
        self._answers = ThreadPoolExecutor(answers, thread_name_prefix="answer")
        self._look_ups = ThreadPoolExecutor(_LOOK_UPS, thread_name_prefix="look-up")

    async def answer(self, make: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What `make` returns, made among the answers."""
        return await asyncio.get_running_loop().run_in_executor(self._answers, partial(make, *given, **named))

    async def look_up(self, find: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """What `find` returns, which takes milliseconds."""
        return await asyncio.get_running_loop().run_in_executor(self._look_ups, partial(find, *given, **named))

    def close(self) -> None:
        """Begin nothing new; what runs is not waited for."""
        for pool in (self._answers, self._look_ups):
            pool.shutdown(wait=False, cancel_futures=True)
