"""Who put in which version, and who approved it: one file of the data folder, to which lines are only ever added.

Not in the ledger: an ingest must work while that is down, and what is approved must be known to it.
"""

import getpass
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from knowledge.errors import ApprovalError, StorageError
from knowledge.names import comparable


class Deed(StrEnum):
    """What a line says: it waits, it is approved, or it waits no longer, as the file was removed or changed back."""

    HELD = "held"
    APPROVED = "approved"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log; `version` is a SHA-256, `at` ISO 8601, UTC."""

    deed: Deed
    path: str
    version: str
    by: str
    at: str


class IntakeLog:
    """The log of a data folder; `lines` are those that stood in it when it was read, and what was added since."""

    def __init__(self, data: Path) -> None:
        self._file = data / "intake.jsonl"
        self.lines = list(_lines(self._file))

    @property
    def approvals(self) -> dict[str, Line]:
        """The last approval of each approved version, by its SHA-256."""
        return {line.version: line for line in self.lines if line.deed == Deed.APPROVED}

    @property
    def waiting(self) -> dict[str, Line]:
        """The version of each document that waits for approval, by path."""
        waiting: dict[str, Line] = {}
        for line in self.lines:
            if line.deed == Deed.HELD:
                waiting[line.path] = line
            elif line.path in waiting and line.version == waiting[line.path].version:
                del waiting[line.path]
        return waiting

    def last_approved(self, path: str) -> str | None:
        """The SHA-256 of the version of a document that was approved last."""
        return next((x.version for x in reversed(self.lines) if (x.deed, x.path) == (Deed.APPROVED, path)), None)

    def hold(self, held: Mapping[str, str], by: str, now: datetime) -> None:
        """Record which version of each document waits now; one that waited before keeps who put it in."""
        before = self.waiting
        for path, line in before.items():
            if held.get(path) != line.version:
                self._add(Line(Deed.SETTLED, path, line.version, by, now.isoformat()))
        for path, version in held.items():
            if path not in before or before[path].version != version:
                self._add(Line(Deed.HELD, path, version, by, now.isoformat()))

    def has_put_in(self, name: str, version: str) -> bool:
        """Whether somebody is among those who put a version in: they do not approve it."""
        held = (line for line in self.lines if (line.deed, line.version) == (Deed.HELD, version))
        return comparable(name) in {comparable(line.by) for line in held}

    def wait(self, path: str, version: str, names: Sequence[str], now: datetime) -> None:
        """Record that a version waits which is not in the corpus folder; `names` are those who put it in."""
        waiting = self.waiting.get(path)
        known = waiting is not None and waiting.version == version
        for name in names:
            if not (known and self.has_put_in(name, version)):
                self._add(Line(Deed.HELD, path, version, name, now.isoformat()))

    def settle(self, path: str, version: str, by: str, now: datetime) -> None:
        """Record that a version waits no longer, if it does."""
        waiting = self.waiting.get(path)
        if waiting is not None and waiting.version == version:
            self._add(Line(Deed.SETTLED, path, version, by, now.isoformat()))

    def approve(self, path: str, version: str, by: str, now: datetime) -> Line:
        """Approve the version of a document that waits; `version` is the beginning of its SHA-256, or empty.

        Raises ApprovalError where nothing such waits, or for a person who put it in.
        """
        waiting = self.waiting
        if path not in waiting:
            others = f" These do: {', '.join(waiting)}." if waiting else " Nothing does; run `signpost ingest` first."
            raise ApprovalError(f"No version of {path!r} waits for approval.{others}")
        found = waiting[path].version
        if not found.startswith(version.lower()):
            raise ApprovalError(f"Version {version} of {path!r} does not wait for approval: {found[:12]} does.")
        if not by.strip():
            raise ApprovalError("An approval needs a name: give it with --by.")
        if self.has_put_in(by, found):
            raise ApprovalError(f"{by} put this version in, so somebody else must approve it (--by says who).")
        line = Line(Deed.APPROVED, path, found, " ".join(by.split()), now.isoformat())
        self._add(line)
        return line

    def _add(self, line: Line) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as file:
                # In one write, and on a line of its own even where an earlier write was cut short.
                file.write(b"\n" * _is_cut_short(self._file) + json.dumps(asdict(line)).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageError(f"The intake log {self._file} cannot be written ({error.strerror}).") from error
        self.lines.append(line)


def current_user() -> str:
    """The user of this machine's session, by name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _lines(file: Path) -> Iterator[Line]:
    """The lines that can be read; one that cannot approves nothing."""
    try:
        texts = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(f"The intake log {file} cannot be read ({error.strerror}).") from error
    for text in texts:
        with suppress(ValueError, TypeError, KeyError):
            values = json.loads(text)
            deed = Deed(values["deed"])
            yield Line(deed, *(str(values[key]) for key in ("path", "version", "by", "at")))


def _is_cut_short(file: Path) -> bool:
    content = file.read_bytes()[-1:]
    return content not in (b"", b"\n")
