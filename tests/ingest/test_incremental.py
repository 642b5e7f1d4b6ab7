"""What an ingest need not do again: it reads and embeds what is new, and carries the rest over whole."""

import json
import os
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from builders.corpora import edition_of, ingested, warm_workers, write_corpus
from fakes.embedder import WordEmbedder
from ingest import fingerprint
from ingest.ingestion import ingest, plan_ingest
from ingest.reading import WarningKind
from ingest.workers import Limits, Workers
from knowledge.domain import Passage, Version
from knowledge.editions import Editions
from knowledge.ingest_report import IngestReport, IngestWarning, StandingChange

FILES = {
    "a.md": "# A\n\nText of a.\n",
    "b.md": "# B\n\nText of b.\n\n# B2\n\nMore of b.\n",
    "c.html": "<title>The page</title><p>Text of c.</p>",
}


def read_paths(corpus: Path, data: Path) -> tuple[IngestReport, int]:
    """Ingest; with it, how many files were read."""
    read = 0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal read
        if stage == "Reading":
            read = max(read, total - done)

    return ingest(corpus, data, WordEmbedder(), progress, workers=warm_workers()), read


def live(data: Path) -> tuple[dict[str, Version], list[Passage]]:
    with closing(Editions(data).open_live("words")) as edition:
        return edition.passages.versions, edition.passages.fetch(range(len(edition.passages)))


def test_nothing_changed_leaves_the_live_edition_and_says_so(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    first = ingested(corpus, data)
    again, read = read_paths(corpus, data)
    assert (first.edition, False, tuple(FILES), 0, 4) == (
        again.edition, again.published, again.unchanged, read, again.passages,
    )  # fmt: skip
    assert [first.edition] == [summary.id for summary in Editions(data).summaries()]
    assert [] == [path.name for path in (data / "editions").glob(".building*")]


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    before, _ = live(data)
    write_corpus(corpus, {**FILES, "a.md": "# A\n\nOther text of a.\n"})
    report, read = read_paths(corpus, data)
    after, passages = live(data)
    assert (1, ("a.md",), 1) == (read, report.changed, report.embedded)
    assert (before["b.md"], before["c.html"]) == (after["b.md"], after["c.html"])
    assert ["a.md", "b.md", "b.md", "c.html"] == [passage.version.document.path for passage in passages]


def test_a_new_entry_alone_reads_nothing(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    write_corpus(corpus, FILES, '[[document]]\npath = "a.md"\ntitle = "Another title"\n')
    report, read = read_paths(corpus, data)
    versions, passages = live(data)
    assert (0, 0, ("a.md", "b.md", "c.html")) == (read, report.embedded, report.redescribed)
    assert ["Another title", "B", "The page"] == [version.document.title for version in versions.values()]
    assert "Another title" == passages[0].version.document.title


def test_a_renamed_file_is_recognised_and_not_read(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    (corpus / "moved").mkdir()
    (corpus / "b.md").rename(corpus / "moved" / "new.md")
    planned = plan_ingest(corpus, data, "words")
    report, read = read_paths(corpus, data)
    assert ((("b.md", "moved/new.md"),), (), (), 0, 0) == (
        report.renamed, report.added, report.removed, read, report.embedded,
    )  # fmt: skip
    assert report.renamed == planned.renamed
    _, passages = live(data)
    assert ["moved-new-md", "moved-new-md"] == [passage.version.document.id for passage in passages[2:]]


def test_another_ending_is_another_reader(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    (corpus / "a.md").rename(corpus / "a.txt")
    report, read = read_paths(corpus, data)
    assert ((("a.md", "a.txt"),), 1) == (report.renamed, read)
    versions, _ = live(data)
    assert "text/plain" == versions["a.txt"].media_type


def test_warnings_of_what_is_not_read_again_are_told_again(tmp_path: Path) -> None:
    pages = "".join(f"<p>Para {n}.</p>" for n in range(3))
    corpus, data = write_corpus(tmp_path / "corpus", {"a.html": pages, "b.md": "B."}), tmp_path / "data"
    write_corpus(corpus, {}, '[[document]]\npath = "a.html"\nreview_by = 2020-01-31\n')
    first = ingested(corpus, data)
    assert IngestWarning("a.html", None, "past its review date, 31 January 2020") in first.warnings
    assert first.warnings == ingested(corpus, data).warnings == plan_ingest(corpus, data, "words").warnings
    record = next((data / "editions" / first.edition).glob("reading.json"))
    noted = json.loads(record.read_text())
    noted["readings"]["b.md"]["warnings"] = [{"page": 3, "what": "a picture"}]
    record.write_text(json.dumps(noted))
    assert IngestWarning("b.md", 3, "a picture", WarningKind.OTHER) in ingested(corpus, data).warnings


def test_a_failure_that_would_come_again_is_told_without_reading(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", {**FILES, "bad.pdf": "nothing", "x.zip": "x"}), tmp_path / "data"
    first = ingested(corpus, data)
    again, read = read_paths(corpus, data)
    assert (first.failed, False, 0) == (again.failed, again.published, read)
    assert ["bad.pdf", "x.zip"] == [failure.path for failure in again.failed]


def test_a_file_whose_reader_was_stopped_is_tried_again(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", {"a.md": "A.", "slow.md": "*a " * 400_000}), tmp_path / "data"
    with Workers(Limits(seconds=0.6)) as workers:
        first = ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, workers=workers)
        assert ["slow.md"] == [failure.path for failure in first.failed]
        again = ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, workers=workers)
        assert (False, first.failed) == (again.published, again.failed)
    (corpus / "slow.md").write_text("Quick now.")
    assert ("slow.md",) == ingested(corpus, data).added


def test_a_new_reader_reads_everything_and_embeds_what_it_reads_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "tesseract").write_text("#!/bin/sh\n")
    (tmp_path / "tesseract").chmod(0o755)
    report, read = read_paths(corpus, data)
    assert (True, 3, 0, tuple(FILES)) == (report.published, read, report.embedded, report.unchanged)
    assert fingerprint.reading_fingerprint() == fingerprint.reading_fingerprint()


def test_a_record_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, FILES)
    edition.close()
    (tmp_path / "data" / "editions" / edition.id / "reading.json").write_text('{"readings": 3}')
    report, read = read_paths(tmp_path / "corpus", tmp_path / "data")
    assert (True, 3, 0) == (report.published, read, report.embedded)


def test_a_rebuild_takes_nothing_over(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    report = ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, workers=warm_workers(), rebuild=True)
    assert (True, tuple(FILES), 4) == (report.published, report.unchanged, report.embedded)
    assert not ingested(corpus, data).published


def test_the_edition_is_the_same_whatever_the_number_of_workers(tmp_path: Path) -> None:
    files = {f"{n}.md": f"# Title {n}\n\n" + f"Words of {n}. " * (2000 - 40 * n) for n in range(40)}
    corpus, built = write_corpus(tmp_path / "corpus", files), []
    for count in (1, 3):
        embedder, data = WordEmbedder(), tmp_path / str(count)
        with Workers(Limits(workers=count)) as workers:
            report = ingest(corpus, data, embedder, lambda stage, done, total: None, workers=workers)
        _, passages = live(data)
        facts = asdict(report) | {"edition": "", "seconds": 0}
        built.append((facts, embedder.encoded, [(passage.id, passage.text, passage.headings) for passage in passages]))
    assert built[0] == built[1]


@pytest.mark.parametrize("order", [("old.md", "new.md"), ("new.md", "old.md")])
def test_a_document_is_superseded_in_whichever_order_the_two_arrive(order: tuple[str, str], tmp_path: Path) -> None:
    manifest = '[[document]]\npath = "old.md"\n[[document]]\npath = "new.md"\nsupersedes = "old.md"\n'
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    write_corpus(corpus, {order[0]: "Text."}, manifest)
    first = ingested(corpus, data)
    assert IngestWarning(order[1], None, "in manifest.toml, but there is no such file") in first.warnings
    write_corpus(corpus, {order[1]: "Other text."}, manifest)
    planned, report = plan_ingest(corpus, data, "words"), ingested(corpus, data)
    change = (StandingChange("old.md", "unstated, current", "unstated, superseded"),)
    assert (change if order[0] == "old.md" else ()) == report.standings == planned.standings
    with closing(Editions(data).open_live("words")) as edition:
        assert {"old.md"} == edition.superseded


def test_a_chain_holds_where_a_link_is_missing(tmp_path: Path) -> None:
    manifest = """
        [[document]]
        path = "2018.md"
        [[document]]
        path = "2023.md"
        supersedes = "2018.md"
        [[document]]
        path = "2026.md"
        supersedes = "2023.md"
    """
    with closing(edition_of(tmp_path, {"2018.md": "Old.", "2026.md": "New."}, manifest)) as edition:
        assert {"2018.md", "2023.md"} == edition.superseded


def test_a_dry_run_tells_what_the_ingest_then_does(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", {**FILES, "d.md": "D.", "bad.zip": "x"}), tmp_path / "data"
    ingested(corpus, data)
    (corpus / "d.md").rename(corpus / "e.md")
    (corpus / "c.html").unlink()
    write_corpus(corpus, {"a.md": "# A\n\nNew.\n", "f.md": "F.", "y.jpg": "y"}, "")
    write_corpus(corpus, {}, '[[document]]\npath = "b.md"\nwithdrawn = true\n')
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    planned = plan_ingest(corpus, data, "words")
    assert before == {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    done = ingested(corpus, data)
    names = ("added", "changed", "unchanged", "removed", "renamed", "redescribed", "standings", "failed", "warnings")
    assert [getattr(planned, name) for name in names] == [getattr(done, name) for name in names]
    assert (("f.md",), ("a.md",), ("b.md",), ("c.html",), (("d.md", "e.md"),), ["bad.zip", "y.jpg"]) == (
        done.added, done.changed, done.unchanged, done.removed, done.renamed, [each.path for each in done.failed],
    )  # fmt: skip


def test_an_unchanged_file_costs_a_hash(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    (corpus / "large.md").write_text("# Large\n\n" + "Some words.\n\n" * 20_000)
    started = time.monotonic()
    ingested(corpus, data)
    full, started = time.monotonic() - started, time.monotonic()
    ingested(corpus, data)
    assert time.monotonic() - started < 0.2 * full
    os.utime(corpus / "large.md")
    assert not ingested(corpus, data).published
