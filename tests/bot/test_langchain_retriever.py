"""Other programs use Signpost's retriever as LangChain's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_core.retrievers import BaseRetriever

from bot.answering import Answerer
from bot.following import LiveEdition
from bot.langchain_retriever import SignpostRetriever
from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError
from knowledge.ledger.ledger import Ledger

FILES = {
    "bruises.md": "# Bruises\n\n## Babies\n\nA bruise on a baby must be referred within two hours.",
    "lado.md": "# LADO\n\nTell the LADO of an allegation within one working day.",
}
MANIFEST = """
[[document]]
path = "bruises.md"
title = "Bruising protocol"
authority = "local procedure"
review_by = 2026-11-19

[[document]]
path = "lado.md"
title = "Allegations"
audience = ["managers"]
"""


@pytest.fixture
def answerer(tmp_path: Path) -> Iterator[Answerer]:
    ingested(write_corpus(tmp_path / "corpus", FILES, MANIFEST), tmp_path / "data")
    live = LiveEdition(Editions(tmp_path / "data"), "words")
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield Answerer(live, WordEmbedder(), ledger, 8, clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    live.close()


def test_a_passage_comes_with_its_place_and_what_it_counts_for(answerer: Answerer) -> None:
    retriever: BaseRetriever = SignpostRetriever(answerer)
    (found,) = retriever.invoke("How soon must a bruise be referred?")
    (match,) = answerer.search("How soon must a bruise be referred?", 8)
    version = match.passage.version
    assert "A bruise on a baby must be referred within two hours." in found.page_content
    assert {
        "document": "bruises.md",
        "title": "Bruising protocol",
        "version": version.sha256,
        "page": None,
        "printed_page": None,
        "headings": ["Bruises", "Babies"],
        "standing": "local procedure, past its review date",
        "score": match.score,
        "passage": match.passage.id,
    } == found.metadata


def test_it_gives_no_more_than_its_limit(answerer: Answerer, tmp_path: Path) -> None:
    files = {
        f"{name}.md": f"# {name}\n\nThe {name} team sees a bruise on a baby." for name in ("first", "second", "third")
    }
    ingested(write_corpus(tmp_path / "corpus", files), tmp_path / "data")
    retriever = SignpostRetriever(answerer, limit=2)
    assert 2 == len(retriever.invoke("bruise on a baby"))


def test_it_stands_in_a_chain(answerer: Answerer) -> None:
    chain = SignpostRetriever(answerer) | (lambda documents: [each.metadata["document"] for each in documents])
    assert ["bruises.md"] == chain.invoke("bruise on a baby")


def test_without_an_edition_it_says_so(answerer: Answerer, tmp_path: Path) -> None:
    empty = replace(answerer, edition=LiveEdition(Editions(tmp_path / "none"), "words"))
    with pytest.raises(IndexUnavailableError):
        SignpostRetriever(empty).invoke("bruise")
