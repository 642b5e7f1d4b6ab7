"""The requests of the intake: what is asked of the ingestion process, and the states it goes through.

A request is its history: a list of events to which one is only ever added. No input or output here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from knowledge.errors import IntakeError


class State(StrEnum):
    """Where a request stands."""

    TO_EXAMINE = "waits to be read"
    EXAMINING = "is being read"
    DESCRIBE = "needs its details"
    TO_TRY = "waits for its dry run"
    TRYING = "is in its dry run"
    READY = "ready to publish"
    TO_PUBLISH = "waits to be published"
    PUBLISHING = "is being published"
    WAITING = "waits for approval"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Deed(StrEnum):
    """What somebody, or the ingestion process, did."""

    PUT_IN = "put in"
    WITHDRAW = "asked for withdrawal"
    ROLL_BACK = "asked to go back to an earlier edition"
    STARTED = "begun"
    EXAMINED = "read"
    DESCRIBED = "described"
    TRIED = "dry run made"
    PUBLISH = "asked to publish"
    HELD = "held for approval"
    APPROVED = "approved"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"


QUEUED = (State.TO_EXAMINE, State.TO_TRY, State.TO_PUBLISH)
RUNNING = (State.EXAMINING, State.TRYING, State.PUBLISHING)
ENDED = (State.PUBLISHED, State.FAILED, State.CANCELLED)
CANCELLABLE = tuple(each for each in State if each not in (*ENDED, State.PUBLISHING))
# In these the next step is a person's.
WITH_PEOPLE = (State.DESCRIBE, State.READY, State.WAITING)

# Under this name stands what the ingestion process did.
PROCESS = "Ingestion process"

# How often a step is begun again after the process that did it was ended from outside.
MOST_STARTS = 3

_BEGINNINGS = {
    Deed.PUT_IN: State.TO_EXAMINE,
    Deed.WITHDRAW: State.TO_PUBLISH,
    Deed.ROLL_BACK: State.TO_PUBLISH,
}
_STEPS = {
    (State.TO_EXAMINE, Deed.STARTED): State.EXAMINING,
    (State.EXAMINING, Deed.STARTED): State.EXAMINING,
    (State.EXAMINING, Deed.EXAMINED): State.DESCRIBE,
    (State.EXAMINING, Deed.FAILED): State.FAILED,
    (State.DESCRIBE, Deed.DESCRIBED): State.TO_TRY,
    (State.READY, Deed.DESCRIBED): State.TO_TRY,
    (State.TO_TRY, Deed.STARTED): State.TRYING,
    (State.TRYING, Deed.STARTED): State.TRYING,
    (State.TRYING, Deed.TRIED): State.READY,
    (State.TRYING, Deed.FAILED): State.DESCRIBE,
    (State.READY, Deed.PUBLISH): State.TO_PUBLISH,
    (State.TO_PUBLISH, Deed.STARTED): State.PUBLISHING,
    (State.PUBLISHING, Deed.STARTED): State.PUBLISHING,
    (State.PUBLISHING, Deed.HELD): State.WAITING,
    (State.PUBLISHING, Deed.PUBLISHED): State.PUBLISHED,
    (State.WAITING, Deed.APPROVED): State.TO_PUBLISH,
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to a request; `at` is ISO 8601, UTC. `values` differ by deed (see `Request`)."""

    deed: Deed
    by: str
    at: str
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its events make it."""

    id: str
    state: State
    events: tuple[Event, ...]

    @property
    def kind(self) -> Deed:
        """What was asked for: PUT_IN, WITHDRAW or ROLL_BACK."""
        return self.events[0].deed

    @property
    def by(self) -> str:
        """Who asked for it."""
        return self.events[0].by

    @property
    def at(self) -> str:
        """When it was asked for."""
        return self.events[0].at

    @property
    def name(self) -> str:
        """The name of the file that was put in."""
        return str(self._first("name"))

    @property
    def sha256(self) -> str:
        """The digest of the file that was put in, 64 hex digits."""
        return str(self._first("sha256"))

    @property
    def size(self) -> int:
        """The size of the file that was put in, in bytes."""
        return int(self._first("size") or 0)

    @property
    def replaces(self) -> str:
        """The path whose file it is to take the place of, where its page was where somebody began."""
        return str(self._first("replaces"))

    @property
    def path(self) -> str:
        """The path of the document it is about; empty where it is not known yet, or about an edition."""
        return str(self.entry.get("path") or self._first("path") or "")

    @property
    def reason(self) -> str:
        """Why a withdrawal or a rollback is wanted."""
        return self.events[0].text

    @property
    def wanted(self) -> str:
        """The edition that a rollback goes to."""
        return str(self._first("wanted"))

    @property
    def entry(self) -> Mapping[str, Any]:
        """The manifest entry that was last asked for, as JSON; empty before."""
        return next((e.values["entry"] for e in reversed(self.events) if e.deed == Deed.DESCRIBED), {})

    @property
    def grounds(self) -> Mapping[str, Any]:
        """What the details were written on: the `entry` of that path in the manifest and the `version` in the folder.

        None of each where there was none. Where they are other ones now, somebody changed them by hand.
        """
        return next((e.values for e in reversed(self.events) if e.deed == Deed.TRIED), {})

    @property
    def edition(self) -> str:
        """The edition that it led to; empty before."""
        return next((str(e.values.get("edition", "")) for e in self.events if e.deed == Deed.PUBLISHED), "")

    @property
    def error(self) -> str:
        """Why the last step failed; empty where it did not."""
        return self.events[-1].text if self.events[-1].deed == Deed.FAILED else ""

    @property
    def starts(self) -> int:
        """How often in a row the step that runs was begun."""
        count = 0
        for event in reversed(self.events):
            if event.deed != Deed.STARTED:
                break
            count += 1
        return count

    @property
    def putters(self) -> tuple[str, ...]:
        """Everybody who had a hand in putting it in: none of them approves it."""
        deeds = (Deed.PUT_IN, Deed.DESCRIBED, Deed.PUBLISH)
        return tuple(dict.fromkeys(event.by for event in self.events if event.deed in deeds))

    def _first(self, key: str) -> Any:
        return self.events[0].values.get(key, "")


def request_of(id: str, events: Sequence[Event]) -> Request:
    """A request from its events in order; raises IntakeError where one of them cannot follow."""
    state = None
    for event in events:
        state = next_state(state, event.deed, events[0].deed)
    if state is None:
        raise IntakeError(f"The request {id} has no events.")
    return Request(id, state, tuple(events))


def next_state(state: State | None, deed: Deed, kind: Deed) -> State:
    """The state that a deed leads to; raises IntakeError where it cannot be done now."""
    if state is None and deed in _BEGINNINGS:
        return _BEGINNINGS[deed]
    if deed == Deed.CANCELLED and state in CANCELLABLE:
        return State.CANCELLED
    if (state, deed) == (State.PUBLISHING, Deed.FAILED):
        return State.READY if kind == Deed.PUT_IN else State.FAILED
    if state is not None and (state, deed) in _STEPS:
        return _STEPS[state, deed]
    now = f"it {state.value}" if state in (*RUNNING, *QUEUED) else f"it is now “{state or 'new'}”"
    raise IntakeError(f"This can no longer be done with this request: {now}. Look at it again.")
