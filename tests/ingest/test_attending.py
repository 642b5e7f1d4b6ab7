"""Attending to the intake: hostile files, other ingests, and two processes at once."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from threading import Event

import pytest

from builders.corpora import ingested, write_corpus
from builders.hostile import HOSTILE, write_many_pages
from builders.ingests import ROOT
from builders.requests import ONE, describe, files_of, put_in, steps_of, work_off
from ingest.attending import attend, attend_to_next
from ingest.request_steps import Steps
from ingest.workers import Limits, Workers
from knowledge.editions import Editions
from knowledge.intake.requests import Deed, State
from knowledge.intake.store import IntakeStore

TEXT = b"# A rule\n\nWithin two hours.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", {"news.md": "# News\n\nAnything.\n"})
    ingested(tmp_path / "corpus", tmp_path / "data")
    return tmp_path


def test_hostile_files_fail_with_a_cause_and_touch_nothing(folder: Path) -> None:
    before = files_of(folder / "corpus"), Editions(folder / "data").live_id
    (folder / "files").mkdir()
    ids = {}
    for name in ("bomb.docx", "truncated.pdf"):
        HOSTILE[name](folder / "files" / name)
        ids[name] = put_in(folder / "data", name, (folder / "files" / name).read_bytes())
    work_off(steps_of(folder))
    requests = {name: IntakeStore(folder / "data").request(id) for name, id in ids.items()}
    assert {State.FAILED} == {each.state for each in requests.values()}
    assert "unpacks to more than 500 MB" in requests["bomb.docx"].error
    assert "damaged" in requests["truncated.pdf"].error
    assert before == (files_of(folder / "corpus"), Editions(folder / "data").live_id)


def test_a_file_that_holds_the_reader_up_is_given_up(folder: Path) -> None:
    (folder / "files").mkdir()
    file = write_many_pages(folder / "files" / "long.pdf", 6000)
    with Workers(Limits(seconds=0.2, workers=1)) as workers:
        steps = steps_of(folder)
        slow = Steps(steps.corpus, steps.data, workers, steps.ingest)
        id = put_in(folder / "data", "long.pdf", file.read_bytes())
        work_off(slow)
    request = slow.store.request(id)
    assert (State.FAILED, True) == (request.state, "made the reader stop" in request.error)
    assert State.DESCRIBE == slow.store.request(_next_is_read(folder)).state


def _next_is_read(folder: Path) -> str:
    id = put_in(folder / "data", "good.md", TEXT)
    work_off(steps_of(folder))
    return id


def test_another_ingest_is_waited_for(folder: Path) -> None:
    steps, stop = steps_of(folder), Event()
    id = put_in(folder / "data", "rule.md", TEXT)
    work_off(steps)
    steps.store.add(id, Deed.DESCRIBED, ONE, entry={"path": "rule.md", "title": "Rule"})
    with Editions(folder / "data").locked():
        thread = threading.Thread(target=attend_to_next, args=(steps, stop, lambda _: None))
        thread.start()
        for _ in range(600):
            if steps.store.read(id, "progress").get("stage") == "Waiting for another ingest":
                break
            time.sleep(0.05)
        assert State.TRYING == steps.store.request(id).state
    thread.join(30)
    assert State.READY == steps.store.request(id).state


def test_one_that_was_cancelled_meanwhile_stays_so(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "rule.md", TEXT)

    def cancel(line: str) -> None:  # said when the step has begun
        if "being read" in line:
            steps.store.add(id, Deed.CANCELLED, ONE)

    attend_to_next(steps, Event(), cancel)
    work_off(steps)
    assert State.CANCELLED == steps.store.request(id).state


def test_two_processes_do_each_request_once(folder: Path) -> None:
    stop, said = Event(), list[str]()
    ids = [put_in(folder / "data", f"{n}.md", TEXT + b"%d" % n) for n in range(4)]
    threads = [threading.Thread(target=attend, args=(steps_of(folder), stop, said.append, 0.05)) for _ in range(2)]
    for thread in threads:
        thread.start()
    store = IntakeStore(folder / "data")
    for _ in range(1200):
        if {State.DESCRIBE} == {store.request(id).state for id in ids}:
            break
        time.sleep(0.05)
    assert store.is_attended
    stop.set()
    for thread in threads:
        thread.join(30)
    assert [1] * 4 == [[e.deed for e in store.request(id).events].count(Deed.EXAMINED) for id in ids]
    assert 1 == sum("stands by" in line for line in said)


FULL = """
import resource, signal, sys
from pathlib import Path
from builders.requests import steps_of, work_off
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
work_off(steps_of(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("most_bytes", [9_000, 60_000])
def test_a_full_disk_publishes_nothing_and_says_so(folder: Path, most_bytes: int) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "rule.md", TEXT * 400)
    work_off(steps)
    describe(steps, id, path="rule.md", title="Rule")
    steps.store.add(id, Deed.PUBLISH, ONE)
    before = files_of(folder / "corpus"), Editions(folder / "data").live_id
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
    command = [sys.executable, "-c", FULL, str(folder), str(most_bytes)]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    request = steps.store.request(id)
    assert (State.READY, True) == (request.state, bool(request.error)), request.events
    assert before == (files_of(folder / "corpus"), Editions(folder / "data").live_id)
    steps.store.add(id, Deed.PUBLISH, ONE)
    work_off(steps)
    assert State.PUBLISHED == steps.store.request(id).state
