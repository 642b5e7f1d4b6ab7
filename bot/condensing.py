"""A follow-up to a question that stands on its own."""

import re

from knowledge.domain import Question

_LEANS_BACK = re.compile(
    r"^(?:and|but|so|or|also|what about|how about|what if|why|then)\b"
    r"|\b(?:it|that|this|those|these|them|they|there|he|she)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 5


def standalone(question: Question) -> str:
    """What to search for: a question that leans on the one before it takes that one's words along.

    That one may lean back in its turn.
    """
    said = [question.text.strip()]
    for turn in reversed(question.history):
        if not _leans_back(said[0]):
            break
        said.insert(0, turn.question.strip())
    return " ".join(said)


def _leans_back(text: str) -> bool:
    return _LEANS_BACK.search(text) is not None or len(text.split()) < _SHORT_WORDS
