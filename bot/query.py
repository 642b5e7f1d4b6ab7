"""What is searched for: a question as it was put, as the glossary reads it, and as a vector."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.coverage import Coverage
from bot.glossary import Glossary
from bot.spelling import corrected
from knowledge.editions import Edition
from knowledge.embedding import Embedder


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for one edition; `vector` and the rows of `tokens`, its telling words, have length 1."""

    text: str
    expanded: str
    vector: NDArray[np.float32]
    coverage: Coverage
    tokens: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


def query_of(text: str, edition: Edition, embedder: Embedder, glossary: Glossary) -> Query:
    """Read a question; see `queries_of`."""
    return queries_of([text], edition, embedder, glossary)[0]


def queries_of(texts: Sequence[str], edition: Edition, embedder: Embedder, glossary: Glossary) -> list[Query]:
    """Read questions: their slips mended, their short forms and everyday words with the field's own beside them.

    The vector lies halfway between the words as they were put and as they were read.
    """
    read = [corrected(text, edition.keywords, glossary.words) for text in texts]
    expanded = [glossary.expanded(each) for each in read]
    asked = [text if each.lower() == text.lower() else each for text, each in zip(texts, read, strict=True)]
    wanted = list(dict.fromkeys([*asked, *expanded]))
    made = embedder.encode_spans(wanted, [()] * len(wanted))
    vectors, tokens = (dict(zip(wanted, each, strict=True)) for each in (made.wholes, made.tokens))
    return [
        Query(
            text=text,
            expanded=expanded[place],
            vector=_between(vectors[asked[place]], vectors[expanded[place]]),
            coverage=Coverage.of_question(read[place], glossary, edition.keywords.rarity),
            tokens=tokens[asked[place]],
        )
        for place, text in enumerate(texts)
    ]


def _between(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = (one + other) / 2
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
