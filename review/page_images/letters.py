"""Text as its letters and digits alone: what a quote and its page have in common however each of them is written."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text in one form, the character that each comes from, and where words begin.

    `breaks` are the places in `text`, from 0 to its length, between two words, or a letter and a digit.
    """

    text: str
    characters: tuple[int, ...]
    breaks: frozenset[int]

    @classmethod
    def of(cls, characters: Iterable[str]) -> "Letters":
        """Of a string, or of a page's characters."""
        text: list[str] = []
        places: list[int] = []
        breaks = {0}
        before = " "
        for place, character in enumerate(characters):
            form = _form(character)
            if _is_break(before, character):
                breaks.add(len(places))
            before = character
            text.append(form)
            places += [place] * len(form)
        return cls("".join(text), tuple(places), frozenset({*breaks, len(places)}))

    def occurrences(self, wanted: "Letters") -> list[int]:
        """Where another text stands in this one: as whole words, or anywhere if it stands so nowhere."""
        found, place = [], self.text.find(wanted.text) if wanted.text else -1
        while place >= 0:
            found.append(place)
            place = self.text.find(wanted.text, place + 1)
        whole = [place for place in found if {place, place + len(wanted.text)} <= self.breaks]
        return whole or found


@lru_cache(maxsize=4096)
def _form(character: str) -> str:
    """A character without its case, accents and ligatures; nothing where it is no letter or digit."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", character).casefold()))


def _is_break(before: str, character: str) -> bool:
    if not (before.isalnum() and character.isalnum()):
        return True
    return before.isdigit() != character.isdigit() or (before.islower() and character.isupper())
