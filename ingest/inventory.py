"""What is live: documents and editions as tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from ingest.intake import approve_line
from knowledge.intake.log import IntakeLog
from knowledge.inventory import Row, page_ranges


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


def _whole(head: str) -> Column:
    """A column of names that people copy: a narrow screen wraps them and cuts nothing off."""
    return Column(head, overflow="fold")


def _moment(iso: str) -> str:
    """A moment of a summary as people read it; one that another program wrote otherwise stays as it is."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone(UTC):%d %b %Y, %H:%M} UTC"
    except ValueError:
        return iso
