"""Whether a text's telling words stand in its quotes, and whether its halves stand there together."""

from collections.abc import Sequence

from bot.claims.words import Words, read

LEAST_SHARE = 0.4
_AUXILIARIES = frozenset(
    [
        "must",
        "should",
        "may",
        "can",
        "shall",
        "will",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "does",
        "do",
        "did",
        "could",
        "might",
        "ought",
        "needs",
        "need",
        "made",
        "found",
        "explained",
    ]
)
# A subject stands elsewhere where another sentence has so much more of it than the predicate's own, which has little.
_NEARER, _OWN = 0.34, 0.34
# A sentence whose own subject stands in the predicate was turned round: "staff must declare gifts".
_VOICED = 0.34


def covered(text: str, quotes: str) -> float:
    """The share of the telling words of `text` that the quotes have, in the same words or in equivalent ones."""
    said = {word.stem: word.text for word in read(text) if word.tells}
    have = {word.stem for word in read(quotes)}
    return sum(_is_had(stem, have) for stem in said) / len(said) if said else 1.0


def missing(text: str, quotes: str) -> list[str]:
    """The telling words of `text` that the quotes do not have."""
    have = {word.stem for word in read(quotes)}
    return [word.text for word in read(text) if word.tells and not _is_had(word.stem, have)]


def _is_had(stem: str, have: set[str]) -> bool:
    return stem in have or (len(stem) > 4 and any(other.startswith(stem[:5]) for other in have))


def misjoined(text: str, quotes: Sequence[str]) -> list[str]:
    """The subject of a statement that its quotes join to another predicate."""
    first, second = _halves(read(text))
    units = units_of(quotes)
    if len(units) < 2 or not first or not second:
        return []
    own = max(units, key=lambda unit: (_share(second, unit), _share(first, unit)))
    subject = _halves(own)[0] or {word.stem for word in [word for word in own if word.tells][:2]}
    # Within one quote a subject carries over from sentence to sentence: there it must be another one altogether.
    beside = next(units_of([quote]) for quote in quotes if own in units_of([quote]))
    others = [unit for unit in units if unit is not own and (unit not in beside or not _share(first, own))]
    elsewhere = max((_share(first, unit) for unit in others), default=0.0)
    is_voiced = sum(_is_had(stem, second) for stem in subject) >= _VOICED * len(subject)
    if is_voiced or elsewhere < max(0.3, _share(first, own) + _NEARER) or _share(first, own) >= _OWN:
        return []
    return sorted(first)


def _halves(words: Words) -> tuple[set[str], set[str]]:
    """The stems before and after the first verb that can be told for one."""
    place = next((p for p, word in enumerate(words) if p and word.text in _AUXILIARIES), 0)
    end = next((p for p in range(place + 3, len(words)) if words[p].clause != words[place].clause), len(words))
    return _stems(words[:place]), _stems(words[place:end])


def units_of(quotes: Sequence[str]) -> list[Words]:
    """The sentences of the quotes, and their halves about a semicolon, that have a telling word."""
    parts = []
    for quote in quotes:
        words = read(quote)
        numbers = dict.fromkeys(word.sentence for word in words if word.tells)
        parts += [tuple(word for word in words if word.sentence == number) for number in numbers]
    return parts


def _stems(words: Words) -> set[str]:
    return {word.stem for word in words if word.tells}


def _share(stems: set[str], unit: Words) -> float:
    have = {word.stem for word in unit}
    return sum(_is_had(stem, have) for stem in stems) / len(stems)
