"""The intake's requests as files: whole or not at all, added to and never rewritten, by several at once."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from builders.ingests import ROOT
from builders.requests import ONE, TWO, put_in
from knowledge.errors import IntakeError, StorageError
from knowledge.intake.receiving import Allowance, Incoming
from knowledge.intake.requests import CANCELLABLE, ENDED, Deed, State
from knowledge.intake.store import IntakeStore, request_withdrawal

TEXT = b"# A rule\n\nWithin two hours.\n"


@pytest.fixture
def store(tmp_path: Path) -> IntakeStore:
    return IntakeStore(tmp_path)


def come_in(store: IntakeStore, content: bytes, allowance: Allowance, replaces: str = "") -> str:
    """In pieces, as from a browser."""
    with Incoming(store, "a.txt", allowance) as incoming:
        for start in range(0, len(content), 1000):
            incoming.write(content[start : start + 1000])
        return incoming.finish(ONE, replaces)


def leftovers(tmp_path: Path) -> list[str]:
    return [each.name for each in (tmp_path / "intake" / "requests").glob(".*")]


def test_a_file_that_came_in_is_a_request(tmp_path: Path, store: IntakeStore) -> None:
    id = put_in(tmp_path, "rule.md", TEXT)
    request = store.request(id)
    assert (State.TO_EXAMINE, ONE, "rule.md", len(TEXT)) == (request.state, request.by, request.name, request.size)
    document = store.document(id)
    assert document is not None
    assert TEXT == document.read_bytes()
    assert [] == leftovers(tmp_path)


@pytest.mark.parametrize(
    ("content", "limit", "cause"),
    [(b"", 10, "0 bytes"), (b"x" * 11, 10, "larger than"), (b"MZ" + b"x" * 5000, 9000, "content")],
)
def test_a_file_that_is_refused_leaves_nothing(
    tmp_path: Path, store: IntakeStore, content: bytes, limit: int, cause: str
) -> None:
    with pytest.raises(IntakeError, match=cause):
        come_in(store, content, Allowance(file_bytes=limit))
    assert ([], []) == (store.requests(), leftovers(tmp_path))


def test_a_file_of_just_the_limit_is_taken(tmp_path: Path, store: IntakeStore) -> None:
    with Incoming(store, "a.txt", Allowance(file_bytes=10)) as incoming:
        incoming.write(b"x" * 10)
        assert store.request(incoming.finish(ONE)).size == 10


def test_a_person_has_so_much_room_and_no_more(tmp_path: Path, store: IntakeStore) -> None:
    def put(by: str, most_open: int, most_bytes: int) -> str:
        with Incoming(store, "a.txt", Allowance(1000, most_bytes, most_open)) as incoming:
            incoming.write(b"x" * 10)
            return incoming.finish(by)

    first = put(ONE, 2, 100)
    put(ONE, 2, 100)
    with pytest.raises(IntakeError, match="2 open requests"):
        put(ONE, 2, 100)
    with pytest.raises(IntakeError, match="more than 0 MB"):
        put(ONE, 9, 25)
    put(TWO, 2, 25)
    store.add(first, Deed.CANCELLED, ONE)
    put(ONE, 2, 100)
    assert [] == leftovers(tmp_path)


def test_a_replacement_has_the_ending_of_what_it_replaces(store: IntakeStore) -> None:
    with pytest.raises(IntakeError, match="cannot"):
        come_in(store, b"x", Allowance(), replaces="rule.pdf")


def test_a_deed_that_cannot_follow_is_refused_and_not_written(tmp_path: Path, store: IntakeStore) -> None:
    id = put_in(tmp_path, "rule.md", TEXT)
    with pytest.raises(IntakeError, match="waits to be read"):
        store.add(id, Deed.PUBLISH, ONE)
    store.add(id, Deed.CANCELLED, TWO)
    for deed in Deed:
        with pytest.raises(IntakeError):
            store.add(id, deed, ONE)
    assert [Deed.PUT_IN, Deed.CANCELLED] == [event.deed for event in store.request(id).events]


def test_what_is_being_published_is_not_cancelled() -> None:
    assert {State.PUBLISHING, *ENDED} == set(State) - set(CANCELLABLE)


def test_a_line_that_was_cut_short_never_happened(tmp_path: Path, store: IntakeStore) -> None:
    id = put_in(tmp_path, "rule.md", TEXT)
    with (store.folder_of(id) / "events.jsonl").open("ab") as file:
        file.write(b'{"deed": "cancelled", "by": "Publis')
    assert State.TO_EXAMINE == store.request(id).state
    assert State.EXAMINING == store.add(id, Deed.STARTED, "x").state
    assert State.EXAMINING == store.request(id).state


def test_a_damaged_request_hides_no_other(tmp_path: Path, store: IntakeStore) -> None:
    damaged, whole = put_in(tmp_path, "a.md", TEXT), put_in(tmp_path, "b.md", TEXT)
    (store.folder_of(damaged) / "events.jsonl").write_bytes(b"\x00\xff nonsense\n[]\n")
    assert [whole] == [each.id for each in store.requests()]


@pytest.mark.parametrize("id", ["", "..", "../x", "a/b", ".incoming-1", "nobody", "a\x00"])
def test_an_id_leads_nowhere_else(store: IntakeStore, id: str) -> None:
    with pytest.raises(IntakeError, match="no such request"):
        store.request(id)


def test_many_at_once_lose_and_double_nothing(tmp_path: Path, store: IntakeStore) -> None:
    ids = [put_in(tmp_path, "rule.md", TEXT) for _ in range(3)]
    done: list[str] = []

    def cancel(by: str) -> None:
        for id in ids:
            try:
                IntakeStore(tmp_path).add(id, Deed.CANCELLED, by)
                done.append(by)
            except IntakeError:
                pass

    threads = [threading.Thread(target=cancel, args=(f"Publisher {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 3 == len(done)
    assert [2, 2, 2] == [len(each.events) for each in store.requests()]


def test_the_same_wish_is_not_doubled(tmp_path: Path, store: IntakeStore) -> None:
    first = request_withdrawal(tmp_path, "rule.md", "Wrong.", ONE)
    assert first == request_withdrawal(tmp_path, "rule.md", "Wrong too.", TWO)
    assert first != request_withdrawal(tmp_path, "other.md", "Wrong.", ONE)
    store.add(first, Deed.CANCELLED, ONE)
    assert first != request_withdrawal(tmp_path, "rule.md", "Wrong.", ONE)
    assert ["Wrong.", "Wrong."] == [event.text for _, event in store.history()][:2]


def test_only_one_process_attends(tmp_path: Path, store: IntakeStore) -> None:
    with store.attending() as first, IntakeStore(tmp_path).attending() as second:
        assert (True, False) == (first, second)
    with store.attending() as again:
        assert again


def test_a_process_is_heard_of(tmp_path: Path, store: IntakeStore) -> None:
    assert not store.is_attended
    store.say_alive()
    assert store.is_attended
    (tmp_path / "intake" / "process.json").write_text(json.dumps({"at": "2020-01-01T00:00:00+00:00"}))
    assert not store.is_attended


def test_what_stopped_coming_in_is_swept_away(tmp_path: Path, store: IntakeStore) -> None:
    incoming = Incoming(store, "a.txt", Allowance())
    incoming.write(b"x")
    store.sweep(time.time())
    assert 1 == len(leftovers(tmp_path))
    store.sweep(time.time() + 2 * 24 * 60 * 60)
    assert [] == leftovers(tmp_path)
    incoming.drop()


FULL = """
import resource, signal, sys
from pathlib import Path
from knowledge.errors import StorageError
from builders.requests import put_in
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    put_in(Path(sys.argv[1]), "a.txt", b"x" * 100_000)
except StorageError as error:
    print(error)
"""


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, store: IntakeStore) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert "no room for this file" in told.stdout
    assert ([], []) == (store.requests(), leftovers(tmp_path))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "intake").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        request_withdrawal(tmp_path, "rule.md", "Wrong.", ONE)
