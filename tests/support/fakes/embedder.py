"""An embedder that needs no model: texts that share words have vectors that point the same way."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from knowledge.embedding import Encoded, Span, Vectors

DIMENSIONS = 256


class WordEmbedder:
    """Each word is a direction of its own, so that cosine similarity is the share of words in common.

    `encoded` lists every text it was given, in order.
    """

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), DIMENSIONS), float32, each row of length 1."""
        self.encoded += texts
        return _stacked([_vector(text) for text in texts])

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """Each span and each word as a text of its own; a span without a word has zeros."""
        parts = [[text[start:end] for start, end in each] for text, each in zip(texts, spans, strict=True)]
        words = [_stacked([_vector(word) for word in re.findall(r"\w+", text)]) for text in texts]
        return Encoded(self.encode(texts), [_of_parts(each) for each in parts], words)


def _of_parts(parts: Sequence[str]) -> Vectors:
    return _stacked([_vector(part) if part.strip() else np.zeros(DIMENSIONS, dtype=np.float32) for part in parts])


def _stacked(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, DIMENSIONS), dtype=np.float32)


def _vector(text: str) -> Vectors:
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()) or [""]:
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % DIMENSIONS] += 1
    return (vector / np.linalg.norm(vector)).astype(np.float32)
