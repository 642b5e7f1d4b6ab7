"""The ingest flow, top to bottom: corpus files and manifest to a published edition and a report."""

import getpass
import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.files import check_file, corpus_files, digest, read_file, shown_path
from ingest.manifest import NAME as MANIFEST
from ingest.manifest import document_without_entry, read_manifest
from ingest.originals import keep_original
from ingest.reading import Reading
from ingest.splitting import split
from knowledge.domain import Document, Failure, IngestReport, IngestWarning, Passage, Version
from knowledge.editions import Edition, Editions, build_edition, edition_id, embedded_text
from knowledge.embedding import Embedder, Vectors
from knowledge.errors import CorpusError, IndexUnavailableError, StorageError, UnreadableFileError

_EMBED_AT_ONCE = 64


class Progress(Protocol):
    """Told how far a stage has come."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage are behind us."""
        ...


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file that was read: its version and passages."""

    version: Version
    passages: list[Passage]
    warnings: tuple[IngestWarning, ...]


def ingest(corpus: Path, data: Path, embedder: Embedder, progress: Progress) -> IngestReport:
    """Publish an edition of the corpus folder; one file that cannot be read does not hurt the rest.

    Raises CorpusError when there is nothing to publish, StorageError when the data folder cannot be written; the
    live edition is then as it was.
    """
    started, now = time.monotonic(), datetime.now(UTC)
    paths, manifest = corpus_files(corpus), read_manifest(corpus)
    editions = Editions(data)
    with editions.building(now) as folder, ExitStack() as stack:
        live = _open_live(editions, embedder.name)
        if live is not None:
            stack.callback(live.close)
        loaded, failed = _load(corpus, paths, manifest, data / "originals", now, progress)
        if not loaded:
            raise CorpusError(f"No file of {corpus} could be read. {failed[0].path}: {failed[0].reason}")
        passages = [passage for each in loaded for passage in each.passages]
        texts = [embedded_text(passage) for passage in passages]
        digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        vectors, embedded = _embed(texts, digests, embedder, live, progress)
        versions = [each.version for each in loaded]
        progress("Writing", 0, 1)
        build_edition(folder, versions, passages, digests, vectors, embedder.name, now)
        after = {version.document.path: version.sha256 for version in versions}
        warnings = [*_manifest_warnings(manifest, paths, after), *(w for each in loaded for w in each.warnings)]
        report = IngestReport(
            edition=edition_id(folder),
            failed=tuple(failed),
            warnings=tuple(warnings),
            passages=len(passages),
            embedded=embedded,
            pages=sum(version.page_count or 0 for version in versions),
            seconds=round(time.monotonic() - started, 2),
        )
        report = _with_changes(report, _live_digests(live), after)
        editions.publish(folder, report)
        progress("Writing", 1, 1)
    return report


def plan(corpus: Path, data: Path, embedding_model: str) -> IngestReport:
    """What an ingest would change, told from the files' digests alone: no file is read, nothing is written."""
    paths, manifest = corpus_files(corpus), read_manifest(corpus)
    live = _open_live(Editions(data), embedding_model)
    before = _live_digests(live)
    if live is not None:
        live.close()
    after, failed = {}, _missing_manifest(manifest)
    for path in paths:
        try:
            check_file(corpus, path)
            after[path] = digest(corpus / path)
        except UnreadableFileError as error:
            failed.append(Failure(shown_path(path), str(error)))
    warnings = tuple(_manifest_warnings(manifest, paths, after))
    return _with_changes(IngestReport(edition="", failed=tuple(failed), warnings=warnings), before, after)


def _open_live(editions: Editions, embedding_model: str) -> Edition | None:
    """The live edition, whose vectors are carried over; None when there is none that fits."""
    try:
        return editions.open_live(embedding_model)
    except IndexUnavailableError:
        return None


def _load(
    corpus: Path,
    paths: Sequence[str],
    manifest: Mapping[str, Document] | None,
    originals: Path,
    now: datetime,
    progress: Progress,
) -> tuple[list[_Loaded], list[Failure]]:
    loaded, failed, who = [], _missing_manifest(manifest), _who()
    for done, path in enumerate(paths):
        progress("Reading", done, len(paths))
        try:
            check_file(corpus, path)
            loaded.append(_load_file(corpus / path, path, (manifest or {}).get(path), originals, now, who))
        except UnreadableFileError as error:
            failed.append(Failure(shown_path(path), str(error)))
        except StorageError:
            raise
        except Exception as error:  # a parser's own fault must not cost the other files
            failed.append(Failure(path, f"It could not be read ({type(error).__name__}): is it damaged?"))
    progress("Reading", len(paths), len(paths))
    return loaded, failed


def _load_file(file: Path, path: str, entry: Document | None, originals: Path, now: datetime, who: str) -> _Loaded:
    before = digest(file)
    reading = read_file(file)
    sha256 = keep_original(file, originals)
    if sha256 != before:  # its passages would be cited as another content's
        raise UnreadableFileError("It changed while it was read: ingest again.")
    document = entry or document_without_entry(path, reading.title)
    version = Version(document, sha256, reading.media_type, reading.page_count, reading.unreadable_pages, now, who)
    return _Loaded(version, split(version, reading.blocks), tuple(_warnings(path, reading, document, now)))


def _warnings(path: str, reading: Reading, document: Document, now: datetime) -> Iterator[IngestWarning]:
    for warning in reading.warnings:
        yield IngestWarning(path, warning.page, warning.what, warning.kind)
    if document.review_by is not None and document.review_by < now.date():
        yield IngestWarning(path, None, f"past its review date, {document.review_by:%d %B %Y}")


def _missing_manifest(manifest: Mapping[str, Document] | None) -> list[Failure]:
    if manifest is not None:
        return []
    return [Failure(MANIFEST, "There is none: no document has a kind, an authority or dates.")]


def _manifest_warnings(
    manifest: Mapping[str, Document] | None, paths: Sequence[str], read: Iterable[str]
) -> Iterator[IngestWarning]:
    """Where the manifest and the corpus do not fit; `paths` are all files, `read` those that did not fail."""
    if manifest is None:
        return
    present = set(paths)
    for path in read:
        if path not in manifest:
            yield IngestWarning(path, None, "not in manifest.toml: its kind, authority and dates are unstated")
    for path, document in manifest.items():
        if path not in present:
            yield IngestWarning(path, None, "in manifest.toml, but there is no such file")
        for old in document.supersedes:
            if old not in manifest and old not in present:
                yield IngestWarning(path, None, f"supersedes {old!r}, which is not in the corpus: is it spelt so?")


def _embed(
    texts: Sequence[str], digests: Sequence[str], embedder: Embedder, live: Edition | None, progress: Progress
) -> tuple[Vectors, int]:
    """One vector a text, shape (len(texts), dimensions), and how many were not carried over from `live`."""
    known = _carried_over(live, digests) if live else {}
    new = [i for i, each in enumerate(digests) if each not in known]
    old = [i for i, each in enumerate(digests) if each in known]
    progress("Embedding", 0, len(new))
    parts = []
    for start in range(0, len(new), _EMBED_AT_ONCE):
        parts.append(embedder.encode([texts[i] for i in new[start : start + _EMBED_AT_ONCE]]))
        progress("Embedding", min(start + _EMBED_AT_ONCE, len(new)), len(new))
    if old:
        parts.append(np.stack([known[digests[i]] for i in old]))
    vectors = np.concatenate(parts)
    ordered = np.empty_like(vectors)
    ordered[new + old] = vectors
    return ordered, len(new)


def _carried_over(live: Edition, digests: Sequence[str]) -> dict[str, Vectors]:
    """The vectors of the texts that the live edition holds, by digest; none where it is damaged."""
    try:
        rows = live.passages.rows_by_digest()
        wanted = sorted({each for each in digests if each in rows})
        if not wanted:
            return {}
        return dict(zip(wanted, live.vectors.fetch([rows[each] for each in wanted]), strict=True))
    except IndexUnavailableError:
        return {}


def _live_digests(live: Edition | None) -> dict[str, str]:
    return {path: version.sha256 for path, version in live.passages.versions.items()} if live else {}


def _with_changes(report: IngestReport, before: Mapping[str, str], after: Mapping[str, str]) -> IngestReport:
    """The report with what became of each path, by its digest; one that failed is none of these."""
    failed = {failure.path for failure in report.failed}
    return replace(
        report,
        added=tuple(path for path in after if path not in before),
        changed=tuple(path for path in after if path in before and after[path] != before[path]),
        unchanged=tuple(path for path in after if before.get(path) == after[path]),
        removed=tuple(path for path in before if path not in after and path not in failed),
    )


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
