"""Putting a request's files and manifest into the corpus folder around the publishing of its edition: all or nothing.

A journal is written before anything is touched. Whatever interrupts it, the next ingest finds the journal, sees by the
live edition on which side of the switch it was, and finishes or undoes the work; both may be done twice.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.listing import digest
from knowledge.editions import Editions
from knowledge.errors import (
    ChangedMeanwhileError,
    IndexUnavailableError,
    IntakeError,
    StorageError,
    UnreadableFileError,
)
from knowledge.intake.requests import PROCESS, Deed
from knowledge.intake.store import IntakeStore
from knowledge.manifest import NAME as MANIFEST

_JOURNAL = "commit.json"


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the corpus folder that becomes another: `before` and `after` are SHA-256, empty where there is none.

    `new` is the file that takes its place, `staged` and `old` are hidden neighbours of it, which the corpus leaves out.
    """

    path: str
    new: str
    before: str
    after: str
    staged: str
    old: str


@dataclass(frozen=True, slots=True)
class Journal:
    """What is being done. `live` is the edition that answered before, `edition` the one that is to answer.

    `request` is the id of the request that it is done for; `folders` are those that are made for it, deepest first."""

    corpus: str
    edition: str
    live: str
    request: str
    folders: tuple[str, ...]
    changes: tuple[Change, ...]


def change_of(corpus: Path, path: str, new: Path) -> Change:
    """The change that puts `new` at a path, by what stands there now."""
    place, token = corpus / path, secrets.token_hex(4)
    before = digest(place) if place.exists() else ""
    staged, old = (str(place.with_name(f".{kind}-{token}")) for kind in ("incoming", "replaced"))
    return Change(path, str(new.resolve()), before, digest(new), staged, old)


def before_of(corpus: Path, path: str) -> str:
    """The SHA-256 of what stands at a path; empty where nothing does."""
    return digest(corpus / path) if (corpus / path).exists() else ""


@contextmanager
def committed(data: Path, corpus: Path, changes: tuple[Change, ...], edition: str, request: str) -> Iterator[None]:
    """Make the changes, and undo them where the block raises; then note that the request is published.

    To be entered under the ingest lock.

    Raises ChangedMeanwhileError where a file is not what it was when its change was prepared, StorageError where the
    corpus folder cannot be written.
    """
    _check_unchanged(corpus, changes)
    journal = Journal(
        str(corpus.resolve()),
        edition,
        Editions(data).live_id or "",
        request,
        _missing_folders(corpus, changes),
        changes,
    )
    try:
        _write_journal(data, journal)
        _make(corpus, changes)
        yield
    except BaseException:
        _undo(journal)
        _forget(data)
        raise
    with suppress(StorageError):  # it is published: with no room to say so, the journal tells the next ingest
        _finish(data, journal)


def recover(data: Path, editions: Editions) -> None:
    """Finish or undo what an interrupted process left. To be called under the ingest lock."""
    journal = read_journal(data)
    if journal is None:
        return
    if _is_published(editions, journal):
        _finish(data, journal)
    else:
        _undo(journal)
        _forget(data)


def read_journal(data: Path) -> Journal | None:
    """The journal of what was interrupted; None where nothing was."""
    try:
        values = json.loads((data / "intake" / _JOURNAL).read_text(encoding="utf-8"))
        changes = tuple(Change(**each) for each in values.pop("changes"))
        folders = tuple(map(str, values.pop("folders")))
        return Journal(**values, folders=folders, changes=changes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_published(editions: Editions, journal: Journal) -> bool:
    """Whether the switch was made; it is made now where the edition was whole already and nothing else came between."""
    if editions.live_id == journal.edition:
        return True
    if (editions.live_id or "") != journal.live or not (editions.folder / journal.edition).is_dir():
        return False
    with suppress(IndexUnavailableError):
        editions.roll_back(journal.edition)
        return True
    return False


def _check_unchanged(corpus: Path, changes: tuple[Change, ...]) -> None:
    for change in changes:
        if before_of(corpus, change.path) != change.before:
            what = "The manifest" if change.path == MANIFEST else f"The file {change.path}"
            raise ChangedMeanwhileError(
                f"{what} was changed in the corpus folder meanwhile; it was not overwritten. Try again, and look at "
                "the new dry run."
            )


def _make(corpus: Path, changes: tuple[Change, ...]) -> None:
    try:
        for change in changes:
            place = corpus / change.path
            place.parent.mkdir(parents=True, exist_ok=True)
            _copy(Path(change.new), Path(change.staged))
            if change.before:
                _keep(place, Path(change.old))
        _check_unchanged(corpus, changes)  # once more: copying a large file takes a while
        for change in changes:  # nothing above touched what an ingest reads
            Path(change.staged).replace(corpus / change.path)
    except OSError as error:
        raise StorageError(
            f"The corpus folder {corpus} cannot be written ({error.strerror}): give it space and write permission. "
            "It is as it was."
        ) from error


def _undo(journal: Journal) -> None:
    """Put everything back as it was. What somebody changed by hand since is left as they made it."""
    corpus = Path(journal.corpus)
    for change in journal.changes:
        place, old = corpus / change.path, Path(change.old)
        with suppress(OSError, UnreadableFileError):
            is_ours = place.exists() and digest(place) == change.after
            if is_ours and change.before and old.exists():
                old.replace(place)
            elif is_ours and not change.before:
                place.unlink()
    _sweep(journal)
    for folder in journal.folders:
        with suppress(OSError):  # somebody has put something else there
            Path(folder).rmdir()


def _missing_folders(corpus: Path, changes: tuple[Change, ...]) -> tuple[str, ...]:
    folders = {folder for change in changes for folder in (corpus.resolve() / change.path).parents}
    missing = [str(folder) for folder in folders if not folder.exists()]
    return tuple(sorted(missing, key=len, reverse=True))


def _finish(data: Path, journal: Journal) -> None:
    _sweep(journal)
    with suppress(IntakeError):  # noted already, or its request was removed
        IntakeStore(data).add(journal.request, Deed.PUBLISHED, PROCESS, edition=journal.edition)
    _forget(data)


def _sweep(journal: Journal) -> None:
    for change in journal.changes:
        for leftover in (change.staged, change.old):
            with suppress(OSError):
                Path(leftover).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def _keep(place: Path, old: Path) -> None:
    """A second name for what stands there: it takes no room, and the file is whole under it whatever comes."""
    try:
        os.link(place, old)
    except OSError:  # not every file system has hard links
        _copy(place, old)


def _write_journal(data: Path, journal: Journal) -> None:
    file = data / "intake" / _JOURNAL
    partial = file.with_name(f".{_JOURNAL}")
    values: Mapping[str, object] = asdict(journal)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as written:
            json.dump(values, written)
            written.flush()
            os.fsync(written.fileno())
        partial.replace(file)
    except OSError as error:
        raise StorageError(f"The data folder {data} cannot be written ({error.strerror}): give it space.") from error


def _forget(data: Path) -> None:
    try:
        (data / "intake" / _JOURNAL).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"The data folder {data} cannot be written ({error.strerror}).") from error
