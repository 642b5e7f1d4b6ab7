"""An ingest that is killed, whenever that is: the live edition answers, and the next ingest finishes the work."""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from builders.corpora import ingested, write_corpus
from builders.ingests import start_ingest, wait_for
from fakes.embedder import WordEmbedder
from knowledge.editions import Editions

FILES = {f"{n:02}.md": f"# Document {n}\n\n" + f"Old text of {n}. " * 400 for n in range(12)}
CHANGED = {path: text.replace("Old", "New") for path, text in FILES.items()}
MOMENTS = ("Reading 0", "Reading 1", "Reading 6", "Reading 12", "Embedding 0", "Writing 0", "Writing 1")
WRITTEN = ("passages.db", "vectors/chroma.sqlite3", "keywords", "sizes.json", "edition.json", "reading.json")
PARTS_OF_THE_TIME = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
Kill = Callable[[subprocess.Popen[str], Path], None]


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus whose every file has changed since the live edition, and the data folder."""
    corpus, data = write_corpus(tmp_path / "corpus", FILES), tmp_path / "data"
    ingested(corpus, data)
    return write_corpus(corpus, CHANGED), data


def texts(data: Path) -> set[str]:
    """The first word of each passage that the live edition finds, by words and by vectors alike."""
    with closing(Editions(data).open_live("words")) as edition:
        count = len(edition.passages)
        by_words = edition.keywords.search("text", count)[0]
        by_vectors = edition.vectors.search(WordEmbedder().encode(["text"])[0], count)[0]
        assert sorted(by_words) == sorted(by_vectors)
        return {passage.text.split("\n")[-1].split()[0] for passage in edition.passages.fetch(list(map(int, by_words)))}


def leftovers(data: Path) -> list[str]:
    return [path.name for path in [*(data / "editions").iterdir(), *(data / "originals").iterdir()] if "." in path.name]


def orphans() -> list[int]:
    """The worker processes whose ingest is gone."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_worker = b"ingest.worker" in (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if is_worker and parent == 1:
            found.append(int(folder.name))
    return found


def kill_and_go_on(place: tuple[Path, Path], kill: Kill, sleep_at: str = "") -> None:
    corpus, data = place
    with start_ingest(corpus, data, sleep_at) as process:
        kill(process, data)
        process.send_signal(signal.SIGKILL)
    assert texts(data) in ({"Old"}, {"New"})
    report = ingested(corpus, data)
    assert {"New"} == texts(data)
    assert (12, 12) == (len(report.changed + report.unchanged), len(list((data / "originals").iterdir())) - 12)
    assert [] == leftovers(data)


def at_moment(moment: str) -> Kill:
    return lambda process, data: wait_for(process, moment)


def when_written(part: str) -> Kill:
    def kill(process: subprocess.Popen[str], data: Path) -> None:
        while process.poll() is None and not list((data / "editions").glob(f".building-*/{part}")):
            time.sleep(0.0005)

    return kill


def after(seconds: float) -> Kill:
    def kill(process: subprocess.Popen[str], data: Path) -> None:
        wait_for(process, "Reading 0")
        time.sleep(seconds)

    return kill


@pytest.mark.parametrize("kill", [at_moment("Reading 1"), when_written("keywords"), when_written("reading.json")])
def test_a_killed_ingest_leaves_an_edition_that_answers(kill: Kill, place: tuple[Path, Path]) -> None:
    kill_and_go_on(place, kill)


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_moment_of_its_progress(moment: str, place: tuple[Path, Path]) -> None:
    kill_and_go_on(place, at_moment(moment), sleep_at=moment)


@pytest.mark.slow
@pytest.mark.parametrize("part", WRITTEN)
def test_killed_when_a_part_of_the_edition_appears(part: str, place: tuple[Path, Path]) -> None:
    kill_and_go_on(place, when_written(part))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS_OF_THE_TIME)
def test_killed_after_a_part_of_its_time(part: float, place: tuple[Path, Path]) -> None:
    corpus, data = place
    with start_ingest(corpus, data.with_name("other")) as process:
        wait_for(process, "Reading 0")
        started = time.monotonic()
        process.wait()
        whole = time.monotonic() - started
    kill_and_go_on(place, after(part * whole))


def test_the_processes_that_read_end_with_the_ingest(tmp_path: Path) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", {f"{n}.md": "*a " * 150_000 for n in range(4)}), tmp_path / "data"
    before = orphans()
    with start_ingest(corpus, data) as process:
        wait_for(process, "Reading 0")
        time.sleep(0.5)
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while set(orphans()) - set(before) and time.monotonic() < until:
        time.sleep(0.1)
    assert set(orphans()) <= set(before)
