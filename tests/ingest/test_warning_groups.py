"""Warnings by what they are about."""

from datetime import date

import pytest

from ingest.warning_groups import groups_by_path, metadata_warnings, page_ranges, warning_groups
from knowledge.domain import Authority, Document
from knowledge.ingest_report import IngestWarning


@pytest.mark.parametrize(
    ("what", "kind", "title"),
    [
        ("hardly any readable text: a picture, a chart or a scan", "", "Pages without text"),
        ("only a chart: its figures cannot be quoted", "", "Chart- or picture-only pages"),
        ("anything", "chart", "Chart- or picture-only pages"),
        ("left out, as it is repeated on its pages: A chart of headings", "", "Lines removed as repeated"),
        ("a contents list: not searched", "", "Contents lists"),
        ("past its review date, 31 January 2020", "", "Past their review date"),
        ("not in manifest.toml: its kind, authority and dates are unstated", "", "Missing metadata"),
        ("manifest.toml does not state its kind", "metadata", "Missing metadata"),
        ("in manifest.toml, but there is no such file", "", "Manifest and files differ"),
        ("supersedes 'x.md', which is not in the corpus: is it spelt so?", "", "Manifest and files differ"),
        ("anything", "reading-order", "Reading order in doubt"),
        ("anything", "heading_without_body", "Headings without a body"),
        ("not fetched, the file of last time stays: its site answers 404", "fetching", "Web pages not fetched"),
        ("anything", "unreadable page", "Pages without text"),
        ("anything", "chart or picture only", "Chart- or picture-only pages"),
        ("anything", "read by OCR", "Pages read by OCR"),
        ("anything", "repaired", "Damaged files"),
        ("a contents list: not searched", "other", "Contents lists"),
        ("anything", "other", "Other notes"),
        ("anything", "border_case", "Border case"),
        ("anything", "", "Other notes"),
    ],
)
def test_a_warning_has_a_title(what: str, kind: str, title: str) -> None:
    assert [title] == [group.title for group in warning_groups([IngestWarning("a", None, what, kind)])]


def test_a_group_names_its_pages_and_the_document_with_the_most_first() -> None:
    chart = [IngestWarning(path, page, "a chart") for path, page in [("a", 4), ("b", 9), ("b", 3), ("b", 5), ("b", 4)]]
    (group,) = warning_groups(chart)
    assert (("b", "a"), ()) == (group.documents, group.sayings)
    assert ["3–5, 9"] == [own.pages for own in groups_by_path(chart)["b"]]


def test_what_pages_say_is_told_where_it_differs() -> None:
    (group,) = warning_groups([IngestWarning("a", page, f"heading without text: {page}") for page in (1, 2)] * 2)
    assert ("p. 1: heading without text: 1", "p. 2: heading without text: 2") == group.sayings


@pytest.mark.parametrize(("pages", "expected"), [([], ""), ([3], "3"), ([5, 1, 2, 2, 3, 7, 8], "1–3, 5, 7–8")])
def test_runs_of_pages_are_shortened(pages: list[int], expected: str) -> None:
    assert expected == page_ranges(pages)


def test_missing_metadata_is_one_warning_a_document() -> None:
    bare = Document("a", "a.md", "A", authority=Authority.REPORT, review_by=date(2027, 1, 1))
    expected = IngestWarning("a.md", None, "manifest.toml does not state its kind and effective_on", "metadata")
    assert [expected] == metadata_warnings(bare)
    full = Document("a", "a.md", "A", "guide", Authority.REPORT, "", "", date(2026, 1, 1), date(2027, 1, 1))
    assert [] == metadata_warnings(full)
