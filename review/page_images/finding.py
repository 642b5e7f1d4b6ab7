"""Which characters of a page are those of a quote."""

from collections.abc import Sequence
from itertools import takewhile

from review.page_images.letters import Letters
from review.page_images.placing import placed

# Less of a quote than this is not shown as the quote.
_LEAST_SHARE = 0.9


def quoted_characters(quote: str, passages: Sequence[str], characters: Sequence[str], page: Letters) -> list[int]:
    """The places of the page's `characters` that the quote is, in its order; none if it is not found.

    `page` are the letters of `characters`. Spaces, and marks inside the quote, are left out.

    `passages` are the texts that it may be from. Where the quote's words stand on the page more than once, or in
    another order, they tell which of them are meant.
    """
    wanted = Letters.of(quote)
    letters = _letters(wanted, passages, page)
    found = [place for place in letters if place is not None]
    if not found or len(found) < _LEAST_SHARE * len(wanted.text):
        return []
    places = list(dict.fromkeys(page.characters[place] for place in found))
    return [*_marks(quote, places[0], -1, characters), *places, *_marks(quote, places[-1], 1, characters)]


def _letters(wanted: Letters, passages: Sequence[str], page: Letters) -> Sequence[int | None]:
    here = page.occurrences(wanted)
    if len(here) == 1:
        return _span(here[0], wanted)
    for passage in passages:
        around = Letters.of(passage)
        start = next(iter(around.occurrences(wanted)), None)
        if start is None:
            continue
        whole = page.occurrences(around)
        if whole:
            return _span(whole[0] + start, wanted)
        letters = placed(around, page)[start : start + len(wanted.text)]
        if here:
            return _span(min(here, key=lambda place: _distance(place, letters)), wanted)
        return letters
    return _span(here[0], wanted) if here else placed(wanted, page)


def _span(place: int, wanted: Letters) -> range:
    return range(place, place + len(wanted.text))


def _distance(place: int, letters: Sequence[int | None]) -> int:
    """How far an occurrence is from where the passage has the quote."""
    return sum(abs(place + offset - at) for offset, at in enumerate(letters) if at is not None)


def _marks(quote: str, place: int, step: int, characters: Sequence[str]) -> list[int]:
    """The marks that the quote begins or ends with, such as a full stop, where the page has them beside the letters."""
    wanted = list(takewhile(lambda mark: not mark.isalnum(), quote.strip()[::-step]))[::-1]
    found = []
    for mark in wanted:
        place += step
        if not 0 <= place < len(characters) or characters[place] != mark:
            break
        found.append(place)
    return found[::step]
