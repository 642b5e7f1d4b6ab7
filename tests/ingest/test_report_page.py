"""The report as a page beside its edition."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builders.corpora import ingested, write_corpus
from builders.reports import full_report
from ingest.report_page import report_page, write_report_page
from knowledge.errors import StorageError
from knowledge.ingest_report import Failure, IngestReport, IngestWarning

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
ROW = {
    "document": "a.pdf", "title": "About <b>bruises</b>", "kind": "guide",
    "standing": "threshold, past its review date", "review_by": "2026-01-31", "pages": 12, "passages": 1234,
}  # fmt: skip


class Words(HTMLParser):
    """The words of a page and the tags it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags, self.addresses = "", set[str](), list[str]()
        self.feed(page.partition("</style>")[2])
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [f"{name}={value}" for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data: str) -> None:
        self.words += f" {data} "


def page_of(report: IngestReport) -> str:
    return report_page(report, [ROW], NOW)


def test_the_page_lies_beside_the_edition(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"a.md": "# A\n\nText.\n", "bad.pdf": "x"})
    report = ingested(corpus, tmp_path / "data")
    words = Words((tmp_path / "data" / "editions" / report.edition / "report.html").read_text(encoding="utf-8")).words
    for said in ("bad.pdf: It is not a PDF", "Documents of this edition (1)", "Missing metadata", "kind, authority"):
        assert said in words


def test_each_document_has_its_row_with_its_notes_by_kind() -> None:
    warnings = (
        *(IngestWarning("a.pdf", page, "a chart") for page in (3, 4, 5, 9)),
        IngestWarning("a.pdf", None, "left out, as it is repeated on its pages: Part 1"),
        IngestWarning("gone.pdf", None, "in manifest.toml, but there is no such file"),
    )
    words = Words(page_of(IngestReport("e", changed=("a.pdf",), warnings=warnings))).words
    assert "About <b>bruises</b> a.pdf changed guide threshold, past its review date 2026-01-31 12 1,234" in words
    assert "Chart- or picture-only pages : p. 3–5, 9" in words
    assert "repeated on its pages: Part 1" in words
    assert "Notes on paths that are not in this edition gone.pdf" in words


def test_lists_that_an_ingest_did_not_make_are_not_shown() -> None:
    words = Words(page_of(IngestReport("e"))).words
    assert not re.search("(?i)renamed|held|past answers|to look at|these did not go in", words)
    words = Words(page_of(full_report("e"))).words
    for said in (
        "old.pdf → a.pdf",
        "b.pdf: Waits for approval. signpost approve b.pdf",
        "d.pdf: report, current → report, superseded",
        "changed or went (1) Answer A1 Asked on 2026-03-02 changed a.pdf, p. 3: within two hours",
        "a.pdf renamed",
        "3 of 4 golden questions found their evidence, 1 before.",
    ):
        assert said in words


def test_nothing_of_a_document_becomes_markup_and_nothing_is_loaded() -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    report = IngestReport("e", (bad,), failed=(Failure(bad, bad),), warnings=(IngestWarning("a.pdf", None, bad, bad),))
    page = Words(report_page(report, [{**ROW, "title": bad, "document": bad}], NOW))
    assert set() == page.tags & {"script", "img", "link", "iframe", "object", "form"}
    assert [] == page.addresses
    assert bad in page.words


def test_a_corpus_without_pages_has_a_page() -> None:
    words = Words(report_page(IngestReport("e"), [{**ROW, "pages": None, "review_by": None}], NOW)).words
    assert "– 1,234" in words


def test_a_page_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    report = ingested(write_corpus(tmp_path / "corpus", {"a.md": "Text."}), tmp_path / "data")
    folder = tmp_path / "data" / "editions" / report.edition
    (folder / "report.html").unlink()
    (folder / "report.html").mkdir()
    with pytest.raises(StorageError, match="report could not be written"):
        write_report_page(folder, replace(report, pages=0))
