"""An ingestion process that is killed while it publishes, at each of its file operations: all or nothing, and once."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from builders.corpora import ingested, write_corpus
from builders.ingests import ROOT
from builders.requests import ONE, describe, files_of, put_in, steps_of, work_off
from knowledge.editions import Editions
from knowledge.intake.requests import MOST_STARTS, Deed, State
from knowledge.intake.store import IntakeStore

OLD, NEW = "# Rule\n\nWithin two hours.\n", "# Rule\n\nWithin four hours.\n"
ENTRY = {"path": "rules/rule.md", "title": "The rule"}
# Publishes the requests of a folder, and is killed at the n-th operation of one kind below that folder.
PROCESS = """
import os, signal, sys
from pathlib import Path
from builders.requests import steps_of, work_off

folder, (operation, _, part), number = sys.argv[1], sys.argv[2].partition(" "), int(sys.argv[3])
steps = steps_of(Path(folder))
seen = 0

def count(event, arguments):
    global seen
    is_ours = event == operation and any(str(each).startswith(folder) and part in str(each) for each in arguments)
    if is_ours and has_begun():
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

def has_begun():
    return operation != "open" or os.path.exists(folder + "/data/intake/commit.json")

sys.addaudithook(count)
work_off(steps)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A live edition, and a replacement of its rule that is about to be published."""
    write_corpus(tmp_path / "corpus", {"rules/rule.md": OLD, "news.md": "# News\n\nAnything.\n"})
    ingested(tmp_path / "corpus", tmp_path / "data")
    steps = steps_of(tmp_path)
    id = put_in(tmp_path / "data", "rule.md", NEW.encode(), replaces="rules/rule.md")
    work_off(steps)
    assert State.READY == describe(steps, id, **ENTRY).state
    steps.store.add(id, Deed.PUBLISH, ONE)
    return tmp_path


def run_killed(folder: Path, operation: str, number: int) -> int:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
    command = [sys.executable, "-c", PROCESS, str(folder), operation, str(number)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False).returncode


def seen_files(folder: Path) -> Mapping[str, bytes]:
    """What an ingest would read."""
    files = files_of(folder / "corpus")
    return {path: each for path, each in files.items() if not Path(path).name.startswith(".")}


def live_text(folder: Path) -> str:
    with closing(Editions(folder / "data").open_live("words")) as edition:
        return "\n".join(passage.text for passage in edition.passages.of("rules/rule.md"))


def check_goes_on(folder: Path) -> None:
    """Whatever was left, the live edition is whole; the next process ends with all of it published, once."""
    assert ("two" in live_text(folder)) != ("four" in live_text(folder))
    work_off(steps_of(folder))
    (request,) = IntakeStore(folder / "data").requests()
    assert State.PUBLISHED == request.state
    assert 1 == [event.deed for event in request.events].count(Deed.PUBLISHED)
    assert "four" in live_text(folder)
    assert {"manifest.toml", "news.md", "rules/rule.md"} == files_of(folder / "corpus").keys()
    assert NEW == (folder / "corpus" / "rules" / "rule.md").read_text()
    assert 1 == (folder / "corpus" / "manifest.toml").read_text().count("rules/rule.md")
    assert (2, Editions(folder / "data").live_id) == (len(Editions(folder / "data").summaries()), request.edition)
    assert not ingested(folder / "corpus", folder / "data").published


@pytest.mark.parametrize("number", range(2, 13))
def test_killed_at_a_renaming(folder: Path, number: int) -> None:
    before = seen_files(folder)
    after = {**before, "rules/rule.md": NEW.encode()}
    if run_killed(folder, "os.rename", number) != -signal.SIGKILL:
        assert number > 9, "it must be killed at these"
    ingests_see = {path: each for path, each in seen_files(folder).items() if path != "manifest.toml"}
    assert ingests_see in (
        {path: each for path, each in files.items() if path != "manifest.toml"} for files in (before, after)
    )
    check_goes_on(folder)


@pytest.mark.parametrize("number", [1, 3, 5, 8])
def test_killed_while_the_corpus_is_changed(folder: Path, number: int) -> None:
    run_killed(folder, "open", number)
    check_goes_on(folder)


def test_killed_and_then_an_ingest_of_somebody_else(folder: Path) -> None:
    """The corpus folder is put right before it is read, whoever reads it."""
    for number in (4, 5, 6, 7, 8):
        run_killed(folder, "os.rename", number)
        ingested(folder / "corpus", folder / "data")
        files = files_of(folder / "corpus")
        said = "four" if files["rules/rule.md"] == NEW.encode() else "two"
        assert said in live_text(folder)
        assert ('title = "The rule"' in files["manifest.toml"].decode()) == (said == "four")
        if IntakeStore(folder / "data").requests()[0].starts >= MOST_STARTS - 1:
            break
    check_goes_on(folder)


def test_one_that_is_killed_again_and_again_is_given_up(folder: Path) -> None:
    before, live = files_of(folder / "corpus"), Editions(folder / "data").live_id
    for _ in range(MOST_STARTS):
        assert -signal.SIGKILL == run_killed(folder, "os.mkdir .building-", 1)
    work_off(steps_of(folder))
    (request,) = IntakeStore(folder / "data").requests()
    assert (State.READY, True) == (request.state, "three times" in request.error)
    assert (before, live) == (files_of(folder / "corpus"), Editions(folder / "data").live_id)
