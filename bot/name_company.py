"""What stands beside a given name and narrows it to one person: an age, a class, a school, a date, a relation."""

import re

from bot.name_words import KIN, SHORT_FORMS
from bot.registered import DATE

_KIN = "|".join(sorted(KIN, key=len, reverse=True))
_NUMBER = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen)"
)
_CLASS = r"(?:(?:year|yr|y) ?(?:1[0-3]|[1-9])[a-z]?\b|reception\b|(?:1[0-3]|[7-9])[A-Z]{1,2}\b)"
_AGE = (
    rf"(?:\baged? {_NUMBER}\b|\b{_NUMBER}[ -]?(?:y/?o\b|yrs?\b|(?:year|month|week)s?[ -]?olds?\b)"
    rf"|\((?:aged )?{_NUMBER}\)"
    rf"|\b(?:is|just turned|turned|only|nearly|almost|, s?he's|s?he is|they are) {_NUMBER}\b"
    rf"(?! ?(?:%|of|in|per|out|to))"
    rf"|, {_NUMBER}(?=[,.]| and\b|$))"
)
_OWN = r"\b(?:my|our) (?:\w+ )?(?:pupil|student|client|patient|child|girl|boy|lad|mum|dad|service user|resident)s?\b"
_SCHOOL = (
    r"\b(?:St\.? )?[A-Z][a-z']+ (?:[A-Z][a-z]+ )?(?i:primary|school|academy|college|nursery|infants?|juniors?|high"
    r"|secondary|house|estate)\b|\bat st\.? \w+"
)
_LIVES = (
    r"\b(?:lives?|living|stay(?:s|ing)|moved|placed|from) (?:in|at|on|near|to|from|with)? ?(?-i:[A-Z])[a-z]{2,}"
    r"|\b(?:in|at|near) (?-i:[A-Z][a-z]{3,})"
)
_DATED = rf"\b{DATE}"
_NARROWING = re.compile(rf"{_AGE}|\b(?i:{_CLASS})|{_OWN}|{_LIVES}|{_DATED}|\b(?:{_KIN})\b", re.IGNORECASE)
_PLACED = re.compile(_SCHOOL)
_INITIAL_AFTER = re.compile(r" (?:[B-HJ-Z](?![\w'-])|[A-Z]\.|[A-Z]'s\b|[b-hj-z](?:\.|'s\b| \(|$)|[b-df-hj-mo-qstv-z] )")
# A word that is a name as well needs its company at once.
_AFTER = re.compile(
    rf"(?:'s (?:\w+ )?(?:{_KIN}|baby|child|children|kids|social worker|teacher|school"
    rf"|head ?teacher|bedroom|attendance|behaviour)\b"
    rf"|,? \(?aged? {_NUMBER}\b|,? \((?:{_NUMBER}|{_CLASS})\)"
    rf"|,? (?:is )?{_NUMBER}(?:,|\.(?!\d)|$|[ -]?(?:y/?o|yrs?|years?)\b)"
    rf"| (?:in|from) {_CLASS}|,? {_CLASS}|, (?:s?he|they)(?:'s|'re| is| are)? "
    rf"| (?:[B-HJ-Z](?:\.|'s| \()|[B-HJ-Z]$))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:\b(?:her|his|their|my|our|the|brother|sister) )?\b(?:{_KIN}|called|named|name is|pupil|student)(?:,| is)? $"
    rf"|\b(?:a|the|my|our) (?:girl|boy|child|pupil|student|lad) $",
    re.IGNORECASE,
)
_MONTHS = frozenset({"may", "april", "june", "august"})
# Two initials with an age or a class: "JS, 7", "pupil T.W. (aged 10)".
_INITIALS = re.compile(
    r"\b([A-Z]{2}|[A-Z]\.[A-Z]\.?)(?:,? \((?:aged )?\d{1,2}(?:y/?o)?\)|, (?:aged )?\d{1,2}"
    r"(?:[,.](?!\d)|$| ?(?:y/?o|years?)\b)"
    r"|,? aged \d{1,2}\b|,? \d{1,2} ?(?:y/?o|years? old)\b)"
    r"|\b(?:pupil|child|initials|student|boy|girl|mum|dad) (?:are |is )?"
    r"([A-Z]{2}|[A-Z]\.[A-Z]\.?)(?= \(|,? (?:aged|in year)|'s\b)"
)


def has_company(text: str) -> bool:
    """Whether a message has anything that narrows a given name in it to one person."""
    return bool(_NARROWING.search(text) or _PLACED.search(text))


def touches_company(text: str, end: int) -> bool:
    """Whether what follows the name that ends at `end` narrows it: "Jayden B", "Jayden's social worker"."""
    return bool(_INITIAL_AFTER.match(text, end) or _AFTER.match(text, end))


def touches_company_though_a_word(text: str, start: int, end: int) -> bool:
    """The same for a name that is also a word or a place: its company must touch it, and it have a capital."""
    after, before = _AFTER.match(text, end), _BEFORE.search(text[max(0, start - 40) : start])
    if not text[start].isupper():
        return bool(after and re.match(rf"'s (?:{_KIN})\b", after.group(), re.IGNORECASE))
    if text[start:end].lower() in _MONTHS and after and not re.match(r"'s |,? \(?aged|, (?:s?he|they)", after.group()):
        after = None
    return bool(after or before)


def has_initials(text: str) -> bool:
    """Whether somebody stands in a message by initials and age; "GP, 7" is nobody."""
    return any((found.group(1) or found.group(2)) not in SHORT_FORMS for found in _INITIALS.finditer(text))
