"""The versions of a document over time, as the editions that were published hold them."""

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.domain import Version
from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError
from knowledge.passages import PassageStore

# An edition's versions are read once: it never changes. Each is a few KB.
_KEPT_EDITIONS = 128


@dataclass(frozen=True, slots=True)
class Held:
    """A version, and when the first and the last edition that holds it were made (ISO 8601, UTC)."""

    version: Version
    first: str
    last: str
    editions: int


def version_history(editions: Editions, path: str) -> list[Held]:
    """The versions of a document, newest first; one that came back after another stands once."""
    found: dict[str, Held] = {}
    for summary in reversed(editions.summaries()):
        version = _versions(editions.folder / summary.id).get(path)
        if version is not None:
            before = found.pop(version.sha256, None)
            first, count = (before.first, before.editions) if before else (summary.created_at, 0)
            found[version.sha256] = Held(version, first, summary.created_at, count + 1)
    return list(reversed(found.values()))


def published_version(editions: Editions, sha256: str) -> Version | None:
    """A version that some edition holds, by its digest; None where none does."""
    for summary in editions.summaries():
        for version in _versions(editions.folder / summary.id).values():
            if version.sha256 == sha256:
                return version
    return None


def edition_changes(editions: Editions, newer: str, older: str | None) -> Mapping[str, Sequence[str]]:
    """The paths that an edition has and the one before it has not, and so on: "added", "changed", "removed"."""
    after = _versions(editions.folder / newer)
    before = _versions(editions.folder / older) if older else {}
    return {
        "added": [path for path in after if path not in before],
        "changed": [path for path in after if path in before and after[path].sha256 != before[path].sha256],
        "removed": [path for path in before if path not in after],
    }


@lru_cache(maxsize=_KEPT_EDITIONS)
def _versions(folder: Path) -> Mapping[str, Version]:
    with suppress(IndexUnavailableError), closing(PassageStore.open(folder / "passages.db")) as passages:
        return passages.versions
    return {}
