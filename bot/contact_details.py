"""Telephone numbers, e-mail and postal addresses in a text: they are left out of every answer.

Who answers a number changes sooner than a document does, so that numbers come from the partnership's own list alone.
"""

import re
from collections.abc import Iterator

from bot.drafting import Draft, DraftQuote

_TELEPHONE = r"(?<![\w£.,/-])(?:\+44[\s-]?(?:\(0\)[\s-]?)?|\(?0)(?=\d)(?:\d[\s().-]{0,2}){8,10}(?<=\d)(?![\w%]|[.,]\d)"
_EMAIL = r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
# The lines of an address before its postcode: short parts between commas or line ends, from the house's number on.
_STREET = r"(?:\b(?:Flat |Unit |Suite )?\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'’]+[ ,]+){1,4}(?:[A-Z][\w'’]+[,\n ]+){0,8})"
_DETAIL = re.compile(rf"{_TELEPHONE}|{_EMAIL}|{_STREET}?{_POSTCODE}")
_LEAST_WORDS = 3


def contact_details(text: str) -> list[tuple[int, int]]:
    """The [start, end) of each telephone number, e-mail address and postal address, in order."""
    return [found.span() for found in _DETAIL.finditer(text)]


def has_contact_details(text: str) -> bool:
    """Whether it holds any."""
    return _DETAIL.search(text) is not None


def without_contact_details(draft: Draft, instead: str) -> Draft:
    """The draft with `instead` in the place of each contact detail, and quotes of what stands around them.

    A piece that is left of a quote with fewer words than make sense alone is not quoted.
    """
    if not any(has_contact_details(text) for text in (draft.text, *(each.quote for each in draft.quotes))):
        return draft
    quotes = tuple(DraftQuote(each.passage, piece) for each in draft.quotes for piece in _pieces(each.quote))
    return Draft(_DETAIL.sub(instead, draft.text), quotes)


def _pieces(quote: str) -> Iterator[str]:
    """What of a quote stands around its contact details."""
    edges = [0, *(edge for span in contact_details(quote) for edge in span), len(quote)]
    pieces = [quote[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    yield from (piece for piece in pieces if piece == quote or len(piece.split()) >= _LEAST_WORDS)
