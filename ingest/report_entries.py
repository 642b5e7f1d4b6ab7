"""What became of the documents, in words: the lines that the screen and the page of a report share."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from knowledge.domain import IngestReport

# In the order in which people should read them. A list that this report does not have is left out.
_CHANGES = ("added", "changed", "renamed", "unchanged", "removed", "held", "failed")
_ALWAYS = {"added", "changed", "unchanged", "removed", "failed"}

Entries = Mapping[str, tuple[str, ...]]


def changes(report: IngestReport) -> Entries:
    """What became of the documents: "added" to their paths, "failed" to "path: reason", and so on."""
    values = asdict(report)
    listed = {name: tuple(entry_words(entry) for entry in values.get(name) or ()) for name in _CHANGES}
    return {name: entries for name, entries in listed.items() if entries or name in _ALWAYS}


def happened(report: IngestReport) -> dict[str, str]:
    """For each path, what became of it: "added", "renamed", …"""
    values, found = asdict(report), dict[str, str]()
    for name in ("unchanged", "changed", "added", "renamed", "held", "failed"):
        for entry in values.get(name) or ():
            found[_last_path(entry)] = name
    return found


def affected_answers(report: IngestReport) -> list[dict[str, str]]:
    """The past answers whose passages changed or went, each as what is known of it by name; none where not looked."""
    return [_named(entry) for entry in asdict(report).get("impact") or ()]


def entry_words(entry: object) -> str:
    """An entry of a report as one line: a path, "path: reason", or "old → new"."""
    if isinstance(entry, Mapping):
        path, reason = entry.get("path"), entry.get("reason")
        return f"{path}: {reason}" if path and reason else _joined(entry.values())
    return _joined(entry) if isinstance(entry, tuple | list) else str(entry)


def _joined(parts: Iterable[object]) -> str:
    return " → ".join(str(part) for part in parts if part)


def _last_path(entry: object) -> str:
    """The path that a document has now."""
    if isinstance(entry, Mapping):
        return str(entry.get("path") or entry.get("new") or ([*entry.values()] or [""])[-1])
    return str(entry[-1]) if isinstance(entry, tuple | list) else str(entry)


def _named(entry: object) -> dict[str, str]:
    if not isinstance(entry, Mapping):
        return {"answer": entry_words(entry)}
    return {str(name).replace("_", " "): _in_words(value) for name, value in entry.items() if value}


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
