"""Passages as an edition holds them for searching by meaning: their vectors, and the signs of their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.domain import Passage
from knowledge.sentences import telling_spans

if TYPE_CHECKING:
    from knowledge.embedding import Embedder
    from knowledge.exact import Half
    from knowledge.token_signs import Signs


@dataclass(frozen=True, slots=True)
class Embedded:
    """A passage's vector and those of its telling sentences, in half precision; and the signs of its telling tokens."""

    vectors: "Half"
    signs: "Signs"


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: its nearest headings say what it is about."""
    return "\n".join([*passage.headings[-2:], passage.text])


def embedded(passages: Sequence[Passage], embedder: "Embedder") -> list[Embedded]:
    """Embed passages, each read once for all that is kept of it."""
    import numpy as np

    from knowledge.token_signs import signs_of

    texts = [embedded_text(passage) for passage in passages]
    spans = [_spans_in(text, passage) for text, passage in zip(texts, passages, strict=True)]
    read = embedder.encode_spans(texts, spans)
    return [
        Embedded(np.vstack([whole, *of_spans]).astype(np.float16), signs_of(tokens))
        for whole, of_spans, tokens in zip(read.wholes, read.spans, read.tokens, strict=True)
    ]


def _spans_in(text: str, passage: Passage) -> list[tuple[int, int]]:
    before = len(text) - len(passage.text)
    return [(before + start, before + end) for start, end in telling_spans(passage.text)]
