"""The tuned embedding model: it knows the words of practice, keeps what it knew, and is never a file of others."""

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge import tuning
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL, TUNED_MODEL

PRACTICE = Path(__file__).resolve().parents[1] / "data" / "practice" / "guidance.jsonl"


def found_first(name: str) -> float:
    """The share of the practice questions whose passage is the nearest of all."""
    rows = [json.loads(line) for line in PRACTICE.read_text(encoding="utf-8").splitlines()]
    embedder = SentenceTransformerEmbedder(name)
    passages = embedder.encode([row["passage"] for row in rows])
    questions = embedder.encode([row["answerable"][0] for row in rows])
    return float(((questions @ passages.T).argmax(axis=1) == np.arange(len(rows))).mean())


def test_it_has_learnt_its_practice() -> None:
    assert found_first(TUNED_MODEL) > found_first(EMBEDDED_MODEL) + 0.05


def test_what_is_nothing_to_do_with_practice_stays_where_it_was() -> None:
    texts = ["The recipe needs two eggs.", "Mount Etna erupted in 1669.", "A prime number has two divisors."]
    before, after = (SentenceTransformerEmbedder(name).encode(texts) for name in (EMBEDDED_MODEL, TUNED_MODEL))
    np.testing.assert_allclose(before @ before.T, after @ after.T, atol=0.2)


@pytest.mark.parametrize(
    ("content", "said"), [(b"damaged", "is not the published one"), (None, "cannot be read .No such file")]
)
def test_other_changes_are_refused(
    content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "tuning.safetensors").write_bytes(content)
    monkeypatch.setattr(tuning, "TUNING", tmp_path / "tuning.safetensors")
    with pytest.raises(EmbeddingModelError, match=said):
        tuning.check_tuning()
