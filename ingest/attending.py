"""Attending to the intake: its requests one at a time, whichever process takes them and whatever ends it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from ingest.request_steps import Steps, failure_text
from knowledge.errors import IngestRunningError, IntakeError, SignpostError, StorageError
from knowledge.intake.requests import MOST_STARTS, PROCESS, QUEUED, RUNNING, Deed, Request
from knowledge.intake.store import IntakeStore

_log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 1.0
_ALIVE_EVERY_SECONDS = 5.0
_PROGRESS_EVERY_SECONDS = 0.3
_TOO_OFTEN = (
    "The ingestion process was ended from outside three times while it did this; perhaps it ran out of memory. "
    "Nothing was changed. Tell your maintainer, or try a smaller file."
)
Say = Callable[[str], None]


class StoredProgress:
    """Progress where the console looks for it. It is never a reason to fail."""

    def __init__(self, store: IntakeStore, id: str) -> None:
        self._store = store
        self._id = id
        self._shown = ("", float("-inf"))

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage are behind us; a stage's first and last steps are always shown."""
        if stage == "Pages":
            return
        last_stage, at = self._shown
        if stage == last_stage and done < total and time.monotonic() - at < _PROGRESS_EVERY_SECONDS:
            return
        self._shown = (stage, time.monotonic())
        with suppress(StorageError):
            self._store.write(self._id, "progress", {"stage": stage, "done": done, "total": total})


def attend(steps: Steps, stop: Event, say: Say, look_every_seconds: float = _LOOK_EVERY_SECONDS) -> None:
    """Take the requests of the intake until `stop` is set. Of several processes one works and the others stand by."""
    is_standing_by = False
    while not stop.is_set():
        with steps.store.attending() as is_ours:
            if is_ours:
                with _heard_of(steps.store):
                    _attend_alone(steps, stop, say, look_every_seconds)
            elif not is_standing_by:
                is_standing_by = True
                say("Another process takes the requests: this one stands by.")
        stop.wait(look_every_seconds)


def _attend_alone(steps: Steps, stop: Event, say: Say, look_every_seconds: float) -> None:
    said = ""
    while not stop.is_set():
        try:
            is_idle = not attend_to_next(steps, stop, say)
            said = ""
        except SignpostError as error:  # a full disk, say: it may have room again
            is_idle = True
            if str(error) != said:
                said = str(error)
                say(said)
        if is_idle:
            stop.wait(look_every_seconds)


def attend_to_next(steps: Steps, stop: Event, say: Say) -> bool:
    """Take one step of the request whose turn it is; false where there is none. Raises StorageError."""
    steps.tidy()
    request = _next(steps.store)
    if request is None:
        return False
    if request.state in RUNNING:  # a process that began this was ended
        _without_others(steps.recover, steps.store, request, stop)
        request = steps.store.request(request.id)
        if request.state not in RUNNING:
            return True
    if request.starts >= MOST_STARTS:
        steps.store.add(request.id, Deed.FAILED, PROCESS, _TOO_OFTEN)
        return True
    steps.store.write(request.id, "progress", {})  # not that of the step before
    request = steps.store.add(request.id, Deed.STARTED, PROCESS)
    say(f"{request.path or request.name or request.wanted}: {request.state.value}")
    error = _error_of(steps, request, stop)
    if error is not None and not stop.is_set():
        say(f"{request.path or request.name or request.wanted}: {error}")
        with suppress(IntakeError):  # it was cancelled meanwhile, or published after all
            steps.store.add(request.id, Deed.FAILED, PROCESS, error)
    return True


def _error_of(steps: Steps, request: Request, stop: Event) -> str | None:
    """Take the step; why it failed, or None."""
    try:
        _without_others(
            lambda: steps.take(request, StoredProgress(steps.store, request.id)), steps.store, request, stop
        )
    except SignpostError as error:
        return failure_text(error)
    except Exception as error:
        _log.exception("request %s", request.id)
        return failure_text(error)
    return None


def _without_others(work: Callable[[], None], store: IntakeStore, request: Request, stop: Event) -> None:
    """Do it as soon as no other ingest runs."""
    while not stop.is_set():
        try:
            work()
            return
        except IngestRunningError:
            StoredProgress(store, request.id)("Waiting for another ingest", 0, 0)
            stop.wait(_LOOK_EVERY_SECONDS)


def _next(store: IntakeStore) -> Request | None:
    """The one that was begun, or else the one whose turn came first."""
    waiting = [each for each in store.requests() if each.state in (*QUEUED, *RUNNING)]
    return min(waiting, key=lambda each: (each.state in QUEUED, each.events[-1].at), default=None)


@contextmanager
def _heard_of(store: IntakeStore) -> Iterator[None]:
    """Say every few seconds that this process lives, however long a step takes."""
    ended = Event()

    def say_alive() -> None:
        while not ended.is_set():
            with suppress(StorageError):
                store.say_alive()
            ended.wait(_ALIVE_EVERY_SECONDS)

    thread = Thread(target=say_alive, name="intake-alive", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
