"""The examination of a new edition, at its place in an ingest."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.glossary import Glossary
from bot.query import query_of
from bot.retrieval import retrieve
from builders.corpora import write_corpus
from fakes.embedder import WordEmbedder
from ingest.examining import Examination
from ingest.gate import Gate, RefusedError
from ingest.ingestion import ingest
from knowledge.domain import Match, Question
from knowledge.editions import Edition, Editions
from knowledge.golden import Evidence, GoldenQuestion
from knowledge.ingest_report import IngestReport

QUOTE = "The LADO must be told within one working day."
FILES = {"lado.md": f"# Allegations\n\n{QUOTE}\n", "other.md": "# Other\n\nOther text.\n"}
GOLDEN = GoldenQuestion("g1", "When is the LADO told?", "time", True, evidence=(Evidence("lado.md", None, QUOTE),))


def examined(folder: Path, embedder: WordEmbedder) -> IngestReport:
    def search(edition: Edition, question: Question, limit: int) -> list[Match]:
        return retrieve(edition, query_of(question.text, edition, embedder, Glossary()), limit, date(2026, 1, 1))

    gate, editions = Gate([GOLDEN], search, least_share=0, fall_allowed=0), Editions(folder / "data")
    examination = Examination(gate, editions, f"sqlite:///{folder / 'ledger.db'}")
    return ingest(folder / "corpus", folder / "data", embedder, lambda *_: None, examine=examination)


def test_the_report_beside_the_edition_says_how_the_gate_went(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", FILES)
    report = examined(tmp_path, WordEmbedder())
    kept = json.loads((tmp_path / "data" / "editions" / report.edition / "report.json").read_text())
    assert {"asked": 1, "found": ["g1"], "found_before": None, "missed": [], "reworded": []} == kept["gate"]


@pytest.mark.parametrize("name", ["words", "others"])
def test_a_refused_edition_leaves_the_live_one_whatever_embeds_it(name: str, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", FILES)
    live = examined(tmp_path, WordEmbedder()).edition
    (corpus / "lado.md").unlink()
    with pytest.raises(RefusedError, match="finds the evidence of 0 of 1 golden questions, the live one of 1") as error:
        examined(tmp_path, WordEmbedder(name))
    assert "" == error.value.report.edition
    editions = Editions(tmp_path / "data")
    assert (live, [live]) == (editions.live_id, [each.id for each in editions.summaries()])
    assert [] == list(editions.folder.glob(".building-*"))


def test_a_first_edition_without_a_ledger_needs_none(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", FILES)
    report = examined(tmp_path, WordEmbedder())
    assert () == report.impact
    assert not any("ledger" in warning.what for warning in report.warnings)
    assert not (tmp_path / "ledger.db").exists()
