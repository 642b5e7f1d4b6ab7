"""Finding passages: vectors and keywords, their scores added."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.glossary import Term, expanded
from knowledge.domain import Currency, Document, Match
from knowledge.editions import Edition
from knowledge.embedding import Embedder

# Min-max-normalised scores added in this proportion found more than reciprocal ranks did on every set tried.
VECTOR_SHARE = 0.5
CANDIDATES = 200
# Near-equal passages must not crowd others out: the same paragraph often stands in a chapter and its annex.
SAME_WORDS = 0.9
# What a passage keeps of its score: the current rule comes before the one it replaced, not instead of it.
CURRENCY_SHARE = {
    Currency.CURRENT: 1.0,
    Currency.PAST_REVIEW: 0.95,
    Currency.SUPERSEDED: 0.8,
    Currency.WITHDRAWN: 0.0,
}


def retrieve(
    edition: Edition,
    embedder: Embedder,
    query: str,
    limit: int,
    today: date,
    glossary: Sequence[Term] = (),
    vector_share: float = VECTOR_SHARE,
) -> list[Match]:
    """The passages of the edition that fit the query best, best first, at most `limit`.

    Passages of withdrawn documents and of documents with an audience are left out: nobody's membership of an
    audience is known yet, so the restricted ones are shown to no one.
    """
    text = expanded(query, glossary)
    vector_rows, similarities = edition.vectors.search(embedder.encode([text])[0], CANDIDATES)
    keyword_rows, keyword_scores = edition.keywords.search(text, CANDIDATES)
    by_vector = dict(zip(vector_rows.tolist(), _normalised(similarities), strict=True))
    by_keyword = dict(zip(keyword_rows.tolist(), _normalised(keyword_scores), strict=True))
    similarity = dict(zip(vector_rows.tolist(), similarities.tolist(), strict=True))
    rows = list(by_vector | by_keyword)
    matches = []
    for row, passage in zip(rows, edition.passages.fetch(rows), strict=True):
        document = passage.version.document
        share = _share(edition, document, today)
        if share:
            score = vector_share * by_vector.get(row, 0.0) + (1 - vector_share) * by_keyword.get(row, 0.0)
            found_by = {"cosine": similarity.get(row, 0.0), "keywords": by_keyword.get(row, 0.0)}
            matches.append(Match(passage, share * score, found_by))
    matches.sort(key=lambda match: (-match.score, match.passage.id))
    return _distinct(matches, limit)


def _share(edition: Edition, document: Document, today: date) -> float:
    if not document.is_open:
        return 0.0
    return CURRENCY_SHARE[edition.standing(document, today).currency]


def _normalised(scores: NDArray[np.float32]) -> list[float]:
    """Scores stretched to [0, 1]: the lowest candidate 0, the best 1."""
    if not len(scores):
        return []
    spread = float(np.ptp(scores))
    return [1.0] * len(scores) if spread == 0 else ((scores - scores.min()) / spread).tolist()


def _distinct(matches: Sequence[Match], limit: int) -> list[Match]:
    """The first `limit` matches without those that say what a better one of the same document says."""
    kept: list[Match] = []
    words: list[tuple[str, frozenset[str]]] = []
    for match in matches:
        path, mine = match.passage.version.document.path, frozenset(match.passage.text.lower().split())
        if any(path == other and _overlap(mine, theirs) >= SAME_WORDS for other, theirs in words):
            continue
        kept.append(match)
        words.append((path, mine))
        if len(kept) == limit:
            break
    return kept


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of words."""
    return len(one & other) / max(1, len(one | other))
