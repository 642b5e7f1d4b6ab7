"""What is searched for: a question as it was put, as the glossary reads it, and as a vector."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.coverage import Coverage
from bot.glossary import Glossary
from bot.spelling import corrected
from knowledge.editions import Edition
from knowledge.embedding import Embedder


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for one edition; `vector` has length 1."""

    text: str
    expanded: str
    vector: NDArray[np.float32]
    coverage: Coverage


def query_of(text: str, edition: Edition, embedder: Embedder, glossary: Glossary) -> Query:
    """Read a question: its slips mended, its short forms and everyday words with the field's own beside them.

    The vector lies halfway between the words as they were put and as they were read.
    """
    read = corrected(text, edition.keywords)
    expanded = glossary.expanded(read)
    asked = text if read == text.lower() else read
    vectors = embedder.encode(list(dict.fromkeys([asked, expanded])))
    mean = vectors.mean(axis=0)
    vector = np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
    return Query(text, expanded, vector, Coverage.of_question(read, glossary, edition.keywords.rarity))
