"""Intake: what waits for an approval, what answers meanwhile, and what never slips in."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders.corpora import write_corpus
from fakes.embedder import WordEmbedder
from ingest.ingestion import ingest, plan_ingest
from knowledge.domain import Document
from knowledge.editions import Editions
from knowledge.errors import CorpusError
from knowledge.ingest_report import IngestReport
from knowledge.intake.log import IntakeLog

OLD, NEW, FREE = "# Rule\n\nWithin two hours.\n", "# Rule\n\nWithin four hours.\n", "# News\n\nAnything.\n"
FILES = {"rule.md": OLD, "news.md": FREE}
MANIFEST = '[[document]]\npath = "rule.md"\nkind = "Protocol"\n{}\n[[document]]\npath = "news.md"\n'
GATED = ("protocol",)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def run(folder: Path, kinds: tuple[str, ...] = GATED) -> IngestReport:
    return ingest(folder / "corpus", folder / "data", WordEmbedder(), lambda *_: None, approval_kinds=kinds)


def approve(folder: Path, path: str = "rule.md") -> None:
    IntakeLog(folder / "data").approve(path, "", "Second Person", datetime.now(UTC))


def live(folder: Path) -> dict[str, str]:
    """The text of each document that answers."""
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        return {path: "\n".join(each.text for each in passages.of(path)) for path in passages.versions}


def live_document(folder: Path) -> Document:
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        return passages.versions["rule.md"].document


def rewrite(folder: Path, text: str, entry: str = "") -> None:
    write_corpus(folder / "corpus", {**FILES, "rule.md": text}, MANIFEST.format(entry))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus whose documents were live before any needed an approval."""
    rewrite(tmp_path, OLD, 'title = "Old"')
    run(tmp_path, kinds=())
    return tmp_path


def test_a_new_document_is_held_until_it_is_approved(tmp_path: Path) -> None:
    rewrite(tmp_path, OLD)
    report = run(tmp_path)
    (held,) = report.held
    assert (("news.md",), ("rule.md", sha256(OLD))) == (report.added, (held.path, held.version))
    assert f"signpost approve rule.md --version {sha256(OLD)[:12]}" == held.command
    assert "until then it cannot be searched" in held.why
    assert {"news.md"} == live(tmp_path).keys()
    approve(tmp_path)
    report = run(tmp_path)
    assert (("rule.md",), ()) == (report.added, report.held)
    assert "two hours" in live(tmp_path)["rule.md"]


def test_the_version_that_was_let_in_answers_while_the_next_one_waits(folder: Path) -> None:
    rewrite(folder, NEW)
    for _ in range(2):
        report = run(folder)
        assert (("news.md", "rule.md"), (), ()) == (report.unchanged, report.changed, report.removed)
        assert [f"version {sha256(OLD)[:12]} answers meanwhile"] == [each.why.split("; ")[1] for each in report.held]
        assert "two hours" in live(folder)["rule.md"]
    approve(folder)
    assert ("rule.md",) == run(folder).changed
    assert "four hours" in live(folder)["rule.md"]


def test_what_is_live_when_the_rule_comes_stays(folder: Path) -> None:
    assert () == run(folder).held
    assert {"news.md", "rule.md"} == live(folder).keys()


def test_an_approval_outlives_a_rollback(folder: Path) -> None:
    rewrite(folder, NEW)
    run(folder)
    approve(folder)
    run(folder)
    Editions(folder / "data").roll_back()
    assert "two hours" in live(folder)["rule.md"]
    assert () == run(folder).held
    assert "four hours" in live(folder)["rule.md"]


def test_calling_it_another_kind_does_not_let_it_in(folder: Path) -> None:
    rewrite(folder, NEW)
    (folder / "corpus" / "manifest.toml").write_text(MANIFEST.format("").replace("Protocol", "news"))
    assert ["rule.md"] == [each.path for each in run(folder).held]


def test_a_version_that_stays_keeps_its_entry_but_is_hidden_at_once(folder: Path) -> None:
    rewrite(folder, NEW, 'title = "New"\neffective_on = 2026-01-01\naudience = "health"\nwithdrawn = true')
    run(folder)
    document = live_document(folder)
    assert ("Old", None, ("health",), True) == (
        document.title, document.effective_on, document.audience, document.withdrawn,
    )  # fmt: skip


def test_what_waits_supersedes_nothing_yet(folder: Path) -> None:
    files = {**FILES, "rule-2.md": NEW}
    manifest = MANIFEST.format("") + '[[document]]\npath = "rule-2.md"\nkind = "protocol"\nsupersedes = "rule.md"\n'
    write_corpus(folder / "corpus", files, manifest)
    run(folder)
    with closing(Editions(folder / "data").open_live("words")) as edition:
        assert frozenset() == edition.superseded
    approve(folder, "rule-2.md")
    run(folder)
    with closing(Editions(folder / "data").open_live("words")) as edition:
        assert {"rule.md"} == edition.superseded


def test_a_live_edition_of_another_embedding_model_still_says_what_was_let_in(folder: Path) -> None:
    rewrite(folder, NEW)
    ingest(folder / "corpus", folder / "data", WordEmbedder("others"), lambda *_: None, approval_kinds=GATED)
    assert "two hours" in live(folder)["rule.md"]


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("# Rule\n\nSwapped.\n")])
def test_a_file_swapped_after_the_look_never_slips_in(change: Callable[[Path], object], folder: Path) -> None:
    def progress(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("Reading", 0):
            change(folder / "corpus" / "rule.md")

    ingest(folder / "corpus", folder / "data", WordEmbedder(), progress, approval_kinds=GATED)
    assert "two hours" in live(folder)["rule.md"]


def test_a_version_whose_original_is_missing_is_a_failure(folder: Path) -> None:
    rewrite(folder, NEW)
    (folder / "data" / "originals" / sha256(OLD)).unlink()
    report = run(folder)
    assert ["rule.md"] == [failure.path for failure in report.failed]
    assert "restore" in report.failed[0].reason


def test_nothing_but_what_waits_publishes_nothing_and_says_so(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", {"rule.md": OLD}, '[[document]]\npath = "rule.md"\nkind = "protocol"\n')
    with pytest.raises(CorpusError, match=r"Every document waits for approval: signpost approve rule\.md"):
        run(tmp_path)
    approve(tmp_path)
    assert ("rule.md",) == run(tmp_path).added


def test_a_dry_run_says_what_would_wait_and_records_nothing(folder: Path) -> None:
    rewrite(folder, NEW)
    report = plan_ingest(folder / "corpus", folder / "data", "words", GATED)
    assert (["rule.md"], ("news.md", "rule.md")) == ([each.path for each in report.held], report.unchanged)
    assert {} == IntakeLog(folder / "data").waiting


def test_an_odd_name_is_quoted_in_the_command(tmp_path: Path) -> None:
    files = {"a rule's end.md": OLD, "news.md": FREE}
    write_corpus(tmp_path / "corpus", files, '[[document]]\npath = "a rule\'s end.md"\nkind = "protocol"\n')
    (held,) = run(tmp_path).held
    assert held.command.startswith("""signpost approve 'a rule'"'"'s end.md' --version """)


BESIDE = "# Leaflet\n\nWithin nine hours.\n"
TAKES_OVER = '{}\n[[document]]\npath = "leaflet.md"\nkind = "leaflet"\nsupersedes = ["rule.md"]\n'


def beside(folder: Path, manifest: str) -> IngestReport:
    write_corpus(folder / "corpus", {**FILES, "leaflet.md": BESIDE}, manifest)
    return run(folder)


def test_what_supersedes_a_document_that_needs_approval_needs_it_too(folder: Path) -> None:
    """Otherwise a new rule could take the old one's place under another name."""
    report = beside(folder, TAKES_OVER.format(MANIFEST.format("")))
    assert [each.path for each in report.held] == ["leaflet.md"]
    assert "leaflet.md" not in live(folder)
    approve(folder, "leaflet.md")
    assert beside(folder, TAKES_OVER.format(MANIFEST.format(""))).added == ("leaflet.md",)


@pytest.mark.parametrize("entry", ['kind = "Protocol"', 'kind = "leaflet"\nsupersedes = ["rule.md"]'])
def test_what_came_in_without_approval_is_not_made_more_of_without_one(folder: Path, entry: str) -> None:
    """A text that nobody else read must not become a protocol, or replace one, by a word in the manifest."""
    plain = f'{MANIFEST.format("")}\n[[document]]\npath = "leaflet.md"\n'
    assert beside(folder, plain + 'kind = "leaflet"\n').added == ("leaflet.md",)
    report = beside(folder, f"{plain}{entry}\n")
    assert [each.path for each in report.held] == ["leaflet.md"]
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        document = passages.versions["leaflet.md"].document
    assert (document.kind, document.supersedes) == ("leaflet", ())
    approve(folder, "leaflet.md")
    assert beside(folder, f"{plain}{entry}\n").held == ()
