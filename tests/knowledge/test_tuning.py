"""The tuned embedding model: it knows the words of practice, keeps what it knew, and is never a file of others."""

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge import tuning
from knowledge.embedding import SentenceTransformerEmbedder, check_embedded_model
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


def test_a_folder_with_the_same_changes_is_the_same_embedding_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(check_embedded_model()), device="cpu", local_files_only=True)
    tuning.change_layers(model, tuning.check_tuning())
    model.save(str(tmp_path), create_model_card=False)
    texts = ["who do i ring about a foster kid", "A looked-after child is placed with carers."]
    by_folder, shipped = (SentenceTransformerEmbedder(name).encode(texts) for name in (str(tmp_path), TUNED_MODEL))
    np.testing.assert_allclose(by_folder, shipped, atol=1e-6)
    assert np.abs(shipped - SentenceTransformerEmbedder(EMBEDDED_MODEL).encode(texts)).max() > 0.01


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
