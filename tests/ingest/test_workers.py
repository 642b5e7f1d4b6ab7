"""Files are read apart: one that hangs, swells or crashes costs itself, and the order is that of the tasks."""

import os
import signal
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from builders.corpora import warm_workers
from ingest.loading import Loaded, Task, Unread
from ingest.workers import Limits, Workers
from knowledge.manifest import document_without_entry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARAGRAPHS = "".join(f"<w:p><w:r><w:t>Word {n} of many.</w:t></w:r></w:p>" for n in range(1000))
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def task(file: Path, text: str | None = None) -> Task:
    if text is not None:
        file.write_text(text, encoding="utf-8")
    return Task(file, document_without_entry(file.name), sha256(file.read_bytes()).hexdigest(), NOW, "somebody")


def long_to_read(file: Path) -> Task:
    """Markdown that takes seconds to read, and a few hundred megabytes."""
    return task(file, "*a " * 400_000)


def texts(answers: list[Loaded | Unread]) -> list[str]:
    return [each.reason if isinstance(each, Unread) else each.passages[0].text for each in answers]


def children() -> set[int]:
    """The processes that this one started and that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(stat.parent.name))
    return found


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(Limits(workers=1)) as workers:
        yield workers


def test_answers_come_in_the_order_of_the_tasks_with_all_that_reading_gave(tmp_path: Path) -> None:
    large = task(tmp_path / "a.md", "# Large\n\n" + "Some words.\n\n" * 2000)
    small = [task(tmp_path / f"{name}.txt", f"Text of {name}.") for name in "bcd"]
    answers = list(warm_workers().load([large, *small]))
    assert ["Text of b.", "Text of c.", "Text of d."] == texts(answers)[1:]
    first = answers[0]
    assert isinstance(first, Loaded)
    assert ("Large", (), "text/markdown") == (first.reading.title, first.reading.blocks, first.version.media_type)
    assert first.version is first.passages[-1].version
    assert (large.sha256, NOW, "somebody") == (
        first.version.sha256,
        first.version.ingested_at,
        first.version.ingested_by,
    )


def test_a_file_that_takes_too_long_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    with Workers(Limits(seconds=0.5, workers=1)) as workers:
        slow, quick = long_to_read(tmp_path / "slow.md"), task(tmp_path / "quick.txt", "Quick.")
        answers = list(workers.load([slow, quick]))
    assert [
        "It made the reader stop (took longer than 1 s): split it, or raise SIGNPOST_READING_SECONDS.",
        "Quick.",
    ] == texts(answers)
    assert [False] == [each.is_lasting for each in answers if isinstance(each, Unread)]


def test_a_file_that_takes_too_much_memory_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "swells.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{document}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        with package.open("word/document.xml", "w") as part:
            part.write(f'<w:document xmlns:w="{WORD}"><w:body>'.encode())
            for _ in range(1000):
                part.write(PARAGRAPHS.encode())
            part.write(b"</w:body></w:document>")
    with Workers(Limits(megabytes=300, workers=1)) as workers:
        answers = list(workers.load([task(file), task(tmp_path / "small.txt", "Small.")]))
    assert [
        "It made the reader stop (out of memory, more than 300 MB): split it, or raise SIGNPOST_READING_MEGABYTES.",
        "Small.",
    ] == texts(answers)


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (signal.SIGSEGV, "crashed, SIGSEGV): it may be damaged; open it and save it again."),
        (signal.SIGKILL, "killed, as the system does when memory runs out): split it, or free memory."),
    ],
)
def test_a_worker_that_dies_costs_its_file_alone(
    number: signal.Signals, cause: str, workers: Workers, tmp_path: Path
) -> None:
    small = task(tmp_path / "small.txt", "Small.")
    before = children()
    list(workers.load([small]))
    (worker,) = children() - before
    answers = workers.load([long_to_read(tmp_path / "slow.md"), small])
    time.sleep(0.3)
    os.kill(worker, number)
    assert [f"It made the reader stop ({cause}", "Small."] == texts(list(answers))


def test_a_worker_that_dies_between_two_files_costs_none(workers: Workers, tmp_path: Path) -> None:
    small = task(tmp_path / "small.txt", "Small.")
    before = children()
    list(workers.load([small]))
    (worker,) = children() - before
    os.kill(worker, signal.SIGKILL)
    time.sleep(0.1)
    assert ["Small."] == texts(list(workers.load([small])))


def test_closing_ends_what_is_being_read(tmp_path: Path) -> None:
    before, started = children(), time.monotonic()
    with Workers(Limits(workers=2)) as workers:
        tasks = [long_to_read(tmp_path / f"{name}.md") for name in "abc"]
        answers = workers.load(tasks)
        time.sleep(0.2)
    assert before == children()
    assert time.monotonic() - started < 5
    del answers


def test_no_process_is_started_before_there_is_a_file(workers: Workers) -> None:
    before = children()
    assert [] == list(workers.load([]))
    assert before == children()


def test_larger_files_may_take_longer() -> None:
    limits = Limits(seconds=60)
    assert [60, 120, 60 * 51] == [limits.seconds_for(size) for size in (0, 2_000_000, 100_000_000)]
