"""What is live, as tables."""

from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from builders.corpora import edition_of
from ingest.inventory import print_documents, print_editions
from knowledge.editions import Editions
from knowledge.intake.log import IntakeLog
from knowledge.inventory import document_rows, page_ranges

MANIFEST = """
    [[document]]
    path = "new.md"
    authority = "threshold"
    effective_on = 2024-01-02
    review_by = 2030-01-02
    supersedes = "old.md"
    audience = "health"
    [[document]]
    path = "old.md"
"""
FILES = {"new.md": "# New\n\nText.\n\n# Second\n\nMore.\n", "old.md": "Old text.\n"}


def console() -> tuple[Console, StringIO]:
    file = StringIO()
    return Console(file=file, width=120), file


def test_a_row_says_what_a_document_counts_for(tmp_path: Path) -> None:
    edition_of(tmp_path, FILES, MANIFEST).close()
    with closing(Editions(tmp_path / "data").open_live_passages()) as passages:
        new, old = document_rows(passages, date(2026, 1, 1), IntakeLog(tmp_path / "data"))
    assert ("new.md", "threshold, current", "2024-01-02", "2030-01-02", ["health"], 2) == tuple(
        new[key] for key in ("document", "standing", "effective_on", "review_by", "audience", "passages")
    )
    assert ("unstated, superseded", ["new.md"]) == (old["standing"], old["superseded_by"])
    assert (None, None, None) == (old["review_by"], old["pages"], old["waiting"])


def test_tables_show_names_as_they_are() -> None:
    row = {"kind": "[red]", "standing": "s", "review_by": None, "pages": 9, "unreadable_pages": [2, 7, 8]}
    more = {"superseded_by": ["[new].md"], "waiting": "3f"}
    screen, file = console()
    print_documents([{**row, **more, "document": "[b]x.md"}], screen)
    shown = " ".join(file.getvalue().splitlines()[1].split())
    assert "[b]x.md [red] s by [new].md; a version waits for approval – 9 2, 7–8" == shown


@pytest.mark.parametrize(
    ("pages", "said"), [([], ""), ([3], "3"), ([1, 2, 3], "1–3"), ([9, 1, 3, 4], "1, 3–4, 9"), ([5, 6, 8], "5–6, 8")]
)
def test_pages_are_written_as_people_write_them(pages: list[int], said: str) -> None:
    assert said == page_ranges(pages)


def test_editions_show_which_is_live() -> None:
    row = {"created_at": "2026-11-25T03:40:29+00:00", "documents": 1, "passages": 2, "embedding_model": "/models/[x]"}
    screen, file = console()
    print_editions([{**row, "id": "two", "live": True}, {**row, "id": "one", "live": False}], screen)
    moment = "25 Nov 2026, 03:40 UTC"
    assert [f"live two {moment} 1 2 /models/[x]", f"one {moment} 1 2 /models/[x]"] == [
        " ".join(line.split()) for line in file.getvalue().splitlines()[1:]
    ]


def test_no_edition_says_what_to_do() -> None:
    screen, file = console()
    print_editions([], screen)
    assert "run `signpost ingest`" in file.getvalue()
