"""What became of each document, told from digests and entries."""

from dataclasses import replace
from datetime import date

from ingest.changes import Content, has_changes, with_changes
from knowledge.domain import Document
from knowledge.ingest_report import Failure, IngestReport, StandingChange
from knowledge.manifest import document_without_entry

TODAY = date(2026, 1, 1)


def contents(**digests: str) -> dict[str, Content]:
    return {path: Content(document_without_entry(path), digest) for path, digest in digests.items()}


def changes(before: dict[str, Content], after: dict[str, Content], *failed: str) -> IngestReport:
    report = IngestReport("", failed=tuple(Failure(path, "Damaged.") for path in failed))
    return with_changes(report, before, after, TODAY)


def described(document: Document, sha256: str = "1", **fields: object) -> dict[str, Content]:
    return {document.path: Content(replace(document, **fields), sha256)}  # type: ignore[arg-type]


def test_each_path_is_one_of_them() -> None:
    report = changes(
        contents(same="1", changed="2", gone="3", moved="4", broken="5"),
        contents(same="1", changed="22", new="6", there="4"),
        "broken",
    )
    assert (("new",), ("changed",), ("same",), ("gone",), (("moved", "there"),)) == (
        report.added, report.changed, report.unchanged, report.removed, report.renamed,
    )  # fmt: skip


def test_a_copy_of_a_file_that_stays_is_added() -> None:
    report = changes(contents(a="1"), contents(a="1", b="1"))
    assert (("b",), ()) == (report.added, report.renamed)


def test_of_two_with_the_content_of_one_that_is_gone_the_first_is_the_renamed_one() -> None:
    report = changes(contents(old="1"), contents(b="1", c="1"))
    assert ((("old", "b"),), ("c",), ()) == (report.renamed, report.added, report.removed)


def test_two_files_may_change_places() -> None:
    report = changes(contents(a="1", b="2"), contents(a="2", b="1"))
    assert (("a", "b"), ()) == (report.changed, report.renamed)


def test_a_new_entry_alone_is_told() -> None:
    document = document_without_entry("a")
    report = changes(described(document), described(document, title="Another"))
    assert (("a",), ("a",), ()) == (report.unchanged, report.redescribed, report.standings)
    assert has_changes(report)


def test_a_document_that_is_replaced_changes_its_standing() -> None:
    old = described(document_without_entry("old"))
    new = described(document_without_entry("new"), "2", supersedes=("old",))
    assert (StandingChange("old", "unstated, current", "unstated, superseded"),) == changes(old, old | new).standings
    assert (StandingChange("old", "unstated, superseded", "unstated, current"),) == changes(old | new, old).standings


def test_nothing_changed() -> None:
    assert not has_changes(changes(contents(a="1"), contents(a="1")))
