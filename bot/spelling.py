"""Misspelt and American words of a question, as the documents spell them."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.keywords import KeywordIndex, stem

if TYPE_CHECKING:
    from spellchecker import SpellChecker

# A short word has too many neighbours: "fella" is not "fell".
_LEAST_LETTERS = 6
_LETTERS_FOR_TWO_SLIPS = 9
_WORD = re.compile(r"[A-Za-z]+")
# American to British; the first that gives a word of the documents is taken.
_BRITISH = ((r"or(?=[a-z]{0,5}$)", "our"), (r"iz", "is"), (r"yz", "ys"), (r"er$", "re"), (r"^ped", "paed"))
_DOUBLED = (r"l(?=ing|ed|or|er)", "ll")


def corrected(text: str, keywords: KeywordIndex, known: Collection[str] = ()) -> str:
    """`text` with each word that no document has replaced by the one that was probably meant, where there is one.

    What is `known` stays, in the plural too: what the partnership says of a word comes before a guess. All else is in
    small letters, but for words in capitals, which may be short forms.
    """

    def mended(found: re.Match[str]) -> str:
        word = found.group().lower()
        is_known = word in known or word.removesuffix("s") in known
        meant = word if is_known else _meant(word, keywords)
        return found.group() if meant == word and found.group().isupper() else meant

    return _WORD.sub(mended, text)


def _meant(word: str, keywords: KeywordIndex) -> str:
    if len(word) < _LEAST_LETTERS or keywords.has(stem(word)):
        return word
    for pattern, british in (*_BRITISH, _DOUBLED):
        if keywords.has(stem(re.sub(pattern, british, word))):
            return re.sub(pattern, british, word)
    return word if is_english(word) else _nearest(word, keywords.stems) or word


def _nearest(word: str, stems: tuple[str, ...]) -> str | None:
    """The stem that is one slip away (two in a long word), with the same first letter."""
    slips = 1 if len(word) < _LETTERS_FOR_TWO_SLIPS else 2
    same_letter = [each for each in stems if each[:1] == word[0]]
    found = process.extractOne(stem(word), same_letter, scorer=DamerauLevenshtein.distance, score_cutoff=slips)
    return found[0] if found else None


def is_english(word: str) -> bool:
    """Whether it is a word at all, though the documents do not use it: "stuff" is not a slip for "staff"."""
    return not _dictionary().unknown([word])


@lru_cache(maxsize=1)
def _dictionary() -> "SpellChecker":
    from spellchecker import SpellChecker

    return SpellChecker()
