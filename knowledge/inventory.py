"""What an edition holds, as rows: what each document counts for, and what waits."""

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.domain import Document
from knowledge.editions import superseded_paths
from knowledge.intake.log import IntakeLog
from knowledge.passages import PassageStore

Row = Mapping[str, object]


def document_rows(passages: PassageStore, today: date, log: IntakeLog) -> list[Row]:
    """A row a document of an edition, by path; dates as ISO text."""
    versions, waiting, approvals = passages.versions, log.waiting, log.approvals
    replaced_by = _replaced_by([version.document for version in versions.values()])
    counts = passages.count_by_path()
    return [
        {
            "document": path,
            "title": version.document.title,
            "kind": version.document.kind,
            "standing": str(version.document.standing(today, path in replaced_by)),
            "superseded_by": replaced_by.get(path, []),
            "effective_on": _iso(version.document.effective_on),
            "review_by": _iso(version.document.review_by),
            "audience": list(version.document.audience),
            "version": version.sha256,
            "ingested_by": version.ingested_by,
            "approved_by": approvals[version.sha256].by if version.sha256 in approvals else None,
            "waiting": waiting[path].version if path in waiting else None,
            "pages": version.page_count,
            "unreadable_pages": list(version.unreadable_pages),
            "passages": counts.get(path, 0),
        }
        for path, version in versions.items()
    ]


def waiting_rows(log: IntakeLog, rows: Sequence[Row]) -> list[Row]:
    """A row a document that waits for approval and has no version in `rows`: it cannot be searched."""
    live = {row["document"] for row in rows}
    absent = ("title", "kind", "effective_on", "review_by", "version", "ingested_by", "approved_by", "pages")
    nothing = dict.fromkeys(absent)
    lists: Row = {"superseded_by": [], "audience": [], "unreadable_pages": []}
    return [
        {
            "document": path,
            **nothing,
            **lists,
            "standing": "not live",
            "waiting": line.version,
            "passages": 0,
        }
        for path, line in log.waiting.items()
        if path not in live
    ]


def page_ranges(pages: Sequence[int]) -> str:
    """Page numbers as people write them: "3, 7–9"."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _replaced_by(documents: Sequence[Document]) -> dict[str, list[str]]:
    """For each superseded path, the paths of the documents that replace it."""
    superseded = superseded_paths(documents)
    return {path: [d.path for d in documents if path in d.supersedes and not d.withdrawn] for path in superseded}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
