"""What is looked at before a question goes anywhere: its length, danger, and what is asked for.

None of it needs a network, an edition or a language model. This is the door: danger is seen in `bot/danger.py`, what a
message asks for in `bot/intent.py`; who can be identified, in `bot/identifying.py`.
"""

import re

from bot.danger import is_plain_emergency, is_urgent
from bot.intent import asks_for_judgement, asks_who_a_child_is, is_injection, is_out_of_scope
from bot.message import Message
from knowledge.errors import QuestionError

__all__ = [
    "MOST_CHARACTERS",
    "Message",
    "asks_for_judgement",
    "asks_who_a_child_is",
    "check_length",
    "is_injection",
    "is_out_of_scope",
    "is_plain_emergency",
    "is_urgent",
    "parts_within_length",
]

MOST_CHARACTERS = 2_000
_MOST_LOOKED_AT = 10 * MOST_CHARACTERS
_OVERLAP = 300


def parts_within_length(text: str) -> list[str]:
    """A long text, its first 20,000 characters, in parts that are short enough to be looked at.

    Each begins before the last one ends: what tells of danger must not be cut in two.
    """
    text = text.strip()[:_MOST_LOOKED_AT]
    return [text[start : start + MOST_CHARACTERS] for start in range(0, len(text), MOST_CHARACTERS - _OVERLAP)]


def check_length(question: str) -> str:
    """The question without the space around it; raises QuestionError when it is empty or too long."""
    text = question.strip()
    if not re.search(r"\w", text):
        raise QuestionError('The question is empty: ask something, for example "How soon must the LADO be told?".')
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text):,} characters and the most is {MOST_CHARACTERS:,}: ask one thing, without "
            "the case notes."
        )
    return text
