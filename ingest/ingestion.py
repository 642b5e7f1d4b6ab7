"""The ingest flow, top to bottom: corpus files and manifest to a published edition and a report."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.changes import Content, has_changes, with_changes
from ingest.committing import recover
from ingest.embedding import Embedding
from ingest.fingerprint import reading_fingerprint
from ingest.intake import Intake
from ingest.listing import corpus_files
from ingest.live import Live
from ingest.loading import Loaded, Task, Unread
from ingest.originals import keep_original, sweep_originals
from ingest.planning import Plan, make_plan
from ingest.progress import Progress
from ingest.reading import Reading
from ingest.record import FailedFile, Record, write_record
from ingest.report_page import write_report_page
from ingest.workers import Workers
from knowledge.domain import Document
from knowledge.editions import Edition, Editions, build_edition, edition_id
from knowledge.errors import CorpusError, IndexUnavailableError, UnreadableFileError
from knowledge.ingest_report import IngestReport, IngestWarning
from knowledge.intake.log import current_user
from knowledge.manifest import read_manifest
from knowledge.scanned_words import keep_scanned_words

if TYPE_CHECKING:
    from knowledge.embedding import Embedder

# Sees the report, the new edition and the live one if it can be searched; returns the report with what it found.
Examine = Callable[[IngestReport, Edition, Edition | None], IngestReport]


@dataclass(frozen=True, slots=True)
class Order:
    """What an ingest does beyond reading the corpus folder as it is: a request of the intake is such an order.

    `files` are taken, by path, in place of those of the corpus folder or beside them; `put_in_by` says by whom;
    `manifest` takes the place of the folder's own. `publishing` is entered, with the report, right around the
    publishing. A trial publishes nothing, and leaves nothing behind.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    put_in_by: Mapping[str, str] = field(default_factory=dict)
    manifest: Mapping[str, Document] | None = None
    publishing: Callable[[IngestReport], AbstractContextManager[None]] = lambda _: nullcontext()
    is_trial: bool = False


AS_IT_IS = Order()


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of the files of a plan: those that were read, and all that failed, by path."""

    loaded: Mapping[str, Loaded]
    failed: Mapping[str, FailedFile]


def ingest(
    corpus: Path,
    data: Path,
    embedder: "Embedder",
    progress: Progress,
    *,
    workers: Workers | None = None,
    rebuild: bool = False,
    examine: Examine | None = None,
    approval_kinds: tuple[str, ...] = (),
    noted: Sequence[IngestWarning] = (),
    order: Order = AS_IT_IS,
) -> IngestReport:
    """Publish an edition of the corpus folder; one file that cannot be read does not hurt the rest.

    Where nothing changed, the live edition stays. Raises CorpusError when there is nothing to publish, StorageError
    when the data folder cannot be written, and what `examine` raises, which sees the new edition before it is
    published; the live edition is then as it was. `workers` stay open if they are given. `rebuild` reads and embeds
    everything again, as if the live edition could not be trusted. Versions of `approval_kinds` wait for approval.
    `noted` are warnings of what was done before, such as fetching; they stand in the report.
    What an interrupted request left of itself in the corpus folder is put right first.
    """
    started, now = time.monotonic(), datetime.now(UTC)
    editions = Editions(data)
    with editions.building(now) as folder, _opened_live(editions, embedder.name, rebuild) as live, ExitStack() as stack:
        recover(data, editions)
        sweep_originals(data / "originals")
        originals = (folder if order.is_trial else data) / "originals"
        intake = Intake(data, approval_kinds, order.files, order.is_trial)
        paths, entries = _source(corpus, order)
        admitted = intake.admitted(corpus, paths, entries, folder / "intake", current_user(), now)
        plan = make_plan(corpus, live, stack.enter_context(admitted))
        embedding = Embedding(embedder, live, progress)
        tasks = plan.tasks(now, order.put_in_by)
        read = _read(plan, tasks, workers or stack.enter_context(Workers()), embedding, originals, progress)
        report = _report(plan, live, read, now, noted)
        if live is not None and live.is_like(plan.storable(read.failed)) and not has_changes(report):
            return replace(
                report, edition=live.id, published=False, passages=live.size, seconds=_seconds_since(started)
            )
        documents = _documents(plan, live, read)
        passages = [passage for document in documents for passage in document.passages]
        digests, vectors = embedding.finish(passages)
        progress("Writing", 0, 1)
        versions = [document.version for document in documents]
        build_edition(folder, versions, passages, digests, vectors, embedder.name, now)
        write_record(folder, _record(documents, plan, read))
        report = replace(
            report,
            edition=edition_id(folder),
            passages=len(passages),
            embedded=embedding.embedded,
            pages=sum(version.page_count or 0 for version in versions),
            seconds=_seconds_since(started),
        )
        stack.close()  # the files that were admitted are no part of the edition
        report = _examined(report, folder, editions, embedder.name, examine)
        if order.is_trial:
            return replace(report, edition="", published=False, seconds=_seconds_since(started))
        write_report_page(folder, report)
        with order.publishing(report):
            editions.publish(folder, report)
        progress("Writing", 1, 1)
    return report


def _source(corpus: Path, order: Order) -> tuple[list[str], Mapping[str, Document] | None]:
    """The paths and the manifest that an ingest goes by."""
    found = corpus_files(corpus, may_be_empty=bool(order.files))
    entries = read_manifest(corpus) if order.manifest is None else order.manifest
    return sorted({*found, *order.files}), entries


def _examined(
    report: IngestReport, folder: Path, editions: Editions, embedding_model: str, examine: Examine | None
) -> IngestReport:
    if examine is None:
        return report
    with ExitStack() as opened:
        live = None
        with suppress(IndexUnavailableError):
            live = opened.enter_context(closing(editions.open_live(embedding_model)))
        return examine(report, opened.enter_context(closing(Edition.open(folder))), live)


def plan_ingest(corpus: Path, data: Path, embedding_model: str, approval_kinds: tuple[str, ...] = ()) -> IngestReport:
    """What an ingest would change, told from the files' digests alone: no file is read, nothing is written."""
    with _opened_live(Editions(data), embedding_model) as live:
        paths, entries = corpus_files(corpus), read_manifest(corpus)
        admission = Intake(data, approval_kinds).admission(corpus, paths, entries, current_user())
        plan = make_plan(corpus, live, admission)
        read = _Read({}, plan.failed | plan.of_other_kinds())
        return replace(_report(plan, live, read, datetime.now(UTC)), published=False)


@contextmanager
def _opened_live(editions: Editions, embedding_model: str, rebuild: bool = False) -> Iterator[Live | None]:
    # Nothing was made by a reader and an embedding model without a name: nothing is then carried over.
    model, fingerprint = ("", "") if rebuild else (embedding_model, reading_fingerprint())
    live = Live.open(editions, model, fingerprint)
    try:
        yield live
    finally:
        if live is not None:
            live.close()


def _read(
    plan: Plan, tasks: Sequence[Task], workers: Workers, embedding: Embedding, originals: Path, progress: Progress
) -> _Read:
    """Have the files read that must be, in the order of their paths, and embed the passages meanwhile."""
    loaded, failed = dict[str, Loaded](), dict(plan.failed)
    total = len(plan.paths)
    known = total - len(tasks)
    progress("Reading", known, total)
    if tasks:
        embedding.make_ready()
    for done, (task, answer) in enumerate(zip(tasks, workers.load(tasks), strict=True), known + 1):
        path, outcome = task.document.path, _kept(task, answer, originals)
        if isinstance(outcome, FailedFile):
            failed[path] = outcome
        else:
            loaded[path] = outcome.described_as(plan.document(path, outcome.reading.title))
            embedding.add(outcome.passages)
        progress("Reading", done, total)
        progress("Pages", sum(each.version.page_count or 0 for each in loaded.values()), 0)
    return _Read(loaded, failed)


def _kept(task: Task, answer: Loaded | Unread, originals: Path) -> Loaded | FailedFile:
    """A file that was read, once its original is kept with the words of its scans; one no longer the same fails."""
    if isinstance(answer, Unread):
        return FailedFile(task.sha256, answer.reason, answer.is_lasting)
    try:
        sha256 = keep_original(task.file, originals)
    except UnreadableFileError as error:
        return FailedFile("", str(error), is_lasting=False)
    if sha256 != task.sha256:  # its passages would be cited as another content's
        return FailedFile("", "It changed while it was read: ingest again.", is_lasting=False)
    if answer.scanned:
        keep_scanned_words(originals / sha256, answer.scanned)
    return replace(answer, scanned={})


def _contents(plan: Plan, live: Live | None, read: _Read) -> dict[str, Content]:
    """The documents and digests of the next edition, or those it would have if every unread file could be read."""
    contents = {}
    for path in plan.paths:
        if path in read.loaded:
            version = read.loaded[path].version
            contents[path] = Content(version.document, version.sha256)
        elif live is not None and path in plan.reused:
            origin = plan.reused[path]
            contents[path] = Content(plan.document(path, live.title(origin)), live.contents[origin].sha256)
        elif path in plan.unread and path not in read.failed:
            contents[path] = Content(plan.document(path), plan.unread[path])
    return contents


def _documents(plan: Plan, live: Live | None, read: _Read) -> list[Loaded]:
    """Each document of the next edition: as it was read, or as the live edition holds it. Raises CorpusError."""
    contents = _contents(plan, live, read)
    if not contents and plan.held:
        raise CorpusError(f"Every document waits for approval: {plan.held[0].command}")
    if not contents:
        first = plan.failures(read.failed)[0]
        raise CorpusError(f"No file of {plan.corpus} could be read. {first.path}: {first.reason}")
    documents = []
    for path, content in contents.items():
        if live is not None and path in plan.reused:
            documents.append(live.loaded(plan.reused[path]).described_as(content.document))
        else:
            documents.append(read.loaded[path])
    return documents


def _record(documents: Sequence[Loaded], plan: Plan, read: _Read) -> Record:
    readings = {document.version.document.path: document.reading for document in documents}
    return Record(reading_fingerprint(), readings, plan.storable(read.failed))


def _report(
    plan: Plan, live: Live | None, read: _Read, now: datetime, noted: Sequence[IngestWarning] = ()
) -> IngestReport:
    contents = _contents(plan, live, read)
    readings = {path: loaded.reading for path, loaded in read.loaded.items()}
    if live is not None:
        readings |= {path: live.record.readings[origin] for path, origin in plan.reused.items()}
    warnings = [*noted, *plan.warnings(contents)]
    for path, content in contents.items():
        warnings += _warnings(content, readings.get(path), now)
    report = IngestReport(edition="", failed=plan.failures(read.failed), warnings=tuple(warnings), held=plan.held)
    return with_changes(report, live.contents if live else {}, contents, now.date())


def _warnings(content: Content, reading: Reading | None, now: datetime) -> Iterator[IngestWarning]:
    path, review_by = content.document.path, content.document.review_by
    for warning in reading.warnings if reading else ():
        yield IngestWarning(path, warning.page, warning.what, warning.kind)
    if review_by is not None and review_by < now.date():
        yield IngestWarning(path, None, f"past its review date, {review_by:%d %B %Y}")


def _seconds_since(started: float) -> float:
    return round(time.monotonic() - started, 2)
