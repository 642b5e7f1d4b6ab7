"""Hostile and broken files: each goes in or fails with a cause, and everything else goes in."""

from contextlib import closing
from pathlib import Path

import pytest

from builders.corpora import write_corpus
from builders.hostile import HOSTILE, write_many_pages, write_pdf_bomb
from fakes.embedder import WordEmbedder
from ingest.ingestion import ingest
from ingest.workers import Limits, Workers
from knowledge.editions import Editions
from knowledge.ingest_report import IngestReport

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "files"


def ingest_within(limits: Limits, corpus: Path, data: Path) -> IngestReport:
    with Workers(limits) as workers:
        return ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, workers=workers)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of all of them and a good file at either end."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = write_corpus(folder / "below" / "corpus", {"a.md": "A good file.", "z.md": "Another good file."})
    for name, write in HOSTILE.items():
        write(corpus / name)
    return folder


def test_each_ends_ingested_or_failed_with_a_cause(place: Path) -> None:
    corpus, data = place / "below" / "corpus", place / "data"
    report = ingest_within(Limits(seconds=20, megabytes=400), corpus, data)
    reasons = {failure.path: failure.reason for failure in report.failed}
    assert sorted(["a.md", "z.md", *HOSTILE]) == sorted([*report.added, *reasons])
    assert {"a.md", "z.md"} <= set(report.added)
    assert "unpacks to more than 500 MB" in reasons["bomb.docx"]
    assert "empty (0 bytes)" in reasons["empty.pdf"]
    for name in ("random.pptx", "truncated.pdf"):
        assert "damaged" in reasons[name], reasons[name]
    assert all(reason.endswith(".") and len(reason) > 10 for reason in reasons.values()), reasons

    with closing(Editions(data).open_live("words")) as edition:
        texts = " ".join(passage.text for passage in edition.passages.fetch(range(len(edition.passages))))
    assert "root:" not in texts
    assert texts.count("laugh") < 10
    assert [] == list(place.rglob("escaped*"))


def test_a_bomb_that_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"a.md": "A good file."})
    write_pdf_bomb(corpus / "bomb.pdf", 300_000_000)
    report = ingest_within(Limits(megabytes=150), corpus, tmp_path / "data")
    assert ("a.md",) == report.added
    (failure,) = report.failed
    assert "It made the reader stop (out of memory, more than 150 MB)" in failure.reason


@pytest.mark.slow
def test_ten_thousand_pages_are_read(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"a.md": "A good file."})
    write_many_pages(corpus / "long.pdf", 10_000)
    report = ingest_within(Limits(), corpus, tmp_path / "data")
    assert ((), 10_000) == (report.failed, report.pages)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="there is no ../shared/data/files beside the project")
def test_every_file_of_other_projects_ends_ingested_or_failed_with_a_cause(tmp_path: Path) -> None:
    report = ingest_within(Limits(), DATA, tmp_path / "data")
    reasons = {failure.path: failure.reason for failure in report.failed if failure.path != "manifest.toml"}
    every = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    hidden = {path for path in every if any(part[0] in "._" for part in path.split("/"))}
    assert sorted(every - hidden) == sorted([*report.added, *reasons])
    assert all(reason.endswith(".") and len(reason) > 10 for reason in reasons.values())
