"""What an edition would change, or has changed, for people to read: from the report that the ingest wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Affected:
    """A past answer some of whose citations go; each is (why, document, page or None, quote)."""

    answer_id: str
    citations: tuple[tuple[str, str, int | None, str], ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as it is shown. `gained` and `lost` are golden questions, (id, question) or (id, "")."""

    changes: tuple[tuple[str, tuple[str, ...]], ...]
    unchanged: int
    own_warnings: tuple[tuple[int | None, str], ...]
    other_warnings: int
    asked: int
    found: int
    found_before: int | None
    gained: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]
    affected: tuple[Affected, ...]
    passages: int
    seconds: float


_LISTS = (
    ("failed", "Could not be read"),
    ("added", "Added"),
    ("changed", "Changed"),
    ("renamed", "Renamed"),
    ("redescribed", "With other details"),
    ("removed", "Removed"),
    ("standings", "With another standing"),
    ("held", "Waiting for approval"),
)


def report_view(report: Mapping[str, Any], path: str) -> ReportView | None:
    """A report, with the warnings of one document apart; None where there is none."""
    if not report:
        return None
    gate = report.get("gate") or {}
    found, before = tuple(gate.get("found", ())), gate.get("found_before")
    warnings = [each for each in report.get("warnings", ()) if isinstance(each, Mapping)]
    own = tuple((each["page"], each["what"]) for each in warnings if each["path"] == path)
    return ReportView(
        changes=tuple((words, lines) for key, words in _LISTS if (lines := _lines(report.get(key, ())))),
        unchanged=len(report.get("unchanged", ())),
        own_warnings=own,
        other_warnings=len(warnings) - len(own),
        asked=int(gate.get("asked", 0)),
        found=len(found),
        found_before=None if before is None else len(before),
        gained=tuple(each for each in found if before is not None and each not in before),
        lost=tuple((each["id"], each["question"]) for each in gate.get("missed", ()) if each["found_before"]),
        affected=_affected(report.get("impact", ())),
        passages=int(report.get("passages", 0)),
        seconds=float(report.get("seconds", 0)),
    )


def _lines(entries: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_line(each) for each in entries)


def _line(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Mapping):
        what = f"{entry['before']} → {entry['after']}" if "before" in entry else entry.get("why") or entry["reason"]
        return f"{entry['path']}: {what}"
    return " → ".join(map(str, entry))


def _affected(impact: Sequence[Mapping[str, Any]]) -> tuple[Affected, ...]:
    answers: dict[str, list[Mapping[str, Any]]] = {}
    for each in impact:
        answers.setdefault(each["answer_id"], []).append(each)
    return tuple(
        Affected(id, tuple((c["why"], c["document"], c["page"], c["quote"]) for c in each))
        for id, each in answers.items()
    )
