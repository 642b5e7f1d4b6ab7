"""What a new edition is examined for before it is published: past answers it changes, and golden questions."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from ingest.gate import Gate, RefusedError
from ingest.impact import impacts, touched_documents
from knowledge.editions import Edition, Editions
from knowledge.errors import GateError, IndexUnavailableError, LedgerError
from knowledge.ingest_report import IngestReport, IngestWarning
from knowledge.ledger.ledger import Ledger
from knowledge.passages import PassageStore


@dataclass(frozen=True, slots=True)
class Examination:
    """The examination of a new edition; `ledger_url` is SQLAlchemy's."""

    gate: Gate
    editions: Editions
    ledger_url: str

    def __call__(self, report: IngestReport, candidate: Edition, live: Edition | None) -> IngestReport:
        """The report with what was found; raises RefusedError where the edition must not be published."""
        report = self._with_impact(report, candidate.passages)
        result = self.gate.result(candidate, live, _found_before(self.editions))
        report = replace(report, gate=result)
        try:
            self.gate.check(result)
        except GateError as error:
            raise RefusedError(str(error), replace(report, edition="")) from error
        return report

    def _with_impact(self, report: IngestReport, candidate: PassageStore) -> IngestReport:
        try:
            live = self.editions.open_live_passages()
        except IndexUnavailableError:
            return report
        with closing(live):
            touched = touched_documents(live.versions, candidate.versions)
            if not touched:
                return report
            try:
                with Ledger.open(self.ledger_url) as ledger:
                    found = tuple(impacts(ledger.citations_of(touched), touched, live, candidate))
            except LedgerError as error:  # one that is down must not keep a new rule from those who need it
                warning = IngestWarning("ledger", None, f"past answers were not compared with this edition: {error}")
                return replace(report, warnings=(*report.warnings, warning))
        return replace(report, impact=found)


def _found_before(editions: Editions) -> tuple[str, ...] | None:
    """The golden questions that the live edition found when it was published: it may be of another embedding model."""
    if editions.live_id is None:
        return None
    gate = editions.report(editions.live_id).get("gate")
    if isinstance(gate, Mapping) and isinstance(gate.get("found"), list):
        return tuple(map(str, gate["found"]))
    return None
