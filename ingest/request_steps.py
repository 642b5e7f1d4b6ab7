"""The steps of a request that the ingestion process takes: read it, try it out, publish it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.committing import recover
from ingest.first_look import look_at
from ingest.gate import RefusedError
from ingest.ingestion import Order
from ingest.intake import Intake
from ingest.listing import corpus_files
from ingest.originals import keep_original
from ingest.preparing import check_grounds, check_taken, prepare
from ingest.progress import Progress
from ingest.workers import Workers
from knowledge.domain import Version
from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError, IntakeError, SignpostError
from knowledge.ingest_report import IngestReport
from knowledge.intake.log import IntakeLog
from knowledge.intake.requests import PROCESS, Deed, Request, State
from knowledge.intake.store import IntakeStore
from knowledge.manifest import read_manifest

# Makes the ingest of a corpus folder with an order.
Ingest = Callable[[Order, Progress], IngestReport]


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done with the requests of a data folder; versions of the `approval_kinds` wait for approval."""

    corpus: Path
    data: Path
    workers: Workers
    ingest: Ingest
    approval_kinds: tuple[str, ...] = ()

    @property
    def store(self) -> IntakeStore:
        """Where the requests are."""
        return IntakeStore(self.data)

    def take(self, request: Request, progress: Progress) -> None:
        """Take the step that a begun request is at, and note how it ended; raises SignpostError where it failed."""
        match request.state:
            case State.EXAMINING:
                self._examine(request)
            case State.TRYING:
                self._try_out(request, progress)
            case _ if request.kind == Deed.ROLL_BACK:
                self._roll_back(request)
            case _:
                self._publish(request, progress)

    def recover(self) -> None:
        """Finish or undo what a process that was killed left; raises IngestRunningError while another ingest runs."""
        editions = Editions(self.data)
        with editions.locked():
            recover(self.data, editions)

    def tidy(self) -> None:
        """Note approvals given on the command line, and let go of what ended requests no longer need."""
        store, log = self.store, IntakeLog(self.data)
        for request in store.requests():
            approval = log.approvals.get(request.sha256)
            if request.state == State.WAITING and approval is not None:
                store.add(request.id, Deed.APPROVED, approval.by)
            elif request.state in (State.PUBLISHED, State.CANCELLED, State.FAILED) and store.document(request.id):
                log.settle(request.path, request.sha256, request.events[-1].by, datetime.now(UTC))
                store.drop_document(request.id)
        store.sweep(datetime.now(UTC).timestamp())

    def _examine(self, request: Request) -> None:
        manifest = read_manifest(self.corpus) or {}
        findings = look_at(self.workers, self._document(request), request, self._live(), manifest)
        self.store.write(request.id, "findings", asdict(findings))
        self.store.add(request.id, Deed.EXAMINED, PROCESS)

    def _try_out(self, request: Request, progress: Progress) -> None:
        store = self.store
        prepared = prepare(self.data, self.corpus, request, store.folder_of(request.id), self._document(request))
        try:
            report = self.ingest(prepared.order(is_trial=True), progress)
        except RefusedError as refused:
            store.write(request.id, "trial", asdict(refused.report.without_questions))
            raise
        check_taken(report, request.path)
        _check_changes(report)
        store.write(request.id, "trial", asdict(report.without_questions))
        store.add(request.id, Deed.TRIED, PROCESS, **prepared.grounds, live=Editions(self.data).live_id)

    def _publish(self, request: Request, progress: Progress) -> None:
        store = self.store
        document = self._document(request) if request.kind == Deed.PUT_IN else None
        prepared = prepare(self.data, self.corpus, request, store.folder_of(request.id), document)
        check_grounds(prepared)
        if document is not None and self._waits(request, prepared.order(is_trial=False), document):
            return
        _check_changes(self.ingest(prepared.order(is_trial=False), progress))

    def _waits(self, request: Request, order: Order, document: Path) -> bool:
        """Whether the version waits for an approval; one that was given in the console is recorded first."""
        self._record_approval(request)
        paths = sorted({*corpus_files(self.corpus, may_be_empty=True), *order.files})
        intake = Intake(self.data, self.approval_kinds, order.files)
        admission = intake.admission(self.corpus, paths, order.manifest, request.by)
        if request.path not in {each.path for each in admission.held}:
            return False
        keep_original(document, self.data / "originals")
        IntakeLog(self.data).wait(request.path, request.sha256, request.putters, datetime.now(UTC))
        self.store.add(request.id, Deed.HELD, PROCESS)
        return True

    def _record_approval(self, request: Request) -> None:
        approved = [event for event in request.events if event.deed == Deed.APPROVED]
        log = IntakeLog(self.data)
        if approved and request.sha256 not in log.approvals:
            log.approve(request.path, request.sha256, approved[-1].by, datetime.now(UTC))

    def _roll_back(self, request: Request) -> None:
        editions = Editions(self.data)
        with editions.locked():
            recover(self.data, editions)
            editions.roll_back(request.wanted)
            self.store.add(request.id, Deed.PUBLISHED, PROCESS, edition=request.wanted)

    def _document(self, request: Request) -> Path:
        document = self.store.document(request.id)
        if document is None:
            raise IntakeError("The file that was put in is gone: cancel this request, and put it in again.")
        return document

    def _live(self) -> dict[str, Version]:
        try:
            with closing(Editions(self.data).open_live_passages()) as passages:
                return dict(passages.versions)
        except IndexUnavailableError:
            return {}


def _check_changes(report: IngestReport) -> None:
    """An ingest that finds nothing changed names the edition that stays and makes none."""
    if not report.published and report.edition:
        raise IntakeError("Nothing would change: the live edition holds this file, with these details, already.")


def failure_text(error: Exception) -> str:
    """Why a step failed, for the person who asked."""
    if isinstance(error, SignpostError):
        return str(error)
    return f"Something unforeseen happened ({type(error).__name__}): tell your maintainer, whose log has more."
