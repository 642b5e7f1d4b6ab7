"""What is slow to make and shared by tests of several packages: the embedding model, the demonstration's edition."""

from pathlib import Path

import pytest

from builders.corpora import ingested
from knowledge.embedding import SentenceTransformerEmbedder

DEMONSTRATION = Path(__file__).resolve().parents[1] / "corpus"


@pytest.fixture(scope="session")
def tuned_embedder() -> SentenceTransformerEmbedder:
    """The embedding model that Signpost comes with."""
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def demonstration_data(tmp_path_factory: pytest.TempPathFactory, tuned_embedder: SentenceTransformerEmbedder) -> Path:
    """A data folder with the published edition of the demonstration corpus. Not to be changed: copy it."""
    data = tmp_path_factory.mktemp("demonstration")
    report = ingested(DEMONSTRATION, data, tuned_embedder)
    assert () == report.failed
    return data
