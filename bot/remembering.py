"""The vectors of one question's texts, made once: the guard, the search and the checks look at the same words."""

from collections.abc import Sequence

import numpy as np

from knowledge.embedding import Embedder, Encoded, Span, Vectors


class RememberingEmbedder:
    """An embedder that remembers every text. It is made for one question and goes with it: nothing is kept longer."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}
        self._tokens: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """That of the embedder behind it."""
        return self._embedder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the embedder behind it, which is asked only for texts that are new."""
        if not texts:
            return self._embedder.encode([])
        self._read(texts)
        return np.stack([self._vectors[text] for text in texts])

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """As the embedder behind it; spans are not remembered."""
        if any(spans) or not texts:
            return self._embedder.encode_spans(texts, spans)
        wholes = self.encode(texts)
        return Encoded(wholes, [wholes[:0] for _ in texts], [self._tokens[text] for text in texts])

    def _read(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            made = self._embedder.encode_spans(new, [()] * len(new))
            self._vectors.update(zip(new, made.wholes, strict=True))
            self._tokens.update(zip(new, made.tokens, strict=True))
