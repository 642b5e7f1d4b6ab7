"""The vectors of one question's texts, made once: the guard, the search and the checks look at the same words."""

from collections.abc import Sequence

import numpy as np

from knowledge.embedding import Embedder, Span, Vectors


class RememberingEmbedder:
    """An embedder that remembers every text. It is made for one question and goes with it: nothing is kept longer."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """That of the embedder behind it."""
        return self._embedder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the embedder behind it, which is asked only for texts that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new or not texts:
            made = self._embedder.encode(new)
            self._vectors.update(zip(new, made, strict=True))
        return np.stack([self._vectors[text] for text in texts]) if texts else made

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """As the embedder behind it; nothing of it is remembered."""
        return self._embedder.encode_spans(texts, spans)
