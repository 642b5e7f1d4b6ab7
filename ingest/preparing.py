"""A request as an order for the ingest: its file under its path, and the manifest as it would be."""

import tomllib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.committing import Change, before_of, change_of, committed
from ingest.ingestion import Order
from ingest.manifest_editing import entry_in, with_entry, with_withdrawal
from knowledge.domain import Document
from knowledge.errors import ChangedMeanwhileError, CorpusError, IntakeError, ManifestError, UnreadableFileError
from knowledge.ingest_report import IngestReport
from knowledge.intake.requests import Deed, Request
from knowledge.manifest import NAME as MANIFEST
from knowledge.manifest import documents_of, title_from_name


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request made ready. `grounds` are what it was prepared on: see `Request.grounds`."""

    data: Path
    corpus: Path
    request: Request
    files: dict[str, Path]
    manifest: dict[str, Document]
    changes: tuple[Change, ...]
    grounds: dict[str, Any]

    def order(self, *, is_trial: bool) -> Order:
        """The order that tries it out, or publishes it."""
        put_in_by = dict.fromkeys(self.files, self.request.by)
        return Order(self.files, put_in_by, self.manifest, self._publishing, is_trial)

    def _publishing(self, report: IngestReport) -> AbstractContextManager[None]:
        """The corpus folder is changed around the publishing; not at all where the file itself was not taken."""
        check_taken(report, self.request.path)
        return committed(self.data, self.corpus, self.changes, report.edition, self.request.id)


def check_taken(report: IngestReport, path: str) -> None:
    """Raise UnreadableFileError or IntakeError where an edition is without the file that it was made for."""
    reason = next((each.reason for each in report.failed if each.path == path), None)
    if reason is not None:
        raise UnreadableFileError(f"The file could not be read: {reason}")
    if any(each.path == path for each in report.held):
        raise IntakeError("This version waits for a second person's approval.")


def prepare(data: Path, corpus: Path, request: Request, folder: Path, document: Path | None) -> Prepared:
    """Make a request ready; `folder` is the request's own, `document` the file that was put in.

    Raises ManifestError where the manifest would be wrong, IntakeError where the request no longer fits.
    """
    place = corpus / MANIFEST
    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder {corpus}: set SIGNPOST_CORPUS for the ingestion process.")
    before = _text(place)
    after = _manifest_after(before, request)
    try:
        manifest = documents_of(tomllib.loads(after), place)
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{place} is not valid TOML: {error}.") from error
    new = folder / MANIFEST
    new.write_text(after, encoding="utf-8", newline="")
    files = {request.path: document} if document is not None else {}
    _check_place(corpus, request.path)
    changes = [change_of(corpus, path, file) for path, file in files.items()]
    grounds = {"entry": entry_in(before, request.path), "version": before_of(corpus, request.path)}
    if after != before:
        changes.append(change_of(corpus, MANIFEST, new))
    return Prepared(data, corpus, request, files, manifest, tuple(changes), grounds)


def check_grounds(prepared: Prepared) -> None:
    """Raise ChangedMeanwhileError where the dry run was made on other grounds than there are now."""
    was, now = prepared.request.grounds, prepared.grounds
    for key, what in (("entry", "The manifest's entry"), ("version", "The file in the corpus folder")):
        if key in was and was[key] != now[key]:
            raise ChangedMeanwhileError(
                f"{what} for {prepared.request.path} was changed by hand since the dry run; it was not overwritten. "
                "Look at the details again, and make another dry run."
            )


def _manifest_after(text: str, request: Request) -> str:
    if request.kind != Deed.WITHDRAW:
        return with_entry(text, request.entry)
    comment = f"Withdrawn on {datetime.now(UTC):%d %B %Y}: {request.reason}"
    return with_withdrawal(text, request.path, title_from_name(request.path), comment)


def _text(manifest: Path) -> str:
    """The manifest as it stands, line ends and all; empty where there is none."""
    try:
        return manifest.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{manifest} cannot be read: {error}.") from error


def _check_place(corpus: Path, path: str) -> None:
    """A path whose folder is a link leads who knows where; one below a file leads nowhere."""
    root = corpus.resolve()
    place = root / path
    for folder in list(place.parents)[: len(Path(path).parts) - 1]:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise IntakeError(f"{path}: {folder.name} is not a folder of the corpus. Choose another path.")
    if place.is_symlink() or place.is_dir():
        raise IntakeError(f"{path} is a link or a folder. Choose another path.")
