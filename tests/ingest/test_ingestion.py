"""An ingest from files to a published edition: what changed, what failed, and what never happens."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from builders.corpora import edition_of, ingested, warm_workers, write_corpus
from fakes.embedder import WordEmbedder
from ingest.ingestion import ingest, plan_ingest
from knowledge.editions import Editions
from knowledge.errors import CorpusError, ManifestError, StorageError
from knowledge.ingest_report import Failure, IngestWarning
from knowledge.sizes import write_sizes
from knowledge.token_signs import signs_of

FILES = {
    "a.md": "# A\n\nText of a.\n",
    "b.md": "# B\n\nText of b.\n\n# B2\n\nMore of b.\n",
    "c.md": "# C\n\nText of c.\n",
}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_reports_what_became_of_each_file(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    first = ingested(corpus, data)
    assert (("a.md", "b.md", "c.md"), 4, 4) == (first.added, first.passages, first.embedded)

    (corpus / "c.md").unlink()
    write_corpus(
        corpus, {"a.md": FILES["a.md"], "b.md": "# B\n\nNew text of b.\n\n# B2\n\nMore of b.\n", "d.txt": "D."}
    )
    second = ingested(corpus, data)
    assert (("d.txt",), ("b.md",), ("a.md",), ("c.md",)) == (
        second.added, second.changed, second.unchanged, second.removed,
    )  # fmt: skip


def test_passages_keep_their_place(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", {"levels.csv": "Level,Signs\n4,burns\n"}), tmp_path / "data"
    ingested(corpus, data)
    with closing(Editions(data).open_live_passages()) as passages:
        assert ["rows 1–2"] == [passage.place for passage in passages.fetch([0])]


def test_only_new_passages_are_embedded(tmp_path: Path) -> None:
    corpus, data, embedder = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data", WordEmbedder()
    ingested(corpus, data, embedder)
    write_corpus(corpus, {**FILES, "b.md": "# B\n\nNew text of b.\n\n# B2\n\nMore of b.\n", "e.md": FILES["a.md"]})
    embedder.encoded.clear()
    report = ingested(corpus, data, embedder)
    assert ["B\n# B\nNew text of b."] == [text.replace("B\nB\n", "B\n# B\n") for text in embedder.encoded]
    assert (5, 1) == (report.passages, report.embedded)


def test_carried_vectors_are_those_of_their_texts(tmp_path: Path) -> None:
    """Whatever moves: each passage is still found by its own words, in first place."""
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    write_corpus(corpus, {"0.md": "# Zero\n\nComes first now.\n", **FILES, "twin.md": FILES["b.md"]})
    ingested(corpus, data)
    ingested(corpus, data)
    with closing(Editions(data).open_live("words")) as edition:
        for passage in edition.passages.fetch(range(len(edition.passages))):
            text = "\n".join([*passage.headings[-2:], passage.text])
            (expected,) = WordEmbedder().encode([text])
            assert pytest.approx(1, abs=1e-3) == float(expected @ edition.vectors_of(passage)[0])
            (words,) = WordEmbedder().encode_spans([text], [()]).tokens
            assert edition.signs is not None
            np.testing.assert_array_equal(signs_of(words), edition.signs.of_row(edition.passages.row_of(passage)))


def test_an_edition_from_before_there_were_signs_is_embedded_anew(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    editions = Editions(data)
    folder = editions.folder / str(editions.live_id)
    shutil.rmtree(folder / "signs")
    write_sizes(folder)  # as they were noted when there were none
    with closing(editions.open_live("words")) as edition:
        assert edition.signs is None
    report = ingested(corpus, data)
    assert report.passages == report.embedded
    with closing(editions.open_live("words")) as edition:
        assert edition.signs is not None


def test_one_bad_file_does_not_hurt_the_rest(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {**FILES, "bad.pdf": "not a PDF", "empty.txt": "", "sheet.xlsx": "x"})
    Path(os.fsdecode(os.fsencode(corpus) + b"/odd\xff.txt")).write_text("Text.")
    report = ingested(corpus, tmp_path / "data")
    assert tuple(FILES) == report.added
    assert ["bad.pdf", "empty.txt", "odd\ufffd.txt", "sheet.xlsx"] == [failure.path for failure in report.failed]
    assert all(failure.reason.endswith(".") for failure in report.failed)


def test_a_file_that_fails_now_is_failed_and_not_removed(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    (corpus / "a.md").write_bytes(b"\xff")
    report = ingested(corpus, data)
    assert ((), ["a.md"]) == (report.removed, [failure.path for failure in report.failed])


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("# A\n\nOther text.\n")])
def test_a_file_that_changes_while_it_is_read_is_never_cited_as_another(
    change: Callable[[Path], object], tmp_path: Path
) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"

    def progress(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("Reading", 1):
            change(corpus / "b.md")
        if (stage, done) == ("Writing", 0):
            change(corpus / "c.md")

    ingest(corpus, data, WordEmbedder(), progress, workers=warm_workers())
    with closing(Editions(data).open_live("words")) as edition:
        for version in edition.passages.versions.values():
            kept = (data / "originals" / version.sha256).read_bytes()
            assert version.sha256 == sha256(kept).hexdigest()
            assert version.document.path != "b.md" or b"Other" in kept
        assert "c.md" in edition.passages.versions


def test_originals_are_kept_under_their_digest_for_good(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    write_corpus(corpus, {**FILES, "a.md": "# A\n\nNew.\n"})
    ingested(corpus, data)
    expected = {sha256(text.encode()).hexdigest() for text in [*FILES.values(), "# A\n\nNew.\n"]}
    assert expected == {path.name for path in (data / "originals").iterdir()}


@pytest.mark.parametrize("files", [{}, {"bad.pdf": "x"}])
def test_a_corpus_without_a_readable_file_publishes_nothing(files: dict[str, str], tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", files), tmp_path / "data"
    with pytest.raises(CorpusError, match=r"holds no documents|No file of .* could be read"):
        ingested(corpus, data)
    assert Editions(data).live_id is None


def test_without_a_manifest_it_is_published_with_a_failure(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", FILES)
    (corpus / "manifest.toml").unlink()
    report = ingested(corpus, tmp_path / "data")
    assert (Failure("manifest.toml", "There is none: no document has a kind, an authority or dates."),) == report.failed
    assert tuple(FILES) == report.added
    assert report.failed == plan_ingest(corpus, tmp_path / "data", "words").failed


def test_a_malformed_manifest_publishes_nothing(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    before = everything(data)
    write_corpus(corpus, FILES, '[[document]]\npath = "a.md"\nreview_by = "soon"\n')
    with pytest.raises(ManifestError, match="document 1, review_by"):
        ingested(corpus, data)
    with pytest.raises(ManifestError, match="document 1, review_by"):
        plan_ingest(corpus, data, "words")
    assert before == everything(data)


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        ingested(write_corpus(tmp_path / "corpus", FILES), tmp_path / "file" / "data")


def test_originals_that_cannot_be_kept_stop_the_ingest(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "originals").write_text("a file in its place")
    with pytest.raises(StorageError, match="originals could not be kept"):
        ingested(write_corpus(tmp_path / "corpus", FILES), tmp_path / "data")
    assert Editions(tmp_path / "data").live_id is None


def test_a_dry_run_writes_nothing_where_there_was_nothing(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {**FILES, "picture.jpg": "x"})
    report = plan_ingest(corpus, tmp_path / "data", "words")
    assert (tuple(FILES), ["picture.jpg"]) == (report.added, [failure.path for failure in report.failed])
    assert not (tmp_path / "data").exists()


def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    live = ingested(corpus, data).edition
    (corpus / "c.md").unlink()
    write_corpus(corpus, {"a.md": "# A\n\nOther.\n", "b.md": FILES["b.md"], "d.md": "# D\n\nText.\n"})
    before = everything(data).keys()
    report = plan_ingest(corpus, data, "words")
    assert (("d.md",), ("a.md",), ("b.md",), ("c.md",)) == (
        report.added, report.changed, report.unchanged, report.removed,
    )  # fmt: skip
    assert (live, before) == (Editions(data).live_id, everything(data).keys())


def test_warns_where_manifest_and_corpus_do_not_fit(tmp_path: Path) -> None:
    manifest = """
        [[document]]
        path = "a.md"
        supersedes = ["b.md", "misspelt.md"]
        review_by = 2020-01-31
        [[document]]
        path = "absent.md"
    """
    report = ingested(write_corpus(tmp_path / "corpus", FILES, manifest), tmp_path / "data")
    unstated = "not in manifest.toml: its kind, authority and dates are unstated"
    assert {
        IngestWarning("a.md", None, "supersedes 'misspelt.md', which is not in the corpus: is it spelt so?"),
        IngestWarning("a.md", None, "past its review date, 31 January 2020"),
        IngestWarning("a.md", None, "manifest.toml does not state its kind, authority and effective_on", "metadata"),
        IngestWarning("absent.md", None, "in manifest.toml, but there is no such file"),
        IngestWarning("b.md", None, unstated),
        IngestWarning("c.md", None, unstated),
    } == set(report.warnings)


def test_documents_take_their_titles_from_themselves_without_an_entry(tmp_path: Path) -> None:
    with closing(edition_of(tmp_path, FILES, '[[document]]\npath = "a.md"\ntitle = "Named"\n')) as edition:
        titles = {path: version.document.title for path, version in edition.passages.versions.items()}
    assert {"a.md": "Named", "b.md": "B", "c.md": "C"} == titles
