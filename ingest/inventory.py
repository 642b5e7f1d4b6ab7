"""What is live: documents and editions as tables."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from ingest.intake import approve_line
from ingest.intake_log import IntakeLog
from knowledge.domain import Document
from knowledge.editions import superseded_paths
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
    empty = dict.fromkeys(("title", "kind", "effective_on", "review_by", "version", "approved_by", "pages"))
    lists: Row = {"superseded_by": [], "audience": [], "unreadable_pages": []}
    return [
        {"document": path, **empty, **lists, "standing": "not live", "waiting": line.version, "passages": 0}
        for path, line in log.waiting.items()
        if path not in live
    ]


def print_documents(rows: Sequence[Row], console: Console) -> None:
    """The documents with what a person should act on: standing, review date, pages that could not be read."""
    table = Table(_whole("Document"), "Kind", "Standing", "Review by", "Pages", "Unreadable", box=None, pad_edge=False)
    for row in rows:
        unreadable, replacing = row["unreadable_pages"], row["superseded_by"]
        pages = page_ranges(unreadable) if isinstance(unreadable, list) else ""
        by = f" by {', '.join(replacing)}" if isinstance(replacing, list) and replacing else ""
        waits = "; a version waits for approval" if row["waiting"] else ""
        cells = (row["document"], row["kind"] or "–", f"{row['standing']}{by}{waits}", row["review_by"] or "–")
        table.add_row(*(escape(str(cell)) for cell in (*cells, row["pages"] or "–", pages)))
    console.print(table)


def print_waiting(log: IntakeLog, originals: Path, console: Console) -> None:
    """The versions that wait for approval, where each can be read, and how to approve it."""
    for path, line in log.waiting.items():
        console.print(f"\n[yellow]Waiting[/yellow] {escape(path)}, put in by {escape(line.by)} on {line.at[:10]}")
        console.print(f"        Read it:    {escape(str(originals / line.version))}")
        console.print(f"        Approve it: {escape(approve_line(path, line.version))}")


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


def print_editions(rows: Sequence[Row], console: Console) -> None:
    """The editions, newest first."""
    if not rows:
        console.print("Nothing has been published yet: run `signpost ingest`.")
        return
    heads = ("Published", "Documents", "Passages", "Embedding model")
    table = Table("", _whole("Edition"), *heads, box=None, pad_edge=False)
    for row in rows:
        cells = (row["id"], _moment(str(row["created_at"])), row["documents"], row["passages"], row["embedding_model"])
        table.add_row("live" if row["live"] else "", *(escape(str(cell)) for cell in cells))
    console.print(table)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _whole(head: str) -> Column:
    """A column of names that people copy: a narrow screen wraps them and cuts nothing off."""
    return Column(head, overflow="fold")


def _moment(iso: str) -> str:
    """A moment of a summary as people read it; one that another program wrote otherwise stays as it is."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone(UTC):%d %b %Y, %H:%M} UTC"
    except ValueError:
        return iso
