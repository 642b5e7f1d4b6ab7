"""The documents in the console: what is live, what it counts for, and the files behind it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders.answers import sample_answer, sample_citation, sample_passage, sample_version
from builders.consoles import SECRET, SignedIn, client_for, sign_in_as
from builders.corpora import ingested, write_corpus
from builders.requests import put_in
from knowledge.accounts import Role
from knowledge.domain import Version
from knowledge.editions import Editions
from knowledge.ledger.ledger import Ledger
from knowledge.version_history import version_history
from review.console.app import console_app
from review.console.means import Means

TODAY = date.today()
MANIFEST = f"""
[[document]]
path = "old.md"
title = "Old rule"
[[document]]
path = "new.md"
title = "New rule"
kind = "protocol"
supersedes = "old.md"
review_by = {TODAY + timedelta(days=30)}
[[document]]
path = "late.md"
title = "Late <b>rule</b>"
review_by = {TODAY - timedelta(days=1)}
[[document]]
path = "below/far.md"
title = "Far rule"
review_by = {TODAY + timedelta(days=300)}
"""
FILES = {path: f"# {path}\n\nText of {path}.\n" for path in ("old.md", "new.md", "late.md", "below/far.md")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A document that was changed once, and three others."""
    write_corpus(tmp_path / "corpus", {**FILES, "new.md": "# First\n\nFirst text.\n"}, MANIFEST)
    ingested(tmp_path / "corpus", tmp_path / "data")
    write_corpus(tmp_path / "corpus", FILES, MANIFEST)
    ingested(tmp_path / "corpus", tmp_path / "data")
    return tmp_path


@pytest.fixture
def means(ledger: Ledger, folder: Path) -> Means:
    return Means(ledger, folder / "data", folder / "corpus")


@pytest.fixture
def client(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.PUBLISHER, Role.REVIEWER)


def versions(folder: Path, path: str) -> list[Version]:
    return [held.version for held in version_history(Editions(folder / "data"), path)]


def listed(client: TestClient, query: str = "") -> list[str]:
    """The paths of the list, in its order."""
    text = client.get(f"/documents{query}").text
    rows = text.partition("<tbody>")[2].split('href="/documents/')[1:]
    return [row.partition('"')[0] for row in rows]


def test_the_list_shows_what_each_counts_for(client: TestClient) -> None:
    text = client.get("/documents").text
    for shown in (
        "Unstated, superseded by new.md",
        "Past review</span>",
        "Due within 60 days</span>",
        "<b>1</b> past their review date",
        "<b>1</b> due for review within 60 days",
        "Late &lt;b&gt;rule&lt;/b&gt;",
        "4 documents",
    ):
        assert shown in text
    assert "<b>rule" not in text


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("", ["below/far.md", "late.md", "new.md", "old.md"]),
        ("?sort=review", ["late.md", "new.md", "below/far.md", "old.md"]),
        ("?show=past", ["late.md"]),
        ("?show=soon", ["new.md"]),
        ("?show=superseded", ["old.md"]),
        ("?show=withdrawn", []),
        ("?q=PROTOCOL", ["new.md"]),
        ("?q=rule+far", ["below/far.md"]),
        ("?q=nothing", []),
        ("?sort=cited", ["late.md", "below/far.md", "new.md", "old.md"]),
    ],
)
def test_the_list_is_filtered_and_sorted(client: TestClient, ledger: Ledger, query: str, paths: list[str]) -> None:
    passage = sample_passage("Text of late.md.", version=sample_version("late.md"))
    ledger.record(sample_answer(citations=(sample_citation(passage, quote="Text"),)))
    assert paths == listed(client, query)


def test_an_unknown_filter_is_a_plain_404(client: TestClient) -> None:
    for path in ("/documents?show=all", "/documents?sort=x", "/documents/unknown.md", "/documents/../../etc/passwd"):
        assert 404 == client.get(path).status_code


def test_a_document_shows_its_versions_and_who_cites_it(client: TestClient, ledger: Ledger, folder: Path) -> None:
    passage = sample_passage("Text.", version=sample_version("new.md"))
    ledger.record(sample_answer(citations=(sample_citation(passage, quote="Text"),)))
    text = client.get("/documents/new.md").text
    now, before = versions(folder, "new.md")
    for shown in (now.sha256[:12], before.sha256[:12], 'href="/answers/a1"', "Live</span>", "Put in a new version"):
        assert shown in text
    assert f'href="/originals/{before.sha256}"' in text
    assert client.get("/documents/below/far.md").status_code == 200


def test_what_waits_is_marked(client: TestClient, folder: Path) -> None:
    put_in(folder / "data", "x.md", b"# Text\n", replaces="new.md")
    assert "A request is open" not in client.get("/documents").text  # its path is not known before it is described


def test_an_original_is_a_download(client: TestClient, folder: Path) -> None:
    before = versions(folder, "new.md")[-1]
    response = client.get(f"/originals/{before.sha256}")
    assert b"# First\n\nFirst text.\n" == response.content
    assert 'attachment; filename="new.md"' == response.headers["content-disposition"]
    assert ("nosniff", "application/octet-stream") == (
        response.headers["x-content-type-options"],
        response.headers["content-type"],
    )
    assert "sandbox" in response.headers["content-security-policy"]


def test_a_file_that_nothing_knows_is_not_given(client: TestClient, folder: Path, ledger: Ledger) -> None:
    for sha256 in ("00" * 32, "3f" * 32):
        (folder / "data" / "originals" / sha256).write_bytes(b"secret")
    ledger.record(sample_answer())
    assert (404, 200) == (
        client.get(f"/originals/{'00' * 32}").status_code,
        client.get(f"/originals/{'3f' * 32}").status_code,
    )
    for name in ("..%2f..%2fledger.db", "x", "3F" * 32):
        assert 404 == client.get(f"/originals/{name}").status_code


def test_the_editions_say_what_each_changed(client: TestClient, folder: Path) -> None:
    text = client.get("/editions").text
    assert "Changed: new.md" in text
    assert 1 == text.count("Live</span>")
    assert 1 == text.count("/intake/roll-back?edition=")


def test_a_reader_sees_no_answers_and_no_originals(signed_in: SignedIn, ledger: Ledger, folder: Path) -> None:
    passage = sample_passage("Text.", version=sample_version("new.md"))
    ledger.record(sample_answer(citations=(sample_citation(passage, quote="Text"),)))
    reader = signed_in(Role.READER)
    text = reader.get("/documents/new.md").text
    assert "New rule" in text
    for hidden in ("/answers/", "/originals/", "/intake?", "/intake/", "Answers that cite it"):
        assert hidden not in text
    assert 403 == reader.get(f"/originals/{versions(folder, 'new.md')[0].sha256}").status_code
    assert "roll-back" not in reader.get("/editions").text


def test_nothing_is_live_yet(ledger: Ledger, tmp_path: Path) -> None:
    with client_for(console_app(Means(ledger, tmp_path / "none", tmp_path), SECRET)) as empty:
        sign_in_as(empty, ledger, Role.READER)
        assert "Nothing is live yet" in empty.get("/documents").text
        assert "Nothing has been published yet" in empty.get("/editions").text
