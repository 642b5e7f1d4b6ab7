"""Text on its way into and out of Slack: markup read as words, and words kept from becoming markup."""

import re
from collections.abc import Callable

_MARKUP = re.compile(r"<([^<>]*)>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_CUT = " … (cut for length)"


def question_text(sent: str, bot_user: str) -> str:
    """The words of a message as a person reads them, without the mention of the bot.

    Markup goes first: an escaped `&lt;!channel&gt;` are words that somebody typed.
    """
    words = _MARKUP.sub(lambda found: _markup_words(found[1], bot_user), sent)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        words = words.replace(entity, character)
    return re.sub(r"[ \t]+", " ", words).strip()


def _markup_words(markup: str, bot_user: str) -> str:
    target, _, label = markup.partition("|")
    if target == f"@{bot_user}":
        return ""
    if target.startswith("@"):
        return label or "someone"
    if target.startswith("#"):
        return f"#{label}" if label else "a channel"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target


def escaped(text: str) -> str:
    """`text` such that Slack's own markup finds no mention and no link in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cleaned(text: str) -> str:
    """`text` without control characters, which Slack refuses, and without blank ends."""
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
