"""The figures of a text: each with its unit, its bound, and the words around it that say what it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.claims.words import Words, read

_NUMBER = re.compile(r"£?(\d+(?:\.\d*)*)([ap]m)?(%?)")
# In these units two ways of saying a span of time compare: 1 week is 7 days, 12 months are 1 year.
_PERIODS = {"minute": ("minutes", 1), "hour": ("minutes", 60), "day": ("days", 1), "week": ("days", 7)}
_PERIODS |= {"month": ("months", 1), "year": ("months", 12), "quarter": ("months", 3), "term": ("terms", 1)}
_KINDS_OF_DAY = frozenset({"working", "school"})
_BETWEEN = frozenset(["consecutive", "full", "clear", "calendar", "more", "further", "or", "to", "and", "additional"])
_LABELS = frozenset(
    [
        "section",
        "level",
        "stage",
        "point",
        "regulation",
        "part",
        "chapter",
        "article",
        "paragraph",
        "tier",
        "step",
        "table",
    ]
)
_BOUNDS = (
    (
        "at least",
        r"(?:at least|minimum(?: of)?|no fewer than|no less than) $",
        r"^ or (?:more|over|above|older)| at least",
    ),
    ("at least", r"$^", r"^ (?:and|years or) (?:above|over)"),
    (
        "at most",
        r"(?:at most|maximum(?: of)?|up to|no more than|no longer than|no later than) $",
        r"^ or (?:less|fewer|under|below)",
    ),
    ("more", r"(?:(?<!no )more than|over|above|exceeding|beyond|longer than|worth more than) $", r"$^"),
    ("less", r"(?:less than|under|below|fewer than|younger than) $", r"$^"),
    ("after", r"after $", r"$^"),
    ("before", r"before $", r"$^"),
)
_OPPOSITE = {("at least", "at most"), ("more", "less"), ("at least", "less"), ("more", "at most"), ("after", "before")}
_OPPOSITE |= {(b, a) for a, b in _OPPOSITE}
# How far around a figure lie the words that say what it counts.
_REACH = 8
# By how much another figure of the quotes must fit better.
_MARGIN, _MARGIN_OF_NAMED = 0.12, 0.35


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in its unit ("" for a plain count); `around` weighs the stems near it, in its sentence."""

    value: float
    unit: str
    bound: str
    sentence: int
    around: dict[str, float]
    text: str


def figures_of(text: str) -> list[Figure]:
    """The figures of a text."""
    words = read(text)
    return [_figure(words, place) for place, word in enumerate(words) if _NUMBER.fullmatch(word.text)]


def unfounded(stated: Sequence[Figure], quoted: Sequence[Figure]) -> list[str]:
    """The figures that no quote has, or that count something else there."""
    gaps = []
    for figure in stated:
        same = [other for other in quoted if _is_same(figure, other, stated, quoted)]
        if (
            not same
            or _is_repeated(figure, stated, quoted, same)
            or all((figure.bound, other.bound) in _OPPOSITE for other in same)
            or _counts_else(figure, same, quoted, stated)
        ):
            gaps.append(figure.text)
    return gaps


def _is_repeated(figure: Figure, stated: Sequence[Figure], quoted: Sequence[Figure], same: Sequence[Figure]) -> bool:
    """Whether it is said more often than the quotes have it, while another figure of theirs is left out."""
    said = [other for other in stated if other.value == figure.value]
    left = [o for o in quoted if all(o.value != each.value for each in stated) and o.unit in (figure.unit, "")]
    return len(said) > len(same) and bool(left)


def _figure(words: Words, place: int) -> Figure:
    match = _NUMBER.fullmatch(words[place].text)
    assert match
    value = float(re.sub(r"\.(?=\d*\.)|\.$", "", match[1]) or 0)
    unit, factor = _unit(words, place, match)
    return Figure(
        value * factor, unit, _bound(words, place), words[place].sentence, _around(words, place), words[place].text
    )


def _unit(words: Words, place: int, match: re.Match[str]) -> tuple[str, float]:
    if match[3] or words[place].text.startswith("£"):
        return match[3] or "£", 1
    if match[2]:
        return match[2], 1
    if place and words[place - 1].text.rstrip("s") in _LABELS:
        return words[place - 1].text.rstrip("s"), 1
    kind = ""
    for word in words[place + 1 : place + 6]:
        if word.text in _KINDS_OF_DAY:
            kind = word.text + " "
        elif (period := word.text.removesuffix("s")) in _PERIODS:
            unit, factor = _PERIODS[period]
            return kind + unit, factor
        elif word.text not in _BETWEEN and not word.text.isdigit():
            break
    return "", 1


def _bound(words: Words, place: int) -> str:
    here = words[place].sentence
    before = " ".join(w.text for w in words[max(0, place - 4) : place] if w.sentence == here) + " "
    after = " " + " ".join(w.text for w in words[place + 1 : place + 6] if w.sentence == here)
    after = re.sub(
        r"^((?: (?:working|school|consecutive))? (?:minute|hour|day|week|month|year|school|time)s?)+", "", after
    )
    if re.search(r"\bevery $", before):
        return ""  # "at least every 6 weeks" is "at intervals of no more than 6 weeks"
    earlier = " ".join(w.text for w in words[max(0, place - 10) : place] if w.clause == words[place].clause)
    bound = next((b for b, first, then in _BOUNDS if re.search(first, before) or re.search(then, after)), "")
    if re.search(r"\b(?:not?|never|nor)\b", earlier):
        return {"more": "at most", "less": "at least"}.get(bound, bound)
    return bound


def _around(words: Words, place: int) -> dict[str, float]:
    weights: dict[str, float] = {}
    centre = words[place]
    for other in range(max(0, place - _REACH), min(len(words), place + _REACH + 1)):
        word = words[other]
        if word.tells and word.sentence == centre.sentence:
            near = (1 if word.clause == centre.clause else 0.3) / (2 + abs(other - place))
            weights[word.stem] = max(weights.get(word.stem, 0), near)
    return weights


def _is_same(figure: Figure, other: Figure, stated: Sequence[Figure], quoted: Sequence[Figure]) -> bool:
    if figure.value == other.value and (figure.unit == other.unit or (figure.unit in _LABELS and not other.unit)):
        return True
    # "two working days before the first and five before the others": the unit is said once.
    if not other.unit:
        factor = {"minutes": (1, 60), "days": (1, 7), "months": (1, 12)}.get(figure.unit.split(" ")[-1], (1,))
        return any(figure.value == other.value * f for f in factor) and any(
            each.unit == figure.unit for each in quoted if each.sentence == other.sentence
        )
    if not figure.unit:
        factor = {"minutes": (1, 60), "days": (1, 7), "months": (1, 12)}.get(other.unit.split(" ")[-1], (1,))
        return any(figure.value * f == other.value for f in factor) and any(
            each.unit == other.unit for each in stated if each is not figure
        )
    return False


def _counts_else(figure: Figure, same: Sequence[Figure], quoted: Sequence[Figure], stated: Sequence[Figure]) -> bool:
    """Whether the words around it stand around another figure of the same unit, and hardly around its own.

    One that the statement names too has words of its own near by, and must be much nearer.
    """
    if figure.unit in _LABELS:
        return False
    others = [o for o in quoted if o.unit == figure.unit and o.value != figure.value]
    best = max(_likeness(figure, other) for other in same)
    named = {each.value for each in stated}
    return any(_likeness(figure, o) > best + (_MARGIN_OF_NAMED if o.value in named else _MARGIN) for o in others)


def _likeness(one: Figure, other: Figure) -> float:
    norm = sum(w * w for w in one.around.values()) ** 0.5 * sum(w * w for w in other.around.values()) ** 0.5
    return sum(w * other.around.get(s, 0) for s, w in one.around.items()) / norm if norm else 0.0
