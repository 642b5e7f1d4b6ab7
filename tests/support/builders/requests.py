"""Requests of the intake, put in as the console does, and the ingestion process that takes them."""

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from builders.corpora import warm_workers
from fakes.embedder import WordEmbedder
from ingest.attending import attend_to_next
from ingest.ingestion import Examine, Order, ingest
from ingest.progress import Progress
from ingest.request_steps import Steps
from knowledge.embedding import Embedder
from knowledge.ingest_report import IngestReport
from knowledge.intake.receiving import Allowance, Incoming
from knowledge.intake.requests import Deed, Request
from knowledge.intake.store import IntakeStore

ONE, TWO = "Publisher One", "Publisher Two"
# How a file of Office 97 begins.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def steps_of(
    folder: Path,
    kinds: tuple[str, ...] = (),
    examine: Examine | None = None,
    embedder: Embedder | None = None,
) -> Steps:
    """The ingestion process of `folder`/corpus and `folder`/data."""
    corpus, data = folder / "corpus", folder / "data"

    def run(order: Order, progress: Progress) -> IngestReport:
        return ingest(
            corpus,
            data,
            embedder or WordEmbedder(),
            progress,
            workers=warm_workers(),
            examine=examine,
            approval_kinds=kinds,
            order=order,
        )

    return Steps(corpus, data, warm_workers(), run, kinds)


def put_in(data: Path, name: str, content: bytes, by: str = ONE, replaces: str = "") -> str:
    """A file that was put in; the request's id."""
    with Incoming(IntakeStore(data), name, Allowance()) as incoming:
        incoming.write(content)
        return incoming.finish(by, replaces)


def work_off(steps: Steps) -> list[str]:
    """Take every step that can be taken; what was said of them."""
    said: list[str] = []
    while attend_to_next(steps, Event(), said.append):
        pass
    return said


def describe(steps: Steps, id: str, by: str = ONE, **entry: Any) -> Request:
    """Give a request its details, and have the dry run made."""
    steps.store.add(id, Deed.DESCRIBED, by, entry=entry)
    work_off(steps)
    return steps.store.request(id)


def publish(steps: Steps, id: str, by: str = ONE) -> Request:
    """Ask for a request to be published, and have it done."""
    steps.store.add(id, Deed.PUBLISH, by)
    work_off(steps)
    return steps.store.request(id)


def files_of(corpus: Path) -> Mapping[str, bytes]:
    """Every file of a folder with its content, hidden ones too."""
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
