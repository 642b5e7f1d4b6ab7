"""What is said in a thread without a mention: whether it goes on asking the bot, or is between people."""

import re

_TO_SOMEBODY = re.compile(r"<[@!]")
_WORD = re.compile(r"[a-z']+")
# Words of which alone nobody makes a question.
_COURTESY = frozenset(
    """
    thanks thank you ta cheers ok okay k great brilliant perfect lovely good nice super fab helpful really very so much
    all that that's thats is was yes yep no nope got it will do noted understood cool ace bye morning hi hello sorry
    right fine alright for your help the
    """.split()  # noqa: SIM905
)


def goes_on_asking(text: str) -> bool:
    """Whether words, as Slack sends them, may be a question to the bot: not to anybody else, and no mere courtesy."""
    if _TO_SOMEBODY.search(text):
        return False
    words = _WORD.findall(text.lower())
    return bool(words) and ("?" in text or not _COURTESY.issuperset(words))
