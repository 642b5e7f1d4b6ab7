"""Following a folder, with real files and a short settling time."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from builders.corpora import ingested, write_corpus
from ingest.watching import follow
from knowledge.editions import Editions
from knowledge.errors import CorpusError, IngestRunningError, ManifestError, SignpostError, StorageError

SETTLE = 0.2
LONG = 10.0


class Runs:
    """Counts runs; each takes some time and may end in an error."""

    def __init__(self, *errors: SignpostError | None, seconds: float = 0.0) -> None:
        self.errors = list(errors)
        self.seconds = seconds
        self.count = self.at_once = self.most_at_once = 0
        self.shown: list[str] = []

    def __call__(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.count += 1
        time.sleep(self.seconds)
        self.at_once -= 1
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error

    def show(self, error: SignpostError) -> None:
        self.shown.append(str(error))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", {"a.md": "# A\n\nText.\n"})


@contextmanager
def following(corpus: Path, runs: Runs, run: Callable[[], object] | None = None, **options: float) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=follow, args=(corpus, run or runs, SETTLE, runs.show, stop), kwargs=options)
    thread.start()
    try:
        until(lambda: runs.count >= 1 or run is not None)
        yield
    finally:
        stop.set()
        thread.join(LONG)
        assert not thread.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def rest() -> None:
    """Long enough for a run that should not come."""
    time.sleep(5 * SETTLE)


def test_runs_at_once_and_once_after_each_burst(corpus: Path) -> None:
    runs = Runs()
    with following(corpus, runs):
        for number in range(6):
            (corpus / f"new-{number}.md").write_text("Text.")
            time.sleep(SETTLE / 10)
        until(lambda: runs.count == 2)
        rest()
        assert 2 == runs.count
        (corpus / "a.md").unlink()
        until(lambda: runs.count == 3)
        rest()
    assert 3 == runs.count


def test_changes_during_a_run_lead_to_one_more(corpus: Path) -> None:
    runs = Runs(seconds=3 * SETTLE)
    with following(corpus, runs):
        (corpus / "b.md").write_text("Text.")
        until(lambda: runs.count == 2)
        for number in range(5):
            (corpus / f"during-{number}.md").write_text("Text.")
            time.sleep(SETTLE / 10)
        until(lambda: runs.count == 3)
        rest()
    assert (3, 1) == (runs.count, runs.most_at_once)


def test_what_an_ingest_does_not_read_starts_no_run(corpus: Path) -> None:
    runs = Runs()
    with following(corpus, runs):
        for name in (".~lock.a.md", "_draft.md", "contacts.toml"):
            (corpus / name).write_text("x")
        (corpus / "_old").mkdir()
        (corpus / "_old" / "b.md").write_text("x")
        rest()
        assert 1 == runs.count
        (corpus / "manifest.toml").write_text('[[document]]\npath = "a.md"\n')
        until(lambda: runs.count == 2)


def test_an_error_is_shown_and_following_goes_on(corpus: Path) -> None:
    runs = Runs(StorageError("No space."), ManifestError("Line 3."))
    with following(corpus, runs):
        (corpus / "b.md").write_text("Text.")
        until(lambda: runs.count == 2)
        (corpus / "c.md").write_text("Text.")
        until(lambda: runs.count == 3)
    assert ["No space.", "Line 3."] == runs.shown


def test_a_run_that_another_held_up_is_tried_again(corpus: Path) -> None:
    runs = Runs(IngestRunningError("Another runs."))
    with following(corpus, runs):
        until(lambda: runs.count == 2)
        rest()
    assert (2, ["Another runs."]) == (runs.count, runs.shown)


def test_it_runs_now_and_then_though_nothing_changes(corpus: Path) -> None:
    runs = Runs()
    with following(corpus, runs, at_least_every_seconds=SETTLE):
        until(lambda: runs.count >= 2)


def test_control_c_in_a_run_ends_it(corpus: Path) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    follow(corpus, interrupted, SETTLE, lambda error: None)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="There is no corpus folder"):
        follow(tmp_path / "none", lambda: None, SETTLE, lambda error: None)


def test_a_changed_document_is_published(corpus: Path) -> None:
    data, runs = corpus.parent / "data", Runs()

    def titles() -> set[str]:
        editions = Editions(data)
        if editions.live_id is None:
            return set()
        with closing(editions.open_live_passages()) as passages:
            return set(passages.versions)

    with following(corpus, runs, lambda: ingested(corpus, data)):
        until(lambda: titles() == {"a.md"})
        (corpus / "b.md").write_text("# B\n\nMore.\n")
        until(lambda: titles() == {"a.md", "b.md"})
    assert 2 == len(Editions(data).summaries())
