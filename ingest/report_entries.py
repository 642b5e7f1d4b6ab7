"""What an ingest did, in the words and groups that the screen and the page of a report share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.ingest_report import Impact, IngestReport

_LABELS = {"redescribed": "new entry", "standings": "new standing"}
_ALWAYS = {"added", "changed", "unchanged", "removed", "failed"}

Entries = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AffectedAnswer:
    """A past answer some of whose citations an edition takes away."""

    asked: Impact
    citations: tuple[Impact, ...]


def changes(report: IngestReport) -> Entries:
    """What became of the documents, a line each, in the order to read; rare lists only if filled."""
    listed = {
        "added": report.added,
        "changed": report.changed,
        "renamed": tuple(f"{old} → {new}" for old, new in report.renamed),
        "redescribed": report.redescribed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "standings": tuple(f"{each.path}: {each.before} → {each.after}" for each in report.standings),
        "held": tuple(f"{each.path}: {each.why} {each.command}" for each in report.held),
        "failed": tuple(f"{each.path}: {each.reason}" for each in report.failed),
    }
    return {name: entries for name, entries in listed.items() if entries or name in _ALWAYS}


def label(name: str) -> str:
    """How a list of changes is called on screens."""
    return _LABELS.get(name, name)


def happened(report: IngestReport) -> dict[str, str]:
    """For each path, what became of it: "added", "renamed", …"""
    return dict(_happened(report))


def _happened(report: IngestReport) -> Iterator[tuple[str, str]]:
    """Pairs of path and event; what comes later tells more."""
    yield from ((path, "unchanged") for path in report.unchanged)
    yield from ((path, "redescribed") for path in report.redescribed)
    yield from ((path, "changed") for path in report.changed)
    yield from ((path, "added") for path in report.added)
    yield from ((path, "renamed") for _, path in report.renamed)
    yield from ((each.path, "held") for each in report.held)
    yield from ((each.path, "failed") for each in report.failed)


def affected_answers(report: IngestReport) -> list[AffectedAnswer]:
    """The past answers whose cited passages changed or went, in the report's order."""
    citations: dict[str, list[Impact]] = {}
    for each in report.impact:
        citations.setdefault(each.answer_id, []).append(each)
    return [AffectedAnswer(each[0], tuple(each)) for each in citations.values()]


def golden_words(report: IngestReport) -> str:
    """How the edition did on the golden questions; empty where none were asked."""
    gate = report.gate
    if gate is None or not gate.asked:
        return ""
    before = "" if gate.found_before is None else f", {len(gate.found_before)} before"
    return f"{len(gate.found)} of {gate.asked} golden questions found their evidence{before}"
