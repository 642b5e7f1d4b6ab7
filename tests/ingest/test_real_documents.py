"""Real guidance and reports, where they are at hand: quotes on their pages, printed numbers, unreadable pages."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from builders.answers import sample_version
from ingest.files import READERS, read_file
from ingest.reading import Reading
from ingest.splitting import split
from knowledge.errors import UnreadableFileError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FOLDERS = ("guidance", "reports")
LONGEST_SECONDS = 20
READ_EACH = """
import json, sys, time
from pathlib import Path
from ingest.files import read_file
from knowledge.errors import UnreadableFileError
for path in sys.argv[1:]:
    started, said = time.monotonic(), ""
    try:
        for block in read_file(Path(path)).blocks:
            assert b"\\0" not in block.text.encode()
    except UnreadableFileError as error:
        said = str(error)
    print(json.dumps([path, time.monotonic() - started, said]), flush=True)
"""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


def questions() -> list[dict[str, object]]:
    files = sorted((DATA / "questions").glob("*.dev.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def evidence() -> list[tuple[str, str, int, str]]:
    """Question, document, page and quote of every piece of evidence and its alternatives."""
    found = []
    for question in questions():
        for key in ("evidence", "alternatives"):
            pieces = question.get(key) or []
            assert isinstance(pieces, list)
            flat = [each for piece in pieces for each in (piece if isinstance(piece, list) else [piece])]
            found += [(str(question["id"]), each["document"], each["page"], each["quote"]) for each in flat]
    return found


@cache
def reading(document: str) -> Reading:
    (path,) = (DATA / folder / document for folder in FOLDERS if (DATA / folder / document).is_file())
    return read_file(path)


@cache
def letters_by_page(document: str) -> dict[int, str]:
    pages: dict[int, str] = {}
    for passage in split(sample_version(), reading(document).blocks):
        assert passage.page is not None
        pages[passage.page.index] = pages.get(passage.page.index, "") + letters(passage.text)
    return pages


def letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


@pytest.mark.parametrize(("question", "document", "page", "quote"), evidence())
def test_evidence_stands_in_the_passages_of_its_page(question: str, document: str, page: int, quote: str) -> None:
    assert letters(quote) in letters_by_page(document)[page]


def test_printed_numbers_that_run_ahead_of_the_index() -> None:
    printed = {
        block.page.index: block.page.printed
        for block in reading("providing_effective_advocacy.pdf").blocks
        if block.page is not None and 4 <= block.page.index <= 30  # the last page prints none
    }
    assert {index: str(index + 1) for index in printed} == printed


@pytest.mark.parametrize(
    ("document", "page"),
    [("Keeping_children_safe_in_education_2025.pdf", 71), ("adoption_statutory_guidance_2013.pdf", 97)],
)
def test_pages_that_are_pictures_are_reported(document: str, page: int) -> None:
    assert page in reading(document).unreadable_pages
    assert page in {warning.page for warning in reading(document).warnings}


def test_a_scan_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableFileError, match="it is a scan"):
        reading("sscp-yearly-report-2022-23-scanned.pdf")


def test_every_odd_file_is_read_or_refused_in_a_sentence() -> None:
    """In a process of its own: a crash inside a library fails this test and no other."""
    files = [str(path) for path in sorted((DATA / "files").rglob("*")) if path.suffix.lower() in READERS]
    run = subprocess.run(
        [sys.executable, "-c", READ_EACH, *files],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(files) == len(results)
    assert [] == [(path, seconds) for path, seconds, _ in results if seconds > LONGEST_SECONDS]
    assert [] == [(path, said) for path, _, said in results if said and not said.endswith(".")]
    assert sum(not said for _, _, said in results) > len(results) / 2
