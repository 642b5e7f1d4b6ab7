"""Where the console leaves its requests and the ingestion process what became of them: plain files.

intake/requests/<id>/events.jsonl    what was done, one event a line; lines are only ever added
                    /document.pdf    the file that was put in, until it is published or cancelled
                    /findings.json   what examining it gave
                    /trial.json      the report of its dry run
                    /progress.json   how far the running step is
intake/requests/.incoming-<id>/      a file that is still being put in
intake/process.json                  when the ingestion process was last heard of
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from knowledge.errors import IntakeError, StorageError
from knowledge.intake.requests import ENDED, Deed, Event, Request, State, next_state, request_of

_INCOMING = ".incoming-"
_LOCK_SECONDS = 10
_SILENT_SECONDS = 30.0
_ABANDONED_SECONDS = 24 * 60 * 60
DOCUMENT = "document"


class IntakeStore:
    """The requests of a data folder. Processes and threads may share it. Raises StorageError where it cannot write."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "intake"
        self._requests = self.folder / "requests"

    # -- requests

    def requests(self) -> list[Request]:
        """All that can be read, newest first: a damaged one must not hide the others."""
        found = []
        for folder in self._requests.glob("[!.]*"):
            with suppress(IntakeError):
                found.append(self.request(folder.name))
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)

    def request(self, id: str) -> Request:
        """The request of that id; raises IntakeError where there is none."""
        return request_of(id, list(self._events(id)))

    def history(self) -> list[tuple[str, Event]]:
        """Every event of every request with the request's id, oldest first."""
        events = [(request.id, event) for request in self.requests() for event in request.events]
        return sorted(events, key=lambda each: each[1].at)

    def ask(self, deed: Deed, by: str, text: str = "", **values: Any) -> str:
        """Begin a request that brings no file; returns its id. One that asks the same and is open is not doubled."""
        with self._locked():
            for each in self.requests():
                asked = each.events[0]
                if each.state not in ENDED and (asked.deed, dict(asked.values)) == (deed, values):
                    return each.id
            folder = self.incoming()
            return self._begin(folder, _event(deed, by, text, values))

    def add(self, id: str, deed: Deed, by: str, text: str = "", **values: Any) -> Request:
        """Add an event to a request, and return it as it is then; raises IntakeError where it cannot follow."""
        with self._locked():
            request, event = self.request(id), _event(deed, by, text, values)
            next_state(request.state, deed, request.kind)
            self._append(self._requests / id, event)
            return request_of(id, (*request.events, event))

    # -- files

    def incoming(self) -> Path:
        """A new folder for a file that is being put in; nobody sees it before `begin`."""
        folder = self._requests / f"{_INCOMING}{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        with self._writing():
            folder.mkdir(parents=True)
        return folder

    def begin(self, incoming: Path, by: str, most_open: int, most_bytes: int, **values: Any) -> str:
        """Make a request of a file that has come in whole; returns its id.

        Raises IntakeError where its person has too many open requests, or too many bytes in them.
        """
        with self._locked():
            own = [each for each in self.requests() if each.by == by and each.state not in ENDED and each.size]
            if len(own) >= most_open:
                raise IntakeError(f"You have {most_open} open requests: publish or cancel some of them first.")
            if sum(each.size for each in own) + int(values["size"]) > most_bytes:
                raise IntakeError(
                    f"Your open requests would hold more than {most_bytes // 1_000_000} MB: publish or cancel some."
                )
            return self._begin(incoming, _event(Deed.PUT_IN, by, "", values))

    def folder_of(self, id: str) -> Path:
        """The folder of a request."""
        return self._requests / _checked(id)

    def document(self, id: str) -> Path | None:
        """The file that was put in, while it is kept."""
        return next(self._requests.glob(f"{_checked(id)}/{DOCUMENT}.*"), None)

    def sweep(self, now: float) -> None:
        """Remove files that stopped coming in a day before `now` (seconds since the epoch), and those no longer needed.

        What was published is in the originals; what was cancelled is wanted by nobody.
        """
        for folder in self._requests.glob(f"{_INCOMING}*"):
            with suppress(OSError):
                if now - folder.stat().st_mtime > _ABANDONED_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)

    def drop_document(self, id: str) -> None:
        """Remove the file that was put in."""
        if (document := self.document(id)) is not None:
            with self._writing():
                document.unlink(missing_ok=True)

    def write(self, id: str, name: str, values: object) -> None:
        """Write what belongs to a request, whole or not at all: "findings", "trial" or "progress"."""
        self._replace(self._requests / _checked(id) / f"{name}.json", values)

    def read(self, id: str, name: str) -> Mapping[str, Any]:
        """What was written of a request; empty where nothing was."""
        return _read(self._requests / _checked(id) / f"{name}.json")

    # -- the ingestion process

    def say_alive(self) -> None:
        """Note that the ingestion process is there."""
        self._replace(self.folder / "process.json", {"process": os.getpid(), "at": datetime.now(UTC).isoformat()})

    @property
    def is_attended(self) -> bool:
        """Whether the ingestion process was heard of in the last half minute."""
        at = _read(self.folder / "process.json").get("at")
        if not isinstance(at, str):
            return False
        return (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds() < _SILENT_SECONDS

    @contextmanager
    def attending(self) -> Iterator[bool]:
        """Yields whether this process is the one that does the work: there is one at a time, whatever becomes of it."""
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "process.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    # -- how it is done

    def _begin(self, incoming: Path, event: Event) -> str:
        id = incoming.name.removeprefix(_INCOMING)
        self._append(incoming, event)
        with self._writing():
            incoming.rename(self._requests / id)
        return id

    def _events(self, id: str) -> Iterator[Event]:
        try:
            lines = (self._requests / _checked(id) / "events.jsonl").read_bytes().split(b"\n")
        except OSError as error:
            raise IntakeError("There is no such request.") from error
        for line in lines:
            with suppress(ValueError, TypeError, KeyError):  # a line that was cut short never happened
                values = json.loads(line)
                yield Event(Deed(values["deed"]), values["by"], values["at"], values["text"], values["values"])

    def _append(self, folder: Path, event: Event) -> None:
        file = folder / "events.jsonl"
        with self._writing(), file.open("a+b") as events:
            size = events.seek(0, os.SEEK_END)
            events.seek(max(0, size - 1))
            is_cut_short = events.read(1) not in (b"", b"\n")
            try:
                # In one write, and on a line of its own even where an earlier write was cut short.
                events.write(b"\n" * is_cut_short + json.dumps(asdict(event)).encode() + b"\n")
                events.flush()
                os.fsync(events.fileno())
            except OSError:
                with suppress(OSError):
                    os.truncate(file, size)
                raise

    def _replace(self, file: Path, values: object) -> None:
        partial = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
        with self._writing():
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                partial.write_text(json.dumps(values), encoding="utf-8")
                partial.replace(file)
            finally:
                partial.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._writing():
            self._requests.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "lock", timeout=_LOCK_SECONDS):
                yield
        except Timeout as error:
            raise StorageError("The intake is busy: try again in a minute.") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"The intake folder {self.folder} cannot be written ({error.strerror or error}): give it space and "
                "write permission."
            ) from error


def request_withdrawal(data: Path, path: str, reason: str, by: str) -> str:
    """Ask the ingestion process for an edition without a document; returns the request's id.

    Nothing is withdrawn yet: the request tells what became of it. One that is open for the same document is not
    doubled. Raises IntakeError without a reason.
    """
    if not " ".join(reason.split()):
        raise IntakeError("A withdrawal needs a reason.")
    return IntakeStore(data).ask(Deed.WITHDRAW, by, " ".join(reason.split()), path=path)


def waiting_versions(data: Path) -> dict[str, str]:
    """The version, by path, of each document that waits for approval among the requests, outside the corpus folder."""
    return {each.path: each.sha256 for each in IntakeStore(data).requests() if each.state == State.WAITING}


def _event(deed: Deed, by: str, text: str, values: Mapping[str, Any]) -> Event:
    return Event(deed, by, datetime.now(UTC).isoformat(), text, dict(values))


def _checked(id: str) -> str:
    """An id that leads nowhere else."""
    if not id or not id.replace("-", "").isalnum():
        raise IntakeError("There is no such request.")
    return id


def _read(file: Path) -> Mapping[str, Any]:
    with suppress(OSError, ValueError):
        values = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(values, dict):
            return values
    return {}
