"""Text of documents and people made fit to show: no control characters, and no longer than there is room."""

import re
from collections.abc import Callable

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_CUT = " … (cut for length)"


def cleaned(text: str) -> str:
    """`text` without blank ends and without control characters: Slack refuses some, others turn the reading round."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", " ")).strip()


def shortened(text: str, limit: int, cost: Callable[[str], int] = len) -> str:
    """`text` if it costs `limit` at most, else its longest beginning of whole words that does, and a note."""
    if cost(text) <= limit:
        return text
    ends = [found.start() for found in re.finditer(r"\s+", text)]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if cost(text[: ends[middle]] + _CUT) <= limit:
            low = middle + 1
        else:
            high = middle
    kept = text[: ends[low - 1]] if low else _longest(text, limit, cost)
    return kept + _CUT


def _longest(text: str, limit: int, cost: Callable[[str], int]) -> str:
    """Where not even the first word fits: as many of its characters as do."""
    kept = text[:limit]
    while kept and cost(kept + _CUT) > limit:
        kept = kept[: len(kept) * 9 // 10]
    return kept
