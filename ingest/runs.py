"""The runs of one `signpost ingest`: they share the embedding model and the worker processes."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from ingest.gate import Gate, SearchOf, read_gate_questions
from ingest.ingestion import Order, ingest
from ingest.progress import Progress
from ingest.report import ProgressBars
from ingest.workers import Limits, Workers
from knowledge.editions import Edition, Editions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.golden import GoldenQuestion
from knowledge.ingest_report import IngestReport, IngestWarning
from knowledge.settings import Settings


class Runs:
    """Ingests one corpus folder as often as it is asked to; `search_of` gives the gate the bot's own search."""

    def __init__(self, corpus: Path, settings: Settings, search_of: SearchOf, limits: Limits) -> None:
        self._corpus = corpus
        self._settings = settings
        self._search_of = search_of
        self._embedder = SentenceTransformerEmbedder(settings.embedding_model)
        self._workers = Workers(limits)

    def __enter__(self) -> "Runs":
        self._workers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, error, traceback)

    def run(self, *, fetch: bool, rebuild: bool = False, only_missing: bool = False) -> IngestReport:
        """Bring web pages up to date if that is wished, and ingest; raises RefusedError where the gate refuses."""
        golden = read_gate_questions(self._corpus, self._settings.data)
        with ProgressBars() as progress:
            noted = self._fetched(progress, only_missing) if fetch else []
            return ingest(
                self._corpus,
                self._settings.data,
                self._embedder,
                progress,
                workers=self._workers,
                rebuild=rebuild,
                examine=lambda report, candidate, live: self._examined(golden, report, candidate, live),
                approval_kinds=self._settings.approval_kinds,
                noted=noted,
            )

    @property
    def workers(self) -> Workers:
        """The processes that read files."""
        return self._workers

    def run_order(self, order: Order, progress: Progress) -> IngestReport:
        """Ingest with an order; raises RefusedError where the gate refuses."""
        golden = read_gate_questions(self._corpus, self._settings.data)

        def examine(report: IngestReport, candidate: Edition, live: Edition | None) -> IngestReport:
            progress("Golden questions and past answers", 0, 0)
            return self._examined(golden, report, candidate, live)

        return ingest(
            self._corpus,
            self._settings.data,
            self._embedder,
            progress,
            workers=self._workers,
            examine=examine,
            approval_kinds=self._settings.approval_kinds,
            order=order,
        )

    def _fetched(self, progress: ProgressBars, only_missing: bool) -> list[IngestWarning]:
        from ingest.web_pages import FetchRules, fetch_web_pages

        rules = FetchRules(self._settings.fetch_private_addresses)
        return fetch_web_pages(self._corpus, self._settings.data, rules, progress, only_missing)

    def _examined(
        self, golden: Sequence[GoldenQuestion], report: IngestReport, candidate: Edition, live: Edition | None
    ) -> IngestReport:
        # Imported here: the ledger's library is not needed where nothing changed.
        from ingest.examining import Examination

        settings = self._settings
        search = self._search_of(self._corpus, self._embedder)
        gate = Gate(golden, search, settings.gate_least_share, settings.gate_fall_allowed)
        return Examination(gate, Editions(settings.data), settings.ledger)(report, candidate, live)
