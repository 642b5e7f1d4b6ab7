"""Standing then and now, by real ingests."""

from datetime import date
from pathlib import Path

import pytest

from builders.answers import sample_citation
from builders.corpora import ingested, write_corpus
from knowledge.domain import Citation, Currency
from knowledge.editions import Editions
from review.audit.standing_now import Now, standing_now

RULE = "A bruise on a baby must be referred within two hours."
FILES = {"bruise.md": f"# Bruises\n\n{RULE}\n", "other.md": "# Other\n\nOther text.\n"}
TODAY = date(2026, 3, 1)


@pytest.fixture
def cited(tmp_path: Path) -> Citation:
    """The rule, cited from the first edition."""
    ingested(write_corpus(tmp_path / "corpus", FILES), tmp_path / "data")
    store = Editions(tmp_path / "data").open_live_passages()
    return sample_citation(next(each for each in store.of("bruise.md") if RULE in each.text), RULE)


def now(folder: Path, cited: Citation, files: dict[str, str] | None = None, manifest: str = "") -> Now:
    """What is said after another ingest."""
    if files is not None:
        for path in (folder / "corpus").iterdir():
            path.unlink()
        ingested(write_corpus(folder / "corpus", files, manifest), folder / "data")
    return standing_now(cited, Editions(folder / "data").open_live_passages(), TODAY)


def test_what_has_not_changed_is_current(tmp_path: Path, cited: Citation) -> None:
    assert now(tmp_path, cited) == Now("current", is_worse=False, is_current=True)


def test_what_was_taken_out_is_gone(tmp_path: Path, cited: Citation) -> None:
    assert now(tmp_path, cited, {"other.md": FILES["other.md"]}) == Now("no longer among the documents", is_worse=True)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ('[[document]]\npath = "bruise.md"\nwithdrawn = true\n', "withdrawn"),
        ('[[document]]\npath = "bruise.md"\nreview_by = 2026-02-01\n', "past its review date of 01.02.2026"),
        (
            '[[document]]\npath = "bruise.md"\n[[document]]\npath = "other.md"\ntitle = "The new one"\n'
            'supersedes = ["bruise.md"]\n',
            "superseded, replaced by “The new one”",
        ),
    ],
)
def test_a_standing_that_fell_warns(tmp_path: Path, cited: Citation, manifest: str, words: str) -> None:
    assert now(tmp_path, cited, FILES, manifest) == Now(words, is_worse=True)


def test_what_was_superseded_then_is_no_worse_now(tmp_path: Path, cited: Citation) -> None:
    then = sample_citation(cited.passage, RULE, currency=Currency.SUPERSEDED)
    manifest = '[[document]]\npath = "bruise.md"\n[[document]]\npath = "other.md"\nsupersedes = ["bruise.md"]\n'
    shown = now(tmp_path, then, FILES, manifest)
    assert (shown.is_worse, shown.is_current) == (False, False)


def test_a_new_version_that_still_says_it_is_told_without_warning(tmp_path: Path, cited: Citation) -> None:
    longer = {**FILES, "bruise.md": FILES["bruise.md"] + "\nMore is written here.\n"}
    assert now(tmp_path, cited, longer) == Now(
        "current; a new version is live, which still says the quoted words", is_worse=False, is_current=True
    )


def test_a_new_version_without_the_words_warns(tmp_path: Path, cited: Citation) -> None:
    changed = {**FILES, "bruise.md": FILES["bruise.md"].replace("two", "four")}
    assert now(tmp_path, cited, changed) == Now(
        "current; a new version is live, which no longer says the quoted words", is_worse=True
    )


def test_a_file_that_was_renamed_is_known_by_its_content(tmp_path: Path, cited: Citation) -> None:
    moved = {"rules/bruise.md": FILES["bruise.md"], "other.md": FILES["other.md"]}
    assert now(tmp_path, cited, moved) == Now(
        "current; its file is now rules/bruise.md", is_worse=False, is_current=True
    )
