"""Intake: new versions of some kinds of document wait for a second person's approval before they can be searched."""

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.listing import check_file, digest, shown_path
from ingest.originals import keep_original
from knowledge.domain import Document, Version
from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError, StorageError, UnreadableFileError
from knowledge.ingest_report import Failure, HeldVersion
from knowledge.intake.log import IntakeLog
from knowledge.intake.store import waiting_versions

Entries = Mapping[str, Document]
_UNSTATED = "document"


@dataclass(frozen=True, slots=True)
class Admission:
    """What an ingest reads: `paths`, each from its file of `files` where there is one, else from the corpus folder.

    `entries` is the manifest for them; `versions` holds the SHA-256, by path, of those that need an approval.
    """

    paths: Sequence[str]
    entries: Entries | None
    versions: Mapping[str, str] = field(default_factory=dict)
    held: tuple[HeldVersion, ...] = ()
    failed: tuple[Failure, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intake:
    """The rule of a data folder: documents of these kinds need an approval. What is live has been let in already.

    `sources` has the files, by path, that stand elsewhere than in the corpus folder. A trial takes the versions of
    these for approved, and records and keeps nothing.
    """

    data: Path
    kinds: tuple[str, ...] = ()
    sources: Mapping[str, Path] = field(default_factory=dict)
    is_trial: bool = False

    def admission(self, corpus: Path, paths: Sequence[str], entries: Entries | None, by: str) -> Admission:
        """What may be read; a version that was let in stays while its next one waits. Writes nothing."""
        if not self.kinds:
            return Admission(paths, entries, files=self.sources)
        live, log = _live_versions(self.data), IntakeLog(self.data)
        let_in = log.approvals.keys() | self._let_in(live)
        versions, held, failed = dict[str, str](), list[HeldVersion](), list[Failure]()
        for path in (path for path in paths if self._needs_approval(path, entries, live)):
            try:
                sha256 = self._digest(corpus, path)
            except UnreadableFileError as error:
                failed.append(Failure(shown_path(path), str(error)))
                continue
            stays = live[path].sha256 if path in live else log.last_approved(path)
            if self.is_trial and path in self.sources:
                continue
            if sha256 not in let_in:
                waiting = log.waiting.get(path)
                held.append(held_version(path, sha256, stays, waiting.by if waiting else by))
            if sha256 in let_in or stays:
                versions[path] = sha256 if sha256 in let_in else stays or ""
        gone = {*(each.path for each in held), *(each.path for each in failed)} - versions.keys()
        read = [path for path in paths if shown_path(path) not in gone]
        staying = [live[each.path].document for each in held if each.path in live]
        return Admission(read, _as_they_were(entries, staying), versions, tuple(held), tuple(failed), self.sources)

    @contextmanager
    def admitted(
        self, corpus: Path, paths: Sequence[str], entries: Entries | None, place: Path, by: str, now: datetime
    ) -> Iterator[Admission]:
        """The admission, recorded. Versions that were let in lie below `place` meanwhile, so that none is swapped."""
        admission = self.admission(corpus, paths, entries, by)
        if not self.kinds:
            yield admission
            return
        originals = self.data / "originals"
        if self.is_trial:
            admission = _as_a_trial(admission)
        else:
            self._keep(admission, corpus, originals, by, now)
        try:
            yield _with_files(admission, originals, place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _keep(self, admission: Admission, corpus: Path, originals: Path, by: str, now: datetime) -> None:
        """Keep the versions that need an approval, and record which of them wait."""
        for path in {*admission.versions, *(each.path for each in admission.held)}:
            with suppress(UnreadableFileError):  # it vanished: what was let in is in the originals
                keep_original(self.sources.get(path, corpus / path), originals)
        kept = {each.path: each.version for each in admission.held if (originals / each.version).exists()}
        log = IntakeLog(self.data)
        requested = {path: each for path, each in waiting_versions(self.data).items() if each not in log.approvals}
        log.hold({**requested, **kept}, by, now)

    def _digest(self, corpus: Path, path: str) -> str:
        if path in self.sources:
            return digest(self.sources[path])
        check_file(corpus, path)
        return digest(corpus / path)

    def _let_in(self, live: Mapping[str, Version]) -> set[str]:
        """The live versions that count for approved: not those that came in as something that needs no approval."""
        entries = {path: version.document for path, version in live.items()}
        return {version.sha256 for path, version in live.items() if self._needs_approval(path, entries, live)}

    def _needs_approval(self, path: str, entries: Entries | None, live: Mapping[str, Version]) -> bool:
        """By what the manifest calls it, by what it was, or by what it supersedes.

        Calling it something else does not let it in, nor does taking a document out of use from beside it.
        """
        entry = (entries or {}).get(path)
        before = {path, *(entry.supersedes if entry else ())}
        kinds = {entry.kind if entry else _UNSTATED, *(live[each].document.kind for each in before if each in live)}
        return not {kind.casefold() for kind in kinds}.isdisjoint(kind.casefold() for kind in self.kinds)


def held_version(path: str, sha256: str, stays: str | None, by: str) -> HeldVersion:
    """A version that waits, while the version `stays` answers, if there is one."""
    meanwhile = f"version {stays[:12]} answers meanwhile" if stays else "until then it cannot be searched"
    return HeldVersion(
        path=path,
        version=sha256,
        ingested_by=by,
        why=f"version {sha256[:12]}, put in by {by}, waits for a second person's approval; {meanwhile}",
        command=approve_line(path, sha256),
    )


def approve_line(path: str, sha256: str) -> str:
    """The command that approves a version, to be pasted into a shell."""
    return f"signpost approve {shlex.quote(path)} --version {sha256[:12]}"


def _live_versions(data: Path) -> Mapping[str, Version]:
    try:
        with closing(Editions(data).open_live_passages()) as passages:
            return passages.versions
    except IndexUnavailableError:
        return {}


def _as_they_were(entries: Entries | None, staying: Sequence[Document]) -> Entries | None:
    """The manifest, where a version that stays keeps what was said of it; only hiding it takes hold at once."""
    if entries is None:
        return None
    kept = dict(entries)
    for old in staying:
        new = entries.get(old.path)
        kept[old.path] = replace(old, withdrawn=new.withdrawn, audience=new.audience) if new else old
    return kept


def _as_a_trial(admission: Admission) -> Admission:
    """Files of the corpus folder are read where they are; only what stays while its next version waits is not there."""
    held = {each.path for each in admission.held}
    return replace(admission, versions={path: each for path, each in admission.versions.items() if path in held})


def _with_files(admission: Admission, originals: Path, place: Path) -> Admission:
    files, failed = dict(admission.files), list(admission.failed)
    for number, (path, sha256) in enumerate(admission.versions.items()):
        original = originals / sha256
        if original.exists():
            files[path] = _linked(original, place / str(number) / Path(path).name)
        else:
            failed.append(Failure(path, f"Version {sha256[:12]}, which was let in, is missing: restore {original}."))
    gone = {each.path for each in failed}
    paths = [path for path in admission.paths if path not in gone or path not in admission.versions]
    return replace(admission, paths=paths, failed=tuple(failed), files=files)


def _linked(original: Path, place: Path) -> Path:
    """An original under the name of its document, whose ending tells how to read it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(original, place)
        except OSError:  # not every file system has hard links
            shutil.copyfile(original, place)
    except OSError as error:
        raise StorageError(f"The data folder cannot be written ({error.strerror}): give it space.") from error
    return place
