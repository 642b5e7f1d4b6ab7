"""The record of who put in which version, and who approved it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.errors import ApprovalError, StorageError
from knowledge.intake.log import IntakeLog

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO = "1a" * 32, "2b" * 32


@pytest.fixture
def log(tmp_path: Path) -> IntakeLog:
    log = IntakeLog(tmp_path / "data")
    log.hold({"a.md": ONE}, "Ann", NOW)
    return log


def waiting(log: IntakeLog) -> dict[str, tuple[str, str]]:
    return {path: (line.version, line.by) for path, line in log.waiting.items()}


def test_a_version_waits_under_the_name_of_who_put_it_in(log: IntakeLog, tmp_path: Path) -> None:
    log.hold({"a.md": ONE}, "Ben", NOW)
    assert {"a.md": (ONE, "Ann")} == waiting(log)
    assert {"a.md": (ONE, "Ann")} == waiting(IntakeLog(tmp_path / "data"))


def test_an_approval_is_kept_with_its_name(log: IntakeLog, tmp_path: Path) -> None:
    log.approve("a.md", ONE[:8].upper(), " Ben  Other ", NOW)
    again = IntakeLog(tmp_path / "data")
    assert ({}, {ONE: "Ben Other"}) == (waiting(again), {sha: line.by for sha, line in again.approvals.items()})
    assert (ONE, None) == (again.last_approved("a.md"), again.last_approved("b.md"))


@pytest.mark.parametrize("name", ["Ann", "ANN", "  ann ", "\uff21nn"])
def test_nobody_approves_what_they_put_in(name: str, log: IntakeLog) -> None:
    with pytest.raises(ApprovalError, match="put this version in, so somebody else must approve it"):
        log.approve("a.md", "", name, NOW)
    assert {} == log.approvals


def test_each_who_put_a_version_in_is_one_of_them(log: IntakeLog) -> None:
    log.hold({}, "Ann", NOW)
    log.hold({"a.md": ONE}, "Ben", NOW)
    for name in ("Ann", "Ben"):
        with pytest.raises(ApprovalError, match="somebody else"):
            log.approve("a.md", "", name, NOW)


def test_what_is_removed_or_changed_back_waits_no_longer(log: IntakeLog) -> None:
    log.hold({"b.md": TWO}, "Ann", NOW)
    assert {"b.md": (TWO, "Ann")} == waiting(log)


@pytest.mark.parametrize(
    ("path", "version", "by", "said"),
    [
        ("b.md", "", "Ben", r"No version of 'b.md' waits for approval\. These do: a\.md\."),
        ("a.md", TWO[:12], "Ben", f"does not wait for approval: {ONE[:12]} does"),
        ("a.md", "", "  ", "needs a name"),
    ],
)
def test_only_what_waits_is_approved(path: str, version: str, by: str, said: str, log: IntakeLog) -> None:
    with pytest.raises(ApprovalError, match=said):
        log.approve(path, version, by, NOW)


def test_a_damaged_line_approves_nothing_and_hurts_no_other(log: IntakeLog, tmp_path: Path) -> None:
    file = tmp_path / "data" / "intake.jsonl"
    with file.open("a") as appended:
        appended.write('[1]\nnull\n{"deed": "approved", "path": "a.md", "version": "' + ONE)
    torn = IntakeLog(tmp_path / "data")
    assert ({"a.md": (ONE, "Ann")}, {}) == (waiting(torn), torn.approvals)
    torn.approve("a.md", "", "Ben", NOW)
    assert {ONE} == IntakeLog(tmp_path / "data").approvals.keys()


def test_a_log_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "intake.jsonl").mkdir()
    with pytest.raises(StorageError, match="cannot be read"):
        IntakeLog(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"cannot be (read|written)"):
        IntakeLog(tmp_path / "file").hold({"a.md": ONE}, "Ann", NOW)
