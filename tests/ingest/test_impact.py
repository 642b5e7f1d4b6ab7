"""Impact: which past answers a new edition takes the ground from."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from builders.answers import ASKED_AT, sample_answer, sample_citation
from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from ingest.examining import Examination
from ingest.gate import Gate
from ingest.ingestion import ingest
from knowledge.domain import Currency
from knowledge.editions import Editions
from knowledge.ingest_report import Cause, Impact, IngestReport
from knowledge.ledger.ledger import Ledger

KEPT = "Explain to the parents why."
QUOTE = "A bruise on a baby must be referred within two hours."
FILES = {"bruise.md": f"# Bruises\n\n{QUOTE}\n\n# Parents\n\n{KEPT}\n", "other.md": "# Other\n\nOther text.\n"}


def answered(data: Path, quote: str = QUOTE, currency: Currency = Currency.CURRENT) -> None:
    """Record an answer that quotes a document of the live edition."""
    passages = Editions(data).open_live_passages()
    passage = next(each for each in passages.of("bruise.md") if quote in each.text)
    passages.close()
    citation = sample_citation(passage, quote, currency=currency)
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        ledger.record(sample_answer(f"a{len(ledger.answers())}", "How soon?", citations=(citation,)))


def examined(corpus: Path, data: Path, ledger: str = "") -> IngestReport:
    nothing = Gate([], lambda edition, question, limit: [], 0, 0)
    url = ledger or f"sqlite:///{data / 'ledger.db'}"
    examination = Examination(nothing, Editions(data), url)
    return ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, examine=examination)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = write_corpus(tmp_path / "corpus", FILES)
    ingested(corpus, tmp_path / "data")
    return corpus


def rewrite(corpus: Path, files: Mapping[str, str], manifest: str = "") -> None:
    for path in FILES:
        (corpus / path).unlink()
    write_corpus(corpus, files, manifest)


@pytest.mark.parametrize(
    ("files", "manifest", "why"),
    [
        ({**FILES, "bruise.md": FILES["bruise.md"].replace("two", "four")}, "", Cause.CHANGED),
        ({"other.md": FILES["other.md"]}, "", Cause.REMOVED),
        (FILES, '[[document]]\npath = "bruise.md"\nwithdrawn = true\n', Cause.WITHDRAWN),
        (FILES, '[[document]]\npath = "other.md"\nsupersedes = "bruise.md"\n', Cause.SUPERSEDED),
    ],
)
def test_names_the_answer_its_thread_and_what_became_of_its_evidence(
    files: dict[str, str], manifest: str, why: Cause, corpus: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    answered(data)
    rewrite(corpus, files, manifest)
    expected = Impact("a0", "How soon?", "T456", ASKED_AT.isoformat(), "bruise.md", None, QUOTE, why)
    assert (expected,) == examined(corpus, data).impact
    assert () == examined(corpus, data).impact, "told once, by the edition that took it away"


def test_what_was_asked_is_in_no_file_of_an_edition(corpus: Path, tmp_path: Path) -> None:
    """The ledger forgets it after the retention period; a report that is kept names the answer alone."""
    data = tmp_path / "data"
    answered(data)
    rewrite(corpus, {"other.md": FILES["other.md"]})
    report = examined(corpus, data)
    assert ["How soon?"] == [each.question for each in report.impact]
    kept = Editions(data).report(report.edition)["impact"]
    assert [("a0", "", "")] == [(each["answer_id"], each["question"], each["thread"]) for each in kept]
    files = [path.read_bytes() for path in (data / "editions").rglob("*") if path.is_file()]
    assert b"a0" in b"".join(files)
    assert not any(b"How soon?" in each or b"T456" in each for each in files)


@pytest.mark.parametrize(
    "files",
    [
        FILES,
        {**FILES, "bruise.md": f"# Anew\n\n{KEPT}\n\n# More\n\nFirst: {QUOTE}\n"},
        {**FILES, "bruise.md": "# Bruises\n\nA bruise on a baby must\nbe referred within two hours.\n"},
        {"renamed.md": FILES["bruise.md"], "other.md": FILES["other.md"]},
    ],
)
def test_a_quote_that_still_stands_is_no_impact(files: dict[str, str], corpus: Path, tmp_path: Path) -> None:
    answered(tmp_path / "data")
    rewrite(corpus, files)
    assert () == examined(corpus, tmp_path / "data").impact


def test_only_the_quotes_that_went_are_named(corpus: Path, tmp_path: Path) -> None:
    answered(tmp_path / "data", QUOTE)
    answered(tmp_path / "data", KEPT)
    rewrite(corpus, {**FILES, "bruise.md": f"# Bruises\n\n{QUOTE}\n"})
    assert [("a1", KEPT)] == [(each.answer_id, each.quote) for each in examined(corpus, tmp_path / "data").impact]


def test_what_was_given_as_no_longer_in_force_is_not_struck_by_it(corpus: Path, tmp_path: Path) -> None:
    answered(tmp_path / "data", currency=Currency.SUPERSEDED)
    rewrite(corpus, FILES, '[[document]]\npath = "other.md"\nsupersedes = "bruise.md"\n')
    assert () == examined(corpus, tmp_path / "data").impact


def test_a_live_edition_of_another_embedding_model_is_compared_all_the_same(corpus: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    answered(data)
    rewrite(corpus, {"other.md": FILES["other.md"]})
    gate = Gate([], lambda edition, question, limit: [], 0, 0)
    examination = Examination(gate, Editions(data), f"sqlite:///{data / 'ledger.db'}")
    report = ingest(corpus, data, WordEmbedder("others"), lambda stage, done, total: None, examine=examination)
    assert [Cause.REMOVED] == [each.why for each in report.impact]


def test_a_ledger_that_cannot_be_opened_is_a_warning(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_text("no database at all, but longer than a header of SQLite" * 9)
    rewrite(corpus, {"other.md": FILES["other.md"]})
    report = examined(corpus, tmp_path / "data", f"sqlite:///{tmp_path / 'broken.db'}")
    assert report.edition == Editions(tmp_path / "data").live_id
    (warning,) = [each for each in report.warnings if each.path == "ledger"]
    assert "past answers were not compared with this edition: The ledger" in warning.what
    assert replace(report, impact=()) == report
