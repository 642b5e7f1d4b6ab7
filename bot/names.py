"""Names of people in a message: full ones, and given names in company that narrows them to one person."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bot.name_company import has_company, has_initials, touches_company, touches_company_though_a_word
from bot.name_lists import (
    folded,
    is_given_name,
    is_only_a_given_name,
    is_only_a_surname,
    is_public_name,
    is_surname,
)
from bot.name_words import FUNCTION, HOUSEHOLD, KIN, MODAL, ORGANISATION, PLAIN_ORGANISATION, THING, TITLE
from bot.spelling import is_english

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"'s$|'$", re.IGNORECASE)
_INITIAL_AND_SURNAME = re.compile(r"(?<![\w.])[A-Z](?:\. ?|\b )(?:[A-Z]\. ?)?$")


class _Word(NamedTuple):
    text: str
    start: int
    end: int  # after "'s"
    low: str
    is_capital: bool

    @property
    def possessive(self) -> bool:
        return self.end - self.start > len(self.text)


def names_somebody(text: str, is_published: Callable[[str], bool]) -> bool:
    """Whether somebody is named in `text` (white space as single blanks) who is neither public nor published."""
    if text.isupper():
        text = text.lower()
    words = list(_words(text))
    known: set[int] = set()  # words of names that may be told

    def is_known(*places: int) -> bool:
        for run in _spellings(words, places):
            name = " ".join(words[place].text for place in run)
            if is_public_name(name) or (len(run) > 1 and is_published(name)):
                known.update(run)
                return True
        return False

    if has_initials(text):
        return True
    for place in range(len(words)):
        full = _full_name_at(words, place, text)
        if full and place not in known and not is_known(*full):
            return True
    unknown = (place for place in range(len(words)) if place not in known)
    singles = [words[place] for place in unknown if _may_be_single(words, place, text)]
    narrowed = any(is_only_a_given_name(each.low) for each in singles) and has_company(text)
    return any((_is_one_person(each, text, narrowed)) and not is_published(each.text) for each in singles)


def _spellings(words: list[_Word], places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The runs of words that a name may be known by: "Dr Jane Ellwood" as "Dr Jane" or as "Jane Ellwood"."""
    yield places
    if words[places[0]].low in TITLE:
        yield from (
            tuple(range(places[1], places[1] + length)) for length in (1, 2, 3) if places[1] + length <= len(words)
        )


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        bare = found.group() if "'" not in found.group() else _POSSESSIVE.sub("", found.group())
        yield _Word(bare, found.start(), found.end(), folded(bare), bare[0].isupper())


def _full_name_at(words: list[_Word], place: int, text: str) -> tuple[int, ...]:
    """The places of the words of a full name that begins at `place`; empty where none does."""
    if place + 1 == len(words):
        return (place,) if _follows_initial(words, place, text) else ()
    word, after = words[place], words[place + 1]
    if word.low in FUNCTION and word.low not in MODAL:
        return ()
    between = text[word.end : after.start]
    if not (word.is_capital or word.low in TITLE or is_given_name(word.low) or is_surname(word.low)):
        return ()
    if _is_of_a_thing(words, place, text):
        return ()
    if word.low.rstrip(".") in TITLE and between in (" ", ". "):
        return (place, place + 1) if _is_after_title(word, after) else ()
    if _follows_initial(words, place, text):
        return (place,)
    if between in (" ", ", ") and _is_surname_first(word, after, between):
        return place, place + 1
    if between != " " or word.possessive:
        return ()
    if after.low in HOUSEHOLD and is_only_a_surname(word.low):
        return (place,)
    return (place, place + 1) if _is_given_and_surname(word, after) else ()


def _is_given_and_surname(word: _Word, after: _Word) -> bool:
    if after.low in FUNCTION or after.low in THING or len(after.text) < 2:
        return False
    if is_only_a_given_name(word.low):
        return _may_be_surname(after)
    if is_given_name(word.low) and word.low not in KIN:
        unknown = after.is_capital and word.low not in MODAL and _is_unknown(after)
        return (word.is_capital or word.low not in MODAL) and (unknown or is_only_a_surname(after.low))
    both = word.is_capital and after.is_capital and word.low not in FUNCTION
    return both and _is_unknown(word) and (is_only_a_surname(after.low) or _is_unknown(after))


def _may_be_surname(word: _Word) -> bool:
    """Whether a word that follows a given name is a surname: a capital is enough, else it must be known or strange."""
    if word.is_capital:
        return not (word.text.isupper() and len(word.text) < 6 and not is_surname(word.low))
    if is_given_name(word.low) and not is_surname(word.low):
        return is_only_a_given_name(word.low)
    return is_surname(word.low) or (len(word.text) > 3 and not is_english(word.low))


def _is_surname_first(word: _Word, after: _Word, between: str) -> bool:
    """ "Smith, Jayden", "smith, jayden", "Nguyen Minh"."""
    given = is_only_a_given_name(after.low) or (word.is_capital and after.low in ("van", "thi", "xi"))
    if word.possessive or not given or word.is_capital != after.is_capital:
        return False
    return is_only_a_surname(word.low) and (between == ", " or word.is_capital) and word.low not in TITLE


def _is_after_title(title: _Word, word: _Word) -> bool:
    """ "Mrs Kowalska", "mr khan"; a small "miss" is a verb as well."""
    if word.low in FUNCTION or word.low in THING:
        return False
    if title.is_capital and word.is_capital:
        return len(word.text) > 1
    if title.low in ("miss", "dr", "sir", "coach", "nurse"):
        return is_only_a_surname(word.low)
    return is_surname(word.low) or is_given_name(word.low) or not is_english(word.low)


def _follows_initial(words: list[_Word], place: int, text: str) -> bool:
    """Whether it is the surname of "J. Smith" or "J Smith"; "Appendix A. Children" has none."""
    word = words[place]
    found = _INITIAL_AND_SURNAME.search(text, max(0, word.start - 6), word.start)
    if not found or not word.is_capital or word.low in FUNCTION:
        return False
    before = words[place - 2].low if place > 1 and len(words[place - 1].text) == 1 else ""
    return before not in THING and (is_only_a_surname(word.low) or ("." in found.group() and _is_unknown(word)))


def _is_of_a_thing(words: list[_Word], place: int, text: str) -> bool:
    """Whether the name is part of another: "Anna Freud Centre", "King Edward School", "St Mary's", "Clare's Law"."""
    word = words[place]
    before = words[place - 1].low if place else ""
    if before in ("st", "saint", "king", "queen", "prince", "princess", "lord mayor"):
        return True
    for last, after in zip(words[place : place + 3], words[place + 1 : place + 4], strict=False):
        if text[last.end : after.start] != " ":
            return False
        if after.low in ORGANISATION and (after.is_capital or not word.is_capital or after.low in PLAIN_ORGANISATION):
            return True
        if last.possessive:
            return after.low in ("law", "rule", "wish", "house", "place")
        if not after.is_capital and word.is_capital:
            return False
    return False


def _may_be_single(words: list[_Word], place: int, text: str) -> bool:
    word = words[place]
    if word.low in FUNCTION and word.low not in MODAL:
        return False
    named = is_given_name(word.low) or (
        (word.is_capital or word.possessive) and _is_unknown(word) and not {word.low} & (THING | KIN)
    )
    return named and word.low not in TITLE and not _is_of_a_thing(words, place, text)


def _is_one_person(word: _Word, text: str, narrowed: bool) -> bool:
    """Whether a name alone is narrowed to one person: a plain name by anything in the message, another at once."""
    start, end = word.start, word.start + len(word.text)
    if is_only_a_given_name(word.low):
        return narrowed or touches_company(text, end)
    return touches_company_though_a_word(text, start, end)


def _is_unknown(word: _Word) -> bool:
    """Whether no dictionary has it, and it is no short form: a name that no list has."""
    return len(word.text) > 3 and not word.text[1:].isupper() and not is_english(word.low)
