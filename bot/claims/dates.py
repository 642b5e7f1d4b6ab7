"""The dates and names of a text, which a statement has from its quotes or not at all."""

import re

from bot.claims.words import canonical
from knowledge.quoting import normalised

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMES_OF_MONTHS = "|".join(month.title() for month in _MONTHS)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_YEAR_SPAN = re.compile(r"\b(20\d\d|19\d\d) ?[/-] ?(?:20|19)?(\d\d)\b")
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?({_NAMES_OF_MONTHS})(?: (\d{{1,2}})(?!\d))?,?(?: ((?:19|20)\d\d))?\b"
)
_YEAR = re.compile(r"(?<![£\d,.])\b(?:19|20)\d\d\b(?![,.]?\d| ?%)")
_CAPITALISED = re.compile(r"\b[A-Z][\w&]*(?:'[a-z]+)?")
_INNER = re.compile(r"(?<![.!?:;|\"'•] )(?<!^)\b[A-Z][A-Za-z&]+")
_NO_NAMES = frozenset(["I", "A", "The"])


def dates_of(text: str) -> set[str]:
    """Days and months together ("31 march"), years, spans of years ("2022/23"), days of the week."""
    plain = normalised(text)
    found = {f"{a}/{b}" for a, b in _YEAR_SPAN.findall(plain)}
    plain = _YEAR_SPAN.sub(" ", plain)
    for day, month, after, _ in _DATE.findall(plain):
        if month != "May" or day or after or re.search(r"\b(?:in|by|of|until|since|from|each|every|to) May\b", plain):
            found.add(" ".join(filter(None, [day or after, month.lower()])))
    found |= set(_YEAR.findall(plain))
    return found | set(re.findall(rf"\b(?:{_DAYS})\b", plain))


def without_dates(text: str) -> str:
    """The text without them, so that no date is taken for a figure."""
    plain = _YEAR_SPAN.sub(" ", normalised(text))
    return _YEAR.sub(" ", _DATE.sub(lambda found: " " if found[1] or found[3] else found.group(), plain))


def unknown_names(text: str, source: str) -> list[str]:
    """The capitalised words inside the sentences of `text` that `source` does not have, in any case or as initials."""
    plain, known = normalised(text), normalised(source)
    words = re.findall(r"[A-Za-z&]+", known)
    have = {canonical(word.lower()) for word in words} | {word.lower() for word in words}
    initials = "".join(word[0].lower() for word in words)
    joined = "".join(word[0].lower() for word in words if word.lower() not in ("and", "of", "the", "for"))
    gaps = []
    for found in _INNER.finditer(plain):
        word = found.group()
        if word in _NO_NAMES or word in _MONTHS or word.title() in _NAMES_OF_MONTHS or word in _DAYS:
            continue
        is_short_form = word.rstrip("s").isupper() and (
            word.rstrip("s").lower() in initials or word.rstrip("s").lower() in joined
        )
        if word.lower() not in have and canonical(word.lower()) not in have and not is_short_form:
            gaps.append(word)
    return gaps if not _is_spelt_out(plain, words) else []


def _is_spelt_out(text: str, words: list[str]) -> bool:
    """Whether the capitalised words spell a short form of the source."""
    letters = "".join(re.findall(r"\b[A-Z]", text)).lower()
    return any(len(word) > 2 and word.isupper() and word.lower() in letters for word in words)
