"""Real guidance and reports, where they are at hand: quotes on their pages, printed numbers, unreadable pages."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from builders.answers import sample_version
from ingest import ocr
from ingest.files import READERS, read_file
from ingest.pdf_opening import OpenedPdf
from ingest.pdf_page import read_page
from ingest.reading import BlockKind, Reading, WarningKind
from ingest.splitting import split
from knowledge.errors import UnreadableFileError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FOLDERS = ("guidance", "reports")
LONGEST_SECONDS = 20
READ_EACH = """
import json, sys, time
from pathlib import Path
from ingest import ocr
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


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def words_by_page(document: str) -> dict[int, Counter[str]]:
    pages: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for block in reading(document).blocks:
        assert block.page is not None
        pages[block.page.index] += Counter(words(block.text))
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
    assert page in {warning.page for warning in reading(document).warnings}
    assert ocr.is_installed() != (page in reading(document).unreadable_pages)


def test_the_chart_pages_of_the_report_are_named() -> None:
    charts = [10, 12, 17, 18, 19, 20, 21, 30]
    report = reading("sscp-yearly-report-2022-23.pdf")
    assert charts == [warning.page for warning in report.warnings if warning.kind == WarningKind.CHART_ONLY]
    assert charts == list(report.unreadable_pages)


@pytest.mark.skipif(ocr.is_installed(), reason="Tesseract is installed")
def test_a_scan_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableFileError, match="apt-get install tesseract-ocr"):
        reading("sscp-yearly-report-2022-23-scanned.pdf")


@pytest.mark.slow
@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")
def test_a_scan_gives_the_words_of_its_text_version() -> None:
    text, scan = (words_by_page(f"sscp-yearly-report-2022-23{kind}.pdf") for kind in ("", "-scanned"))
    missing = {page: words - scan.get(page, Counter()) for page, words in text.items()}
    wanted = sum(words.total() for words in text.values())
    assert sum(words.total() for words in missing.values()) <= 0.05 * wanted


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
@pytest.mark.parametrize("path", sorted((DATA / "guidance").glob("*.pdf")), ids=lambda path: path.stem[:30])
def test_pages_hold_the_words_that_poppler_finds(path: Path) -> None:
    """Before running lines and contents lists are left out; hyphens at line ends aside, which poppler drops."""
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    opened = OpenedPdf(path)
    wanted = found = 0
    for index, page in enumerate(run.stdout.decode().split("\f")[:-1]):
        ours = Counter(words(" ".join(line.text for line in read_page(opened.document, index).lines)))
        theirs = Counter(words(page))
        wanted += theirs.total()
        found += (theirs & ours).total()
    opened.close()
    assert found >= 0.98 * wanted


@pytest.mark.parametrize(("question", "document", "page", "quote"), evidence())
def test_evidence_stands_in_one_passage(question: str, document: str, page: int, quote: str) -> None:
    passages = split(sample_version(), reading(document).blocks)
    assert any(letters(quote) in letters(each.text) for each in passages if each.page and each.page.index == page)


def test_yes_and_no_stay_in_their_rows() -> None:
    rows = [
        block.text
        for block in reading("adoption_statutory_guidance_2013.pdf").blocks
        if block.kind == BlockKind.ROW and block.page is not None and block.page.index == 50
    ]
    assert "5. | Care proceedings in progress | No | Yes | Placement order" in rows


@pytest.mark.slow
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
