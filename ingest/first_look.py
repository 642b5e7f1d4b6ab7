"""The first look at a file that was put in: what it is, what cannot be read, and which live document it follows."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from rapidfuzz import fuzz

from ingest.loading import Loaded, Task, Unread
from ingest.workers import Workers
from knowledge.domain import Document, Version
from knowledge.endings import ending_of
from knowledge.errors import UnreadableFileError
from knowledge.intake.findings import Findings
from knowledge.intake.requests import Request
from knowledge.manifest import document_without_entry, title_from_name

# Of 100: with less in common, two titles are of different documents more often than not.
_ALIKE = 82
_VERSION_WORDS = re.compile(r"\b(?:19|20)\d\d(?:[-/]\d\d)?\b|\bv(?:ersion)?\s*\d+(?:\.\d+)*\b|\b(?:final|draft|new)\b")
_NO_TITLE = re.compile(r"^(?:microsoft word|powerpoint|untitled|document\d*$|slide \d+$)", re.IGNORECASE)


def look_at(
    workers: Workers, file: Path, request: Request, live: Mapping[str, Version], manifest: Mapping[str, Document]
) -> Findings:
    """Read a file that was put in, in a watched process; raises UnreadableFileError where nothing of it can be.

    `manifest` says what was written of the documents themselves, where a live one has whole chains of supersession.
    """
    task = Task(file, document_without_entry(request.name), request.sha256, datetime.now(UTC), request.by)
    (loaded,) = workers.load([task])
    if isinstance(loaded, Unread):
        raise UnreadableFileError(loaded.reason)
    title = _title(loaded, request.name)
    likely = _likely(request, title, live)
    return Findings(
        title=title,
        pages=loaded.version.page_count,
        unreadable=loaded.version.unreadable_pages,
        passages=len(loaded.passages),
        warnings=tuple((warning.page, warning.what) for warning in loaded.reading.warnings),
        same_as=tuple(path for path, version in live.items() if version.sha256 == request.sha256),
        likely=likely,
        entry=_proposal(request, title, (manifest.get(likely) or live[likely].document) if likely else None),
    )


def _title(loaded: Loaded, name: str) -> str:
    headings = [heading for passage in loaded.passages[:1] for heading in passage.headings[:1]]
    told = (each.strip() for each in (loaded.reading.title, *headings))
    return next((each for each in told if each and not _NO_TITLE.match(each)), title_from_name(name))


def _likely(request: Request, title: str, live: Mapping[str, Version]) -> str:
    """The path of the live document that this is most like in title or name."""
    if request.replaces in live:
        return request.replaces
    own_name = title_from_name(request.name)
    scores = {
        path: max(_likeness(title, each.document.title), _likeness(own_name, title_from_name(path)))
        for path, each in live.items()
        if not each.document.withdrawn
    }
    same_name = [path for path in live if PurePosixPath(path).name == request.name]
    best = max(scores, key=lambda path: (path in same_name, scores[path], path), default="")
    return best if best in same_name or scores.get(best, 0) >= _ALIKE else ""


def _likeness(one: str, other: str) -> float:
    """Of 100, without regard to years and numbers of versions."""
    bare = [" ".join(_VERSION_WORDS.sub(" ", each.casefold()).split()) for each in (one, other)]
    return fuzz.token_sort_ratio(*bare) if all(bare) else 0.0


def _proposal(request: Request, title: str, before: Document | None) -> dict[str, Any]:
    """A manifest entry to begin with: as the document before it, which it replaces or supersedes."""
    if before is None:
        return {"path": request.name, "title": title}
    is_same_path = request.replaces == before.path or PurePosixPath(before.path).name == request.name
    is_same_path = is_same_path and ending_of(before.path) == ending_of(request.name)
    folder = PurePosixPath(before.path).parent
    return {
        "path": before.path if is_same_path else str(folder / request.name),
        "title": before.title if is_same_path else title,
        "kind": before.kind,
        "authority": str(before.authority),
        "publisher": before.publisher,
        "area": before.area,
        "supersedes": list(before.supersedes) if is_same_path else [before.path],
        "audience": list(before.audience),
        "source_url": before.source_url if is_same_path else "",
    }
