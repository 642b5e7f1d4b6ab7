"""Requests of the intake, from the file that was put in to the edition that answers."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builders.corpora import ingested, write_corpus
from builders.requests import ONE, TWO, describe, files_of, publish, put_in, steps_of, work_off
from ingest.gate import RefusedError
from knowledge.editions import Edition, Editions
from knowledge.errors import ApprovalError, IntakeError
from knowledge.ingest_report import GateResult, IngestReport
from knowledge.intake.log import IntakeLog
from knowledge.intake.requests import Deed, State
from knowledge.intake.store import request_withdrawal

MANIFEST = """# Kept by the partnership team.
[[document]]
path = "rule-2019.md"
title = "Bruising rule 2019"  # the old one
kind = "Protocol"
authority = "local procedure"
publisher = "The partnership"

[[document]]
path = "news.md"
"""
OLD, NEW = "# Bruising rule 2019\n\nWithin two hours.\n", "# Bruising rule 2026\n\nWithin four hours.\n"
NEWS = "# News\n\nAnything.\n"
ENTRY: dict[str, Any] = {
    "path": "rule-2026.md",
    "title": "Bruising rule 2026",
    "kind": "Protocol",
    "supersedes": ["rule-2019.md"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", {"rule-2019.md": OLD, "news.md": NEWS}, MANIFEST)
    ingested(tmp_path / "corpus", tmp_path / "data")
    return tmp_path


def live_paths(folder: Path) -> set[str]:
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        return set(passages.versions)


def found(folder: Path, words: str) -> list[str]:
    """The texts that a search by words finds in the live edition."""
    with closing(Editions(folder / "data").open_live("words")) as edition:
        rows, scores = edition.keywords.search(words, len(edition.passages))
        hits = [int(row) for row, score in zip(rows, scores, strict=True) if score > 0]
        return [passage.text for passage in edition.passages.fetch(hits)]


def test_a_new_document_goes_all_the_way(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    findings = steps.store.read(id, "findings")
    assert ("Bruising rule 2026", "rule-2019.md", []) == tuple(findings[k] for k in ("title", "likely", "same_as"))
    assert {**ENTRY, "authority": "local procedure", "publisher": "The partnership"}.items() <= findings[
        "entry"
    ].items()

    before, corpus = Editions(folder / "data").live_id, files_of(folder / "corpus")
    request = describe(steps, id, **ENTRY, review_by="2030-01-02")
    assert (State.READY, before, corpus) == (
        request.state,
        Editions(folder / "data").live_id,
        files_of(folder / "corpus"),
    )
    assert [] == found(folder, "four")
    assert [["rule-2026.md"], []] == [steps.store.read(id, "trial")[key] for key in ("added", "failed")]
    assert not list((folder / "data" / "originals").glob(request.sha256))

    request = publish(steps, id)
    assert (State.PUBLISHED, Editions(folder / "data").live_id) == (request.state, request.edition)
    assert ["# Bruising rule 2026" in text or "four hours" in text for text in found(folder, "four")] == [True]
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        version = passages.versions["rule-2026.md"]
        assert (ONE, "2030-01-02") == (version.ingested_by, str(version.document.review_by))
        assert passages.versions["news.md"].ingested_by != ONE
    manifest = (folder / "corpus" / "manifest.toml").read_text()
    assert manifest.startswith(MANIFEST.rstrip())
    assert {"manifest.toml", "rule-2019.md", "news.md", "rule-2026.md"} == files_of(folder / "corpus").keys()
    work_off(steps)
    assert steps.store.document(id) is None
    assert not ingested(folder / "corpus", folder / "data").published  # a later ingest finds nothing to do


def test_a_replacement_keeps_the_path_and_its_comments(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "from-the-office.md", NEW.encode(), replaces="rule-2019.md")
    work_off(steps)
    entry = dict(steps.store.read(id, "findings")["entry"])
    assert "rule-2019.md" == entry["path"]
    describe(steps, id, **{**entry, "area": "Everywhere"})
    assert State.PUBLISHED == publish(steps, id).state
    assert NEW == (folder / "corpus" / "rule-2019.md").read_text()
    manifest = (folder / "corpus" / "manifest.toml").read_text()
    assert ("# the old one" in manifest, 'area = "Everywhere"' in manifest) == (True, True)
    assert len(found(folder, "two")) == 0


def test_what_is_live_already_is_said_to_be(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "again.md", NEWS.encode())
    work_off(steps)
    assert ["news.md"] == steps.store.read(id, "findings")["same_as"]
    same = put_in(folder / "data", "news.md", NEWS.encode())
    work_off(steps)
    request = describe(steps, same, path="news.md", title="news")
    assert (State.DESCRIBE, True) == (request.state, "Nothing would change" in request.error)


def test_a_file_that_cannot_be_read_fails_with_the_cause(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "broken.pdf", b"%PDF-1.7\nnothing of the kind")
    work_off(steps)
    request = steps.store.request(id)
    assert State.FAILED == request.state
    assert request.error
    work_off(steps)
    assert steps.store.document(id) is None


def test_details_that_make_a_circle_go_back_to_the_form(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "a.md", NEW.encode())
    work_off(steps)
    request = describe(steps, id, path="a.md", title="A", supersedes=["a.md"])
    assert (State.DESCRIBE, True) == (request.state, "supersedes itself" in request.error)
    assert State.READY == describe(steps, id, path="a.md", title="A").state


def test_a_gate_that_refuses_leaves_everything_as_it_was(folder: Path) -> None:
    gate = GateResult(2, ("a",), ("a", "b"), ())

    def refuse(report: IngestReport, candidate: Edition, live: Edition | None) -> IngestReport:
        raise RefusedError("The new edition finds too little.", replace(report, gate=gate, edition=""))

    tried = steps_of(folder)
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(tried)
    before = files_of(folder / "corpus"), Editions(folder / "data").live_id
    refusing = steps_of(folder, examine=refuse)
    request = describe(refusing, id, **ENTRY)
    assert (State.DESCRIBE, "The new edition finds too little.") == (request.state, request.error)
    assert ["a", "b"] == refusing.store.read(id, "trial")["gate"]["found_before"]
    assert State.READY == describe(tried, id, **ENTRY).state
    request = publish(refusing, id)
    assert (State.READY, "The new edition finds too little.") == (request.state, request.error)
    assert before == (files_of(folder / "corpus"), Editions(folder / "data").live_id)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("manifest.toml", MANIFEST + '\n[[document]]\npath = "rule-2026.md"\nkind = "by hand"\n'),
        ("rule-2026.md", "# Put there by hand\n"),
    ],
)
def test_what_was_changed_by_hand_meanwhile_is_not_overwritten(folder: Path, path: str, text: str) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, **ENTRY)
    (folder / "corpus" / path).write_text(text)
    before = files_of(folder / "corpus"), Editions(folder / "data").live_id
    request = publish(steps, id)
    assert (State.READY, True) == (request.state, "by hand" in request.error)
    assert before == (files_of(folder / "corpus"), Editions(folder / "data").live_id)
    assert State.READY == describe(steps, id, **ENTRY).state  # a new dry run is made on what is there now


def test_a_manifest_that_is_edited_during_the_ingest_is_not_overwritten(folder: Path) -> None:
    edited = MANIFEST + "# a note\n"

    def edit(report: IngestReport, candidate: Edition, live: Edition | None) -> IngestReport:
        (folder / "corpus" / "manifest.toml").write_text(edited)
        return report

    steps = steps_of(folder)
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, **ENTRY)
    live = Editions(folder / "data").live_id
    request = publish(steps_of(folder, examine=edit), id)
    assert (State.READY, True) == (request.state, "changed in the corpus folder meanwhile" in request.error)
    assert (live, edited) == (Editions(folder / "data").live_id, (folder / "corpus" / "manifest.toml").read_text())
    assert "rule-2026.md" not in files_of(folder / "corpus")
    request = publish(steps, id)
    assert State.PUBLISHED == request.state
    assert (folder / "corpus" / "manifest.toml").read_text().startswith(edited.rstrip())


def test_a_kind_that_needs_approval_waits_for_a_second_person(folder: Path) -> None:
    steps = steps_of(folder, kinds=("protocol",))
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    assert State.READY == describe(steps, id, **ENTRY).state
    assert ["rule-2026.md"] == steps.store.read(id, "trial")["added"]
    request = publish(steps, id)
    assert (State.WAITING, {"rule-2019.md", "news.md"}) == (request.state, live_paths(folder))
    assert ONE == IntakeLog(folder / "data").waiting["rule-2026.md"].by
    with pytest.raises(ApprovalError, match="put this version in"):
        IntakeLog(folder / "data").approve("rule-2026.md", "", "publisher  one", datetime.now(UTC))
    ingested(folder / "corpus", folder / "data")
    assert "rule-2026.md" in IntakeLog(folder / "data").waiting  # another ingest does not lift it

    steps.store.add(id, Deed.APPROVED, TWO)
    work_off(steps)
    assert State.PUBLISHED == steps.store.request(id).state
    assert TWO == IntakeLog(folder / "data").approvals[request.sha256].by
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        assert ONE == passages.versions["rule-2026.md"].ingested_by


def test_who_put_it_in_does_not_approve_it_by_another_way(folder: Path) -> None:
    steps = steps_of(folder, kinds=("protocol",))
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, by=TWO, **ENTRY)
    publish(steps, id)
    steps.store.add(id, Deed.APPROVED, TWO)
    work_off(steps)
    request = steps.store.request(id)
    assert (State.READY, True) == (request.state, "somebody else must approve" in request.error)
    assert "rule-2026.md" not in live_paths(folder)


def test_the_command_line_approves_too(folder: Path) -> None:
    steps = steps_of(folder, kinds=("protocol",))
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, **ENTRY)
    publish(steps, id)
    IntakeLog(folder / "data").approve("rule-2026.md", "", TWO, datetime.now(UTC))
    work_off(steps)
    assert State.PUBLISHED == steps.store.request(id).state
    assert [TWO] == [event.by for event in steps.store.request(id).events if event.deed == Deed.APPROVED]


def test_a_cancelled_request_leaves_nothing_to_approve(folder: Path) -> None:
    steps = steps_of(folder, kinds=("protocol",))
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, **ENTRY)
    publish(steps, id)
    steps.store.add(id, Deed.CANCELLED, TWO)
    work_off(steps)
    assert ({}, None) == (IntakeLog(folder / "data").waiting, steps.store.document(id))
    with pytest.raises(IntakeError, match="cancelled"):
        steps.store.add(id, Deed.APPROVED, TWO)


def test_a_withdrawal_is_an_edition_without_the_document(folder: Path) -> None:
    steps = steps_of(folder)
    id = request_withdrawal(folder / "data", "news.md", "It names\na child.", ONE)
    assert id == request_withdrawal(folder / "data", "news.md", "It names a child.", TWO)
    work_off(steps)
    assert State.PUBLISHED == steps.store.request(id).state
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        assert passages.versions["news.md"].document.withdrawn
    manifest = (folder / "corpus" / "manifest.toml").read_text()
    assert "It names a child." in manifest
    assert [(id, Deed.WITHDRAW, ONE)] == [(i, e.deed, e.by) for i, e in steps.store.history()][:1]
    with pytest.raises(IntakeError, match="reason"):
        request_withdrawal(folder / "data", "news.md", " ", ONE)


def test_a_rollback_lets_the_earlier_edition_answer(folder: Path) -> None:
    steps = steps_of(folder)
    first = Editions(folder / "data").live_id
    request_withdrawal(folder / "data", "news.md", "Wrong.", ONE)
    work_off(steps)
    assert first != Editions(folder / "data").live_id
    id = steps.store.ask(Deed.ROLL_BACK, ONE, "It was right.", wanted=first)
    work_off(steps)
    assert (State.PUBLISHED, first) == (steps.store.request(id).state, Editions(folder / "data").live_id)
    bad = steps.store.ask(Deed.ROLL_BACK, ONE, "", wanted="20200101T000000Z-0000")
    work_off(steps)
    assert (State.FAILED, True) == (steps.store.request(bad).state, "no edition" in steps.store.request(bad).error)


def test_the_first_document_of_all(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    steps = steps_of(tmp_path)
    id = put_in(tmp_path / "data", "first.md", NEW.encode())
    work_off(steps)
    assert State.READY == describe(steps, id, path="below/a folder/first.md", title="First").state
    assert State.PUBLISHED == publish(steps, id).state
    assert {"below/a folder/first.md"} == live_paths(tmp_path)


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links")
def test_a_path_through_a_link_leads_nowhere(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "corpus" / "link").symlink_to(folder / "elsewhere")
    steps = steps_of(folder)
    id = put_in(folder / "data", "a.md", NEW.encode())
    work_off(steps)
    request = describe(steps, id, path="link/a.md", title="A")
    assert (State.DESCRIBE, True) == (request.state, "not a folder" in request.error)
    assert [] == list((folder / "elsewhere").iterdir())


def test_the_trial_is_plain_json(folder: Path) -> None:
    steps = steps_of(folder)
    id = put_in(folder / "data", "rule-2026.md", NEW.encode())
    work_off(steps)
    describe(steps, id, **ENTRY)
    assert json.loads((steps.store.folder_of(id) / "trial.json").read_text())["published"] is False
