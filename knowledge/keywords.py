"""The keyword index of an edition: BM25 over stemmed words."""

import math
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import local

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

from knowledge.errors import IndexUnavailableError

_WORD = re.compile(r"\b\w\w+\b")
_MEANINGLESS = frozenset(STOPWORDS_EN)
# Plurals that no stemmer knows. In the index they change nothing that was measured.
_SINGULAR = {"children": "child", "women": "woman", "men": "man"}
_IRREGULAR = re.compile(rf"\b(?:{'|'.join(_SINGULAR)})\b", re.IGNORECASE)
_OF_THREAD = local()
Scores = NDArray[np.float32]
Rows = NDArray[np.int64]


class KeywordIndex:
    """BM25 (Lucene's variant) over n texts; row i of a result is the i-th text it was built from."""

    def __init__(self, retriever: bm25s.BM25, size: int) -> None:
        self._retriever = retriever
        self._size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "KeywordIndex":
        """Index at least one text."""
        retriever = bm25s.BM25(method="lucene")
        # An index without a single word cannot be built: one that no query has keeps it valid.
        retriever.index([_words(text) or ["\u0000"] for text in texts], show_progress=False)
        return cls(retriever, len(texts))

    @classmethod
    def load(cls, folder: Path) -> "KeywordIndex":
        """Open a saved index, memory-mapped; raises IndexUnavailableError when it is damaged."""
        try:
            retriever = bm25s.BM25.load(str(folder), mmap=True)
            return cls(retriever, int(retriever.scores["num_docs"]))
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise IndexUnavailableError(f"The keyword index in {folder} cannot be read: ingest again.") from error

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._retriever.save(str(folder))

    def search(self, query: str, limit: int) -> tuple[Rows, Scores]:
        """The rows that share a word with the query and their BM25 scores, best first, at most `limit`."""
        words = [word for word in _words(query) if word in self._retriever.vocab_dict]
        if not words:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores = self._retriever.get_scores(words)
        found = np.flatnonzero(scores > 0)
        if len(found) > limit:  # sorting all of a large index would take most of the time
            least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
            found = found[scores[found] >= least]
        best = found[np.argsort(-scores[found], kind="stable")][:limit]
        return best.astype(np.int64), scores[best].astype(np.float32)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Every stem of the texts, in alphabetical order."""
        return tuple(sorted(each for each in self._retriever.vocab_dict if each.isalpha()))

    def has(self, stem: str) -> bool:
        """Whether a text has a word of this stem."""
        return stem in self._retriever.vocab_dict

    def rarity(self, stem: str) -> float:
        """How much a stem tells, from near 0 (in every text) to 1 (in none): inverse document frequency."""
        place = self._retriever.vocab_dict.get(stem)
        starts = self._retriever.scores["indptr"]
        count = 0 if place is None else int(starts[place + 1] - starts[place])
        return math.log((self._size + 1) / (count + 0.5)) / math.log((self._size + 1) / 0.5)


def stem(word: str) -> str:
    """The stem of one word, whether it carries meaning or not."""
    return str(_stemmer().stemWord(word.lower()))


def stems(text: str) -> frozenset[str]:
    """The stemmed words of `text` that carry meaning."""
    return frozenset(_words(_IRREGULAR.sub(lambda found: _SINGULAR[found.group().lower()], text)))


def carries_meaning(word: str) -> bool:
    """Whether a word, or a piece of one, says something by itself: "the", "of" and full stops do not."""
    return word.lower() not in _MEANINGLESS and any(map(str.isalnum, word))


def _words(text: str) -> list[str]:
    """The stems of the words of two letters or more, in order, without those that carry no meaning."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _MEANINGLESS]
    return list(_stemmer().stemWords(words))


def _stemmer() -> "Stemmer.Stemmer":
    """This thread's stemmer: it remembers 10,000 words, and is not safe to share between threads."""
    if not hasattr(_OF_THREAD, "stemmer"):
        _OF_THREAD.stemmer = Stemmer.Stemmer("english")
    return _OF_THREAD.stemmer
