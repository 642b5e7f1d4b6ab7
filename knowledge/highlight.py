"""Where a quote stands in its passage, so that the eye falls on it first."""

import re
from bisect import bisect_left

from knowledge.quoting import normalised

_WORD = re.compile(r"\S+")


def split_at_quote(text: str, quote: str) -> tuple[str, str, str] | None:
    """`text` as what comes before the quote, the quote as it stands there, and what comes after.

    Looks for the quote character by character, then letting spacing and typography differ.
    None where the quote is not in the text.
    """
    span = _exact_span(text, quote) or _normalised_span(text, normalised(quote))
    if span is None:
        return None
    start, end = span
    return text[:start], text[start:end], text[end:]


def _exact_span(text: str, quote: str) -> tuple[int, int] | None:
    """Only where it cuts no word: "6 weeks" is not to be marked inside "16 weeks"."""
    found = re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", text) if quote else None
    return found.span() if found else None


def _normalised_span(text: str, wanted: str) -> tuple[int, int] | None:
    """The span of the fewest words that hold `wanted`, less the punctuation around it.

    Bisection finds both ends: text that holds it goes on holding it when whole words are added.
    """
    if not _holds(text, wanted):
        return None
    words = list(_WORD.finditer(text))
    end = words[bisect_left(words, True, key=lambda word: _holds(text[: word.end()], wanted))].end()
    lost = bisect_left(words, True, key=lambda word: not _holds(text[word.start() : end], wanted))
    start = words[lost - 1].start()
    while _holds(text[start : end - 1], wanted):
        end -= 1
    while _holds(text[start + 1 : end], wanted):
        start += 1
    return start, end


def _holds(text: str, wanted: str) -> bool:
    if not wanted:
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", normalised(text)) is not None
