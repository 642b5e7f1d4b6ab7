"""Reports with everything in them."""

from knowledge.ingest_report import Cause, GateResult, HeldVersion, Impact, IngestReport, StandingChange


def full_report(edition: str) -> IngestReport:
    """A report with the lists that not every ingest makes."""
    return IngestReport(
        edition,
        renamed=(("old.pdf", "a.pdf"),),
        redescribed=("c.pdf",),
        standings=(StandingChange("d.pdf", "report, current", "report, superseded"),),
        held=(HeldVersion("b.pdf", "3f" * 32, "Ann", "Waits for approval.", "signpost approve b.pdf"),),
        impact=(_impact(3), _impact(4)),
        gate=GateResult(4, ("g1", "g2", "g3"), ("g1",), ()),
    )


def _impact(page: int) -> Impact:
    at = "2026-03-02T09:15:00+00:00"
    return Impact("A1", "How soon?", "T1", at, "a.pdf", page, "within two hours", Cause.CHANGED)
