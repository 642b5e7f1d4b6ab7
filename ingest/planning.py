"""What an ingest will do, told before any file is read: by names, digests, the manifest and the live edition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest.intake import Admission
from ingest.listing import check_file, digest, shown_path
from ingest.live import Live
from ingest.loading import Task
from ingest.record import FailedFile
from ingest.warning_groups import metadata_warnings
from knowledge.domain import Document
from knowledge.errors import UnreadableFileError
from knowledge.ingest_report import Failure, HeldVersion, IngestWarning
from knowledge.intake.log import current_user
from knowledge.manifest import NAME as MANIFEST
from knowledge.manifest import document_without_entry, with_whole_chains


@dataclass(frozen=True, slots=True)
class Plan:
    """Each file in one of three: `reused` (by path, the path of the live edition that holds the same), `unread`
    (to be read) and `failed`. The content of `files` is read from there; versions that are `held` are in none.
    """

    corpus: Path
    paths: tuple[str, ...]
    manifest: Mapping[str, Document] | None
    reused: Mapping[str, str]
    unread: Mapping[str, str]
    failed: dict[str, FailedFile]
    files: Mapping[str, Path]
    held: tuple[HeldVersion, ...]

    def document(self, path: str, title: str = "") -> Document:
        """What the manifest says of a file, or what can be said without an entry."""
        return (self.manifest or {}).get(path) or document_without_entry(path, title)

    def tasks(self, now: datetime, put_in_by: Mapping[str, str]) -> list[Task]:
        """The files to read, in the order of their paths; `put_in_by` says by whom, the session's user elsewhere."""
        user = current_user()
        return [
            Task(self.files.get(path, self.corpus / path), self.document(path), sha256, now, put_in_by.get(path, user))
            for path, sha256 in self.unread.items()
        ]

    def failures(self, failed: Mapping[str, FailedFile]) -> tuple[Failure, ...]:
        """What the report says of the files that failed, and of a manifest that is not there."""
        without = "There is none: no document has a kind, an authority or dates."
        missing = () if self.manifest is not None else (Failure(MANIFEST, without),)
        return (*missing, *(Failure(shown_path(path), failed[path].reason) for path in self.paths if path in failed))

    def storable(self, failed: Mapping[str, FailedFile]) -> dict[str, FailedFile]:
        """The failures by a path that can be stored, whatever bytes its name is made of."""
        return {shown_path(path): each for path, each in sorted(failed.items())}

    def of_other_kinds(self) -> dict[str, FailedFile]:
        """The unread files of a kind that is not read, which their names tell."""
        # Imported here: it loads every parser.
        from ingest.files import check_kind

        failed = {}
        for path, sha256 in self.unread.items():
            try:
                check_kind(path)
            except UnreadableFileError as error:
                failed[path] = FailedFile(sha256, str(error), is_lasting=True)
        return failed

    def warnings(self, read: Iterable[str]) -> Iterator[IngestWarning]:
        """Where the manifest and the corpus do not fit; `read` are the files that did not fail."""
        if self.manifest is not None:
            yield from _manifest_warnings(self.manifest, frozenset(self.paths), read)


def make_plan(corpus: Path, live: Live | None, admission: Admission) -> Plan:
    """Sort the files that were admitted, by their digests."""
    reused, unread, failed = dict[str, str](), dict[str, str](), dict[str, FailedFile]()
    for path in admission.paths:
        try:
            sha256 = admission.versions.get(path) or _digest(corpus, path, admission.files)
        except UnreadableFileError as error:
            failed[path] = FailedFile("", str(error), is_lasting=False)
            continue
        if live is not None and (origin := live.same_content(path, sha256)):
            reused[path] = origin
        elif live is not None and (failure := live.failed(path, sha256)):
            failed[path] = failure
        else:
            unread[path] = sha256
    failed |= {each.path: FailedFile("", each.reason, is_lasting=False) for each in admission.failed}
    paths = tuple(sorted({*admission.paths, *failed}))
    manifest = None if admission.entries is None else with_whole_chains(admission.entries)
    return Plan(corpus, paths, manifest, reused, unread, failed, admission.files, admission.held)


def _digest(corpus: Path, path: str, files: Mapping[str, Path]) -> str:
    if path in files:
        return digest(files[path])
    check_file(corpus, path)
    return digest(corpus / path)


def _manifest_warnings(
    manifest: Mapping[str, Document], present: frozenset[str], read: Iterable[str]
) -> Iterator[IngestWarning]:
    for path in read:
        if path not in manifest:
            yield IngestWarning(path, None, "not in manifest.toml: its kind, authority and dates are unstated")
    for path, document in manifest.items():
        if path not in present:
            yield IngestWarning(path, None, "in manifest.toml, but there is no such file")
        else:
            yield from metadata_warnings(document)
        for old in document.supersedes:
            if old not in manifest and old not in present:
                yield IngestWarning(path, None, f"supersedes {old!r}, which is not in the corpus: is it spelt so?")
