"""What became of the documents, in words: the lines that the screen and the page of a report share."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from knowledge.domain import IngestReport

# In the order in which people should read them. A list that this report does not have is left out.
_CHANGES = ("added", "changed", "renamed", "redescribed", "unchanged", "removed", "standings", "held", "failed")
_LABELS = {"redescribed": "new entry", "standings": "new standing"}
_ALWAYS = {"added", "changed", "unchanged", "removed", "failed"}

Entries = Mapping[str, tuple[str, ...]]


def changes(report: IngestReport) -> Entries:
    """What became of the documents: "added" to their paths, "failed" to "path: reason", and so on."""
    values = asdict(report)
    listed = {name: tuple(entry_words(entry) for entry in values.get(name) or ()) for name in _CHANGES}
    return {name: entries for name, entries in listed.items() if entries or name in _ALWAYS}


def label(name: str) -> str:
    """How a list of changes is called on screens."""
    return _LABELS.get(name, name)


def happened(report: IngestReport) -> dict[str, str]:
    """For each path, what became of it: "added", "renamed", …"""
    values, found = asdict(report), dict[str, str]()
    for name in ("unchanged", "redescribed", "changed", "added", "renamed", "held", "failed"):
        for entry in values.get(name) or ():
            found[_last_path(entry)] = name
    return found


def affected_answers(report: IngestReport) -> list[dict[str, str]]:
    """The citations of past answers whose passages changed or went, each as what is known of it by name."""
    return [_named(entry) for entry in asdict(report).get("impact") or ()]


def affected_count(report: IngestReport) -> int:
    """How many past answers are affected: one can have several citations."""
    entries = asdict(report).get("impact") or ()
    return len({entry.get("answer_id", place) for place, entry in enumerate(entries)})


def golden_words(report: IngestReport) -> str:
    """How the edition did on the golden questions; empty where none were asked."""
    gate = asdict(report).get("gate")
    if not gate or not gate["asked"]:
        return ""
    before = "" if gate["found_before"] is None else f", {len(gate['found_before'])} before"
    return f"{len(gate['found'])} of {gate['asked']} golden questions found their evidence{before}"


def entry_words(entry: object) -> str:
    """An entry of a report as one line: a path, "old → new", or a path with what is said of it."""
    if isinstance(entry, Mapping):
        said = [str(entry[name]) for name in ("reason", "why", "command") if entry.get(name)]
        change = _joined(entry.get(name) for name in ("before", "after"))
        return f"{entry.get('path')}: {' '.join(said) or change}"
    return _joined(entry) if isinstance(entry, tuple | list) else str(entry)


def _joined(parts: Iterable[object]) -> str:
    return " → ".join(str(part) for part in parts if part)


def _last_path(entry: object) -> str:
    """The path that a document has now."""
    if isinstance(entry, Mapping):
        return str(entry.get("path", ""))
    return str(entry[-1]) if isinstance(entry, tuple | list) else str(entry)


def _named(entry: Mapping[str, object]) -> dict[str, str]:
    return {str(name).replace("_", " "): _in_words(value) for name, value in entry.items() if value}


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
