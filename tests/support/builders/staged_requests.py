"""Requests of the intake in each state that its pages show, and the edition that one of them published."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from builders.requests import ONE, TWO, describe, publish, put_in, steps_of, work_off
from ingest.examining import Examination
from ingest.gate import Gate, read_gate_questions
from ingest.request_steps import Steps
from knowledge.editions import Editions
from knowledge.embedding import Embedder
from knowledge.intake.requests import PROCESS, Deed
from knowledge.intake.store import IntakeStore
from signpost import edition_search

_HEARD_OF_EVERY_SECONDS = 10.0
_NEW = b"""# Private fostering

Private fostering is when a child under 16 is cared for, for 28 days or more, by somebody who is not a close relative.

## What to do

Tell the front door within one working day of learning of it. A social worker visits the child within seven days.
"""
_NEXT = "The partnership has agreed this in July 2026.\n\n## {}\n\nThe {} is told of it within two working days.\n"
_GUIDANCE = {"kind": "guidance", "authority": "local procedure", "area": "Southampton (demonstration)"}
# Each state, by the deeds that lead to it after the file was put in; the process does those that are not a person's.
_DRY_RUN = (Deed.STARTED, Deed.EXAMINED, Deed.DESCRIBED, Deed.STARTED, Deed.TRIED)
_PUBLISHING = (*_DRY_RUN, Deed.PUBLISH, Deed.STARTED)


def staged_requests(folder: Path, embedder: Embedder) -> dict[str, str]:
    """Put files into `folder`/data and do what their publishers ask; the requests' ids by name."""
    steps = _steps(folder, embedder)
    data, store = steps.data, steps.store
    found = {"published": put_in(data, "private-fostering.md", _NEW)}
    work_off(steps)
    described = {"title": "Private fostering", "path": "private-fostering.md", **_GUIDANCE}
    describe(steps, found["published"], **described)
    publish(steps, found["published"])

    later = (
        (folder / "corpus" / "managing-allegations.md")
        .read_bytes()
        .replace(
            b"Refer to the LADO within one working day of learning of the allegation.",
            b"Refer to the LADO on the day on which you learn of the allegation.",
        )
    )
    found["ready"] = put_in(data, "managing-allegations-v5.md", later, replaces="managing-allegations.md")
    found["described"] = put_in(data, "Neglect strategy 2027.md", b"# Neglect strategy 2027\n\n" + _next("Training"))
    found["failed"] = put_in(data, "scan-of-the-minutes.pdf", b"%PDF-1.7\nThis is all that came over the line.\n")
    work_off(steps)
    entry = store.read(found["ready"], "findings")["entry"]
    describe(steps, found["ready"], **entry)

    protocol = {**_GUIDANCE, "kind": "protocol"}
    for name, by, deeds in (
        ("waiting", TWO, (*_PUBLISHING, Deed.HELD)),
        ("waiting_own", ONE, (*_PUBLISHING, Deed.HELD)),
        ("publishing", ONE, _PUBLISHING),
    ):
        title = f"Missing children protocol {len(found)}"
        content = f"# {title}\n\n".encode() + _next("Return interview")
        found[name] = id = put_in(data, f"{title}.md", content, by)
        _lead(store, id, deeds, by, {**protocol, "title": title, "path": f"{title.lower().replace(' ', '-')}.md"})
        for part in ("findings", "trial"):
            store.write(id, part, dict(store.read(found["published"], part)))
    store.write(found["publishing"], "progress", {"stage": "Embedding passages", "done": 48, "total": 112})
    return found


@contextmanager
def heard_of(data: Path) -> Iterator[None]:
    """The intake of a data folder seems attended, as it does while the ingestion process runs."""
    stop, store = Event(), IntakeStore(data)

    def say_alive() -> None:
        while not stop.is_set():
            store.say_alive()
            stop.wait(_HEARD_OF_EVERY_SECONDS)

    thread = Thread(target=say_alive)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _steps(folder: Path, embedder: Embedder) -> Steps:
    corpus, data = folder / "corpus", folder / "data"
    gate = Gate(read_gate_questions(corpus, data), edition_search(corpus, embedder), 0.0, 1.0)
    examination = Examination(gate, Editions(data), f"sqlite:///{data / 'ledger.db'}")
    return steps_of(folder, ("protocol",), examination, embedder)


def _lead(store: IntakeStore, id: str, deeds: tuple[Deed, ...], by: str, entry: dict[str, str]) -> None:
    """What the process would note, without its work."""
    for deed in deeds:
        if deed == Deed.DESCRIBED:
            store.add(id, deed, by, entry=entry)
        else:
            store.add(id, deed, by if deed == Deed.PUBLISH else PROCESS)


def _next(what: str) -> bytes:
    return _NEXT.format(what, what.lower()).encode()
