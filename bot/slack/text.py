"""Text on its way into and out of Slack: markup read as words, and words kept from becoming markup."""

import re

_MARKUP = re.compile(r"<([^<>]*)>")


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
