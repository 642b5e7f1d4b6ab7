"""What a sentence that the partnership writes may hold: its places, and no telephone number of its own."""

import re
from collections.abc import Mapping, Sequence
from string import Template
from typing import Annotated

from pydantic import AfterValidator

from knowledge.written import holds_contact_details

EMERGENCY_NUMBER = "999"
_MOST_LOADING_LINES = 10
# The contacts of contacts.toml that a sentence may name by their ids.
CONTACTS = ("front_door", "out_of_hours", "lado", "partnership_team")
# What a safety card says, in the order in which it must.
_CARD_ORDER = {
    EMERGENCY_NUMBER: rf"\b{EMERGENCY_NUMBER}\b",
    "the safeguarding lead or manager": r"\b(?:lead|manager)\b",
    "$front_door": r"\$\{?front_door\b",
    "$lado": r"\$\{?lado\b",
}


def holds(*must: str, may: Sequence[str] = (), says: Sequence[str] = ()) -> AfterValidator:
    """A check for pydantic: `must` and `may` are places such as "day", written $day; `says` are words as they stand."""

    def checked(text: str) -> str:
        text = text.strip()
        if not text:
            raise ValueError("it is empty: write the sentence")
        _check_places(text, must, {*must, *may})
        for words in says:
            if words not in text:
                raise ValueError(f"it must say {words}")
        if holds_contact_details(text):
            raise ValueError("take out the telephone number or e-mail address: they stand in contacts.toml only")
        return text

    return AfterValidator(checked)


def at_most(characters: int) -> AfterValidator:
    """A check for pydantic that there is room for the sentence where it is shown."""

    def checked(text: str) -> str:
        if len(text) > characters:
            raise ValueError(f"it has {len(text)} characters, and there is room for {characters}")
        return text

    return AfterValidator(checked)


def has_keys(*keys: str) -> AfterValidator:
    """A check for pydantic that a table has these keys; it may have others."""

    def checked(words: Mapping[str, str]) -> Mapping[str, str]:
        lacking = [key for key in keys if key not in words]
        if lacking:
            raise ValueError(f"the line {lacking[0]!s} is missing: put it back")
        return words

    return AfterValidator(checked)


def check_lines(text: str) -> str:
    """The lines that Slack shows while an answer is made; raises ValueError where there are more than it takes."""
    if len(text.splitlines()) > _MOST_LOADING_LINES:
        raise ValueError(f"it has more than {_MOST_LOADING_LINES} lines: Slack takes no more")
    return text


def check_card_order(card: str) -> str:
    """The safety card as it is; raises ValueError where something lacks or stands too early."""
    previous, end = "", -1
    for name, pattern in _CARD_ORDER.items():
        found = re.search(pattern, card, re.IGNORECASE)
        if not found:
            raise ValueError(f"it must name {name}")
        if found.start() < end:
            raise ValueError(f"{previous} must come before {name}")
        previous, end = name, found.start()
    return card


def _check_places(text: str, must: Sequence[str], known: set[str]) -> None:
    template = Template(text)
    if not template.is_valid() or (not known and "$" in text):
        raise ValueError("a dollar sign may only begin a place such as $day that stood there before")
    there = template.get_identifiers()
    unknown = [place for place in there if place not in known]
    if unknown:
        raise ValueError(f"${unknown[0]} is no place of this sentence; it can hold {_listed(known)}")
    lacking = [place for place in must if place not in there]
    if lacking:
        raise ValueError(f"it must hold ${lacking[0]}")


def _listed(places: set[str]) -> str:
    return ", ".join(f"${place}" for place in sorted(places))


Plain = Annotated[str, holds()]
Dated = Annotated[str, holds("day")]
Counted = Annotated[str, holds("count")]
Safe = Annotated[str, holds(says=(EMERGENCY_NUMBER,))]
