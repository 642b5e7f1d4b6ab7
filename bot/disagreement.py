"""Documents that give different answers to the same question: both are quoted, and the reply says so."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.asking import Wanted, held_by
from knowledge.domain import Statement
from knowledge.golden import fact_form
from knowledge.keywords import stems
from knowledge.sentences import sentences

# Two sentences are about the same thing when they share this part of the words that are in either.
_LEAST_OVERLAP = 0.4


def disagreeing(question_kind: Wanted, statements: Sequence[Statement]) -> list[Statement]:
    """Those statements of different documents that say of the same thing different figures of the kind asked for."""
    found: dict[int, Statement] = {}
    for (one_place, one), (other_place, other) in combinations(enumerate(statements), 2):
        if _path(one) != _path(other) and _differ(question_kind, one.text, other.text):
            found |= {one_place: one, other_place: other}
    return [found[place] for place in sorted(found)]


def _path(statement: Statement) -> str:
    return statement.citations[0].passage.version.document.path


def _differ(kind: Wanted, one: str, other: str) -> bool:
    others = list(_telling(kind, other))
    return any(
        figures.isdisjoint(theirs) and _overlap(words, their_words) >= _LEAST_OVERLAP
        for figures, words in _telling(kind, one)
        for theirs, their_words in others
    )


def _telling(kind: Wanted, text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The figures of the kind in each sentence that has any, and its other words."""
    for sentence in sentences(text):
        figures = [fact_form(figure) for figure in held_by(sentence, kind)]
        if figures:
            yield frozenset(figures), _words(sentence) - stems(" ".join(figures))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in stems(text) if not word.isdigit())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
