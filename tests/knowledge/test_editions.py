"""Editions: one atomic switch, whatever happens to the process, the disk or the files."""

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders.corpora import edition_of, ingested, write_corpus
from builders.ingests import start_ingest, wait_for
from fakes.embedder import WordEmbedder
from knowledge.domain import Currency
from knowledge.editions import Editions
from knowledge.errors import EmbeddingMismatchError, IndexUnavailableError, IngestRunningError, StorageError
from knowledge.ingest_report import IngestReport

FILES = {"bruising.md": "# Bruising\n\nRefer a bruised baby.\n", "lado.md": "# LADO\n\nRing the LADO.\n"}


def answers(data: Path) -> list[str]:
    """The texts that the live edition finds for a word of every sample document."""
    with closing(Editions(data).open_live("words")) as edition:
        rows = {
            *edition.keywords.search("refer ring", 9)[0],
            *edition.vectors.search(WordEmbedder().encode(["a"])[0], 9)[0],
        }
        return [passage.text for passage in edition.passages.fetch(sorted(rows))]


def states(data: Path) -> Iterator[str]:
    yield from (path.name for path in sorted((data / "editions").iterdir()))


def test_nothing_answers_before_the_first_ingest(tmp_path: Path) -> None:
    editions = Editions(tmp_path / "data")
    assert editions.live_id is None
    assert [] == editions.summaries()
    for attempt in (lambda: editions.open_live("words"), editions.open_live_passages, editions.roll_back):
        with pytest.raises(IndexUnavailableError):
            attempt()


def test_says_what_was_published(tmp_path: Path) -> None:
    with closing(edition_of(tmp_path, FILES)) as edition:
        (summary,) = Editions(tmp_path / "data").summaries()
        assert summary == edition.summary
        assert ("words", 2, 2) == (summary.embedding_model, summary.documents, summary.passages)
        report = json.loads((tmp_path / "data" / "editions" / edition.id / "report.json").read_text())
        assert ["bruising.md", "lado.md"] == report["added"]


def test_nothing_is_seen_of_an_edition_that_is_not_published(tmp_path: Path) -> None:
    edition_of(tmp_path, FILES).close()
    editions = Editions(tmp_path / "data")
    before = (editions.live_id, editions.summaries())
    with editions.building(datetime.now(UTC)) as folder:
        (folder / "edition.json").write_text("{}")
        assert before == (editions.live_id, editions.summaries())
    assert not folder.exists()
    assert before == (editions.live_id, editions.summaries())


def test_an_error_while_building_leaves_nothing_behind(tmp_path: Path) -> None:
    editions = Editions(tmp_path / "data")
    with pytest.raises(ZeroDivisionError), editions.building(datetime.now(UTC)):
        raise ZeroDivisionError
    assert [] == list(states(tmp_path / "data"))


def test_a_second_ingest_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    with start_ingest(corpus, data, "Reading 0") as process:
        wait_for(process, "Reading 0")
        with pytest.raises(IngestRunningError, match=rf"\(process {process.pid}, started \d{{4}}-.* UTC\)"):
            ingested(corpus, data)
        process.kill()
    assert 2 == ingested(corpus, data).passages


def test_a_full_disk_leaves_the_live_edition_as_it_was(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    before = (list(states(data)), answers(data))
    write_corpus(corpus, {f"{n}.md": f"# Title {n}\n\n" + f"Words {n}. " * 300 for n in range(40)})
    limit = 100_000

    def limit_file_size() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with start_ingest(corpus, data, preexec_fn=limit_file_size) as process:
        assert process.stdout is not None
        said = process.stdout.read().splitlines()[-1]
    assert said.startswith("StorageError ")
    assert before == (list(states(data)), answers(data))


@pytest.mark.parametrize("missing", ["file", "file/below/it"])
def test_a_data_folder_that_cannot_be_made_is_one_sentence(missing: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"cannot be written .* SIGNPOST_DATA"):
        ingested(write_corpus(tmp_path / "corpus", FILES), tmp_path / missing)


def three_editions(folder: Path) -> tuple[Editions, list[str]]:
    corpus, data = folder / "corpus", folder / "data"
    ids = []
    for text in ("First.", "Second.", "Third."):
        write_corpus(corpus, {"a.txt": text})
        ids.append(ingested(corpus, data).edition)
    return Editions(data), ids


def test_editions_of_one_second_are_listed_newest_first(tmp_path: Path) -> None:
    editions, ids = three_editions(tmp_path)
    assert ids[::-1] == [summary.id for summary in editions.summaries()]


def test_rolls_back_one_edition_at_a_time_and_forward_by_name(tmp_path: Path) -> None:
    editions, (first, second, third) = three_editions(tmp_path)
    assert second == editions.roll_back()
    assert first == editions.roll_back()
    with pytest.raises(IndexUnavailableError, match="no earlier edition"):
        editions.roll_back()
    assert third == editions.roll_back(third) == editions.live_id


@pytest.mark.parametrize("wanted", ["20200101T000000Z-aaaa", "../../etc", ".building-x", "live", "/"])
def test_does_not_roll_back_to_what_is_no_edition(wanted: str, tmp_path: Path) -> None:
    editions, ids = three_editions(tmp_path)
    with pytest.raises(IndexUnavailableError, match="There is no edition"):
        editions.roll_back(wanted)
    assert ids[-1] == editions.live_id


def test_rolls_back_from_a_damaged_edition(tmp_path: Path) -> None:
    editions, ids = three_editions(tmp_path)
    (editions.folder / ids[2] / "edition.json").write_text("{")
    with pytest.raises(IndexUnavailableError, match=f"Edition {ids[2]} is missing or damaged: run `signpost rollback`"):
        editions.open_live("words")
    assert ids[1::-1] == [summary.id for summary in editions.summaries()]
    assert editions.roll_back() in ids[:2]
    editions.open_live("words").close()


def test_does_not_roll_back_to_a_damaged_edition(tmp_path: Path) -> None:
    editions, ids = three_editions(tmp_path)
    (editions.folder / ids[1] / "passages.db").write_bytes(b"")
    with pytest.raises(IndexUnavailableError, match="ingest again"):
        editions.roll_back()
    assert ids[2] == editions.live_id


def test_another_embedding_model_is_one_sentence(tmp_path: Path) -> None:
    edition_of(tmp_path, FILES).close()
    with pytest.raises(EmbeddingMismatchError, match=r"'words', but 'other' is set: run `signpost ingest`"):
        Editions(tmp_path / "data").open_live("other")


def test_a_change_of_embedding_model_embeds_everything_again(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    assert 2 == ingested(corpus, data, WordEmbedder("other")).embedded


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [Path.unlink, cut_short])
@pytest.mark.parametrize(
    "part",
    [
        "edition.json",
        "sizes.json",
        "passages.db",
        "keywords/*",
        "vectors/chroma.sqlite3",
        "exact/starts.npy",
        "exact/vectors.npy",
        "signs/signs.npy",
        "signs/starts.npy",
    ],
)
def test_a_damaged_part_is_one_sentence_and_the_next_ingest_mends_it(
    part: str, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    edition = edition_of(tmp_path, FILES)
    edition.close()
    data = tmp_path / "data"
    damage(sorted((data / "editions" / edition.id).glob(part))[0])
    with pytest.raises(IndexUnavailableError, match=r"(ingest again|`signpost ingest`)\.$"):
        Editions(data).open_live("words")
    assert 2 == ingested(tmp_path / "corpus", data).embedded
    assert 2 == len(answers(data))


def test_a_live_edition_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    edition_of(tmp_path, FILES).close()
    (tmp_path / "data" / "editions" / "live").write_text("20200101T000000Z-aaaa\n")
    with pytest.raises(IndexUnavailableError, match="20200101T000000Z-aaaa is missing or damaged"):
        Editions(tmp_path / "data").open_live("words")


@pytest.mark.parametrize("damage", [Path.unlink, cut_short])
def test_an_index_cut_short_is_one_sentence_before_it_is_opened(damage: Callable[[Path], None], tmp_path: Path) -> None:
    text = "\n\n".join(f"# Title {n}\n\nText {n} of it." for n in range(1100))
    edition = edition_of(tmp_path, {"long.md": text})
    edition.close()
    (index,) = (tmp_path / "data" / "editions" / edition.id).glob("vectors/*/data_level0.bin")
    damage(index)
    with pytest.raises(IndexUnavailableError, match="is missing or damaged"):
        Editions(tmp_path / "data").open_live("words")


def test_standing_follows_the_documents_of_the_edition(tmp_path: Path) -> None:
    manifest = """
        [[document]]
        path = "new.txt"
        supersedes = "old.txt"
        [[document]]
        path = "old.txt"
        [[document]]
        path = "withdrawn.txt"
        withdrawn = true
        supersedes = ["reviewed.txt"]
        [[document]]
        path = "reviewed.txt"
        review_by = 2020-01-01
    """
    files = dict.fromkeys(("new.txt", "old.txt", "withdrawn.txt", "reviewed.txt"), "Text.")
    with closing(edition_of(tmp_path, files, manifest)) as edition:
        standing = {
            path: edition.standing(version.document, date(2026, 1, 1)).currency
            for path, version in edition.passages.versions.items()
        }
    assert {
        "new.txt": Currency.CURRENT,
        "old.txt": Currency.SUPERSEDED,
        "withdrawn.txt": Currency.WITHDRAWN,
        "reviewed.txt": Currency.PAST_REVIEW,
    } == standing


def test_publishing_onto_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    editions = Editions(tmp_path / "data")
    with editions.building(datetime.now(UTC)) as folder:
        folder.rmdir()
        with pytest.raises(StorageError, match="cannot be written"):
            editions.publish(folder, IngestReport(edition="x"))
    assert editions.live_id is None
