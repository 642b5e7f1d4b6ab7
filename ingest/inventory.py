"""What is live: documents and editions as tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.editions import superseded_paths
from knowledge.passages import PassageStore

Row = Mapping[str, object]


def document_rows(passages: PassageStore, today: date) -> list[Row]:
    """A row a document of an edition, by path; dates as ISO text."""
    versions = passages.versions
    superseded = superseded_paths([version.document for version in versions.values()])
    counts = passages.count_by_path()
    return [
        {
            "document": path,
            "title": version.document.title,
            "kind": version.document.kind,
            "standing": str(version.document.standing(today, path in superseded)),
            "effective_on": _iso(version.document.effective_on),
            "review_by": _iso(version.document.review_by),
            "audience": list(version.document.audience),
            "version": version.sha256,
            "pages": version.page_count,
            "unreadable_pages": list(version.unreadable_pages),
            "passages": counts.get(path, 0),
        }
        for path, version in versions.items()
    ]


def print_documents(rows: Sequence[Row], console: Console) -> None:
    """The documents with what a person should act on: standing, review date, pages that could not be read."""
    table = Table("Document", "Kind", "Standing", "Review by", "Pages", "Unreadable", box=None, pad_edge=False)
    for row in rows:
        unreadable = row["unreadable_pages"]
        pages = ", ".join(map(str, unreadable)) if isinstance(unreadable, list) else ""
        cells = (row["document"], row["kind"], row["standing"], row["review_by"] or "–", row["pages"] or "–", pages)
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table)


def print_editions(rows: Sequence[Row], console: Console) -> None:
    """The editions, newest first."""
    if not rows:
        console.print("Nothing has been published yet: run `signpost ingest`.")
        return
    table = Table("", "Edition", "Published", "Documents", "Passages", "Embedding model", box=None, pad_edge=False)
    for row in rows:
        cells = (row["id"], row["created_at"], row["documents"], row["passages"], row["embedding_model"])
        table.add_row("live" if row["live"] else "", *(escape(str(cell)) for cell in cells))
    console.print(table)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
