"""Finding passages: by the meaning of the passage, by that of its best sentence, and by words."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.currency import authority_share
from bot.late_interaction import PASSAGES_COMPARED, TOKENS_SHARE, in_new_order, nearness
from bot.query import Query
from bot.sections import section_around
from knowledge.cross_encoder import Reader
from knowledge.domain import Currency, Document, Match, Passage
from knowledge.editions import Edition
from knowledge.embedded import embedded_text

# Min-max-normalised scores added in this proportion found more than reciprocal ranks did on every set tried.
VECTOR_SHARE = 0.6
# The rest of the vectors' part is the cosine of the passage as a whole.
SENTENCE_SHARE = 0.7
CANDIDATES = 200
# A reader takes milliseconds a passage.
PASSAGES_READ = 40
READER_SHARE = 0.5
_FETCHED_AT_ONCE = 32
# Near-equal passages must not crowd others out: the same paragraph often stands in a chapter and its annex.
SAME_WORDS = 0.9
# What a passage keeps of its score: the current rule comes before the one it replaced, not instead of it.
CURRENCY_SHARE = {
    Currency.CURRENT: 1.0,
    Currency.PAST_REVIEW: 0.95,
    Currency.SUPERSEDED: 0.8,
    Currency.WITHDRAWN: 0.0,
}
Scores = NDArray[np.float32]


def retrieve(
    edition: Edition,
    query: Query,
    limit: int,
    today: date,
    reader: Reader | None = None,
    vector_share: float = VECTOR_SHARE,
    tokens_share: float = TOKENS_SHARE,
    audiences: Collection[str] = (),
) -> list[Match]:
    """The passages of the edition that fit the query best, each with its section, best first, at most `limit`.

    The words of the question put the best of them in a new order (`bot.late_interaction`), and then a reader, if any.

    Passages of withdrawn documents, and of those that are for other audiences than these, are left out.
    """
    rows, keywords = _candidates(edition, query)
    if not len(rows):
        return []
    meaning = _meaning(edition, rows, query.vector)
    scores = vector_share * _normalised(meaning) + (1 - vector_share) * _normalised(keywords)
    shares = _shares(edition, query.text, edition.passages.paths_of(rows.tolist()), today, audiences)
    scores = shares * scores
    best = np.argsort(-scores, kind="stable")
    best = best[shares[best] > 0]
    near = np.full(len(rows), np.nan, np.float32)
    if tokens_share:
        near[best[:PASSAGES_COMPARED]] = nearness(edition, rows[best[:PASSAGES_COMPARED]], query.tokens)
        best, scores = in_new_order(best, scores, shares, near, tokens_share)
    signs = {"cosine": meaning[best], "keywords": keywords[best], "tokens": near[best]}
    matches: Iterator[Match] = _fetched(edition, rows[best], scores[best], signs)
    if reader is not None:
        matches = iter(_read(reader, query.text, list(matches)))
    return _sections(edition, matches, limit)


def _fetched(edition: Edition, rows: NDArray[np.int64], scores: Scores, signs: Mapping[str, Scores]) -> Iterator[Match]:
    """The matches of some rows, in order, each with its signs; only those that are looked at are fetched."""
    for first in range(0, len(rows), _FETCHED_AT_ONCE):
        part = slice(first, first + _FETCHED_AT_ONCE)
        passages = edition.passages.fetch(rows[part].tolist())
        for place, passage in enumerate(passages, first):
            found_by = {name: float(values[place]) for name, values in signs.items() if not np.isnan(values[place])}
            yield Match(passage, float(scores[place]), found_by)


def _read(reader: Reader, question: str, matches: Sequence[Match]) -> list[Match]:
    """The matches in a new order, by what the reader says of the first of them; of the others it says 0."""
    told = np.zeros(len(matches), np.float32)
    told[:PASSAGES_READ] = reader.scores(question, [embedded_text(each.passage) for each in matches[:PASSAGES_READ]])
    mixed = [
        replace(
            match,
            score=(1 - READER_SHARE) * match.score + READER_SHARE * score,
            found_by={**match.found_by, "reader": score},
        )
        for match, score in zip(matches, map(float, told), strict=True)
    ]
    return sorted(mixed, key=lambda match: -match.score)


def _candidates(edition: Edition, query: Query) -> tuple[NDArray[np.int64], Scores]:
    """The rows that either index puts first, and the keyword score of each (0 where it has none)."""
    vector_rows, _ = edition.vectors.search(query.vector, CANDIDATES)
    keyword_rows, keyword_scores = edition.keywords.search(query.expanded, CANDIDATES)
    rows = np.union1d(vector_rows, keyword_rows)
    keywords = np.zeros(len(rows), np.float32)
    keywords[np.searchsorted(rows, keyword_rows)] = keyword_scores
    return rows, keywords


def _meaning(edition: Edition, rows: NDArray[np.int64], vector: Scores) -> Scores:
    """The mean of two cosines: of the passage, and of the sentence in it that comes nearest."""
    wholes, nearest = edition.exact.cosines(rows, vector)
    return (1 - SENTENCE_SHARE) * wholes + SENTENCE_SHARE * nearest


def _shares(edition: Edition, question: str, paths: Sequence[str], today: date, audiences: Collection[str]) -> Scores:
    """What a passage of each path keeps of its score for where its document stands; 0 where it must not be found."""

    def share(document: Document) -> float:
        standing = edition.standing(document, today)
        return CURRENCY_SHARE[standing.currency] * authority_share(question, standing.authority)

    documents = {path: edition.passages.versions[path].document for path in set(paths)}
    kept = {path: share(each) if each.is_for(audiences) else 0.0 for path, each in documents.items()}
    return np.array([kept[path] for path in paths], dtype=np.float32)


def _normalised(scores: Scores) -> Scores:
    """Scores stretched to [0, 1]: the best is 1, and 0 is what the last of CANDIDATES has."""
    lowest = np.sort(scores)[-min(CANDIDATES, len(scores))]
    spread = float(scores.max() - lowest)
    if spread <= 0:
        return np.ones_like(scores) if scores.max() > 0 else np.zeros_like(scores)
    return np.asarray(np.clip((scores - lowest) / spread, 0, 1), dtype=np.float32)


def _sections(edition: Edition, matches: Iterable[Match], limit: int) -> list[Match]:
    """The first `limit` matches with their sections: no passage twice, and none that says what a better one says."""
    kept: list[Match] = []
    shown: set[str] = set()
    words: list[tuple[str, frozenset[str]]] = []
    for match in matches:
        passage = match.passage
        path, mine = passage.version.document.path, frozenset(passage.text.lower().split())
        if passage.id in shown or any(
            path == other and _overlap(mine, theirs) >= SAME_WORDS for other, theirs in words
        ):
            continue
        section = _unshown(section_around(passage, edition.passages), passage, shown)
        kept.append(Match(passage, match.score, match.found_by, section))
        shown |= {each.id for each in section}
        words.append((path, mine))
        if len(kept) == limit:
            break
    return kept


def _unshown(section: Sequence[Passage], hit: Passage, shown: set[str]) -> tuple[Passage, ...]:
    """The part of a section around the hit that no better match shows."""
    before = [place for place, each in enumerate(section) if each.id in shown and each.ordinal < hit.ordinal]
    after = [place for place, each in enumerate(section) if each.id in shown and each.ordinal > hit.ordinal]
    start = max(before) + 1 if before else 0
    return tuple(section[start : min(after) if after else None])


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of words."""
    return len(one & other) / max(1, len(one | other))
