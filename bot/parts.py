"""The parts of a question that asks for several things at once."""

import re

_ASKING = (
    r"(?:how|who|whom|what|when|where|which|why|do|does|did|is|are|was|were|can|could|should|must|may|will|has|have)"
)
_BREAK = re.compile(
    rf"(?:[?.;,]\s+(?:(?:and|or|but|also)\s+)*|\s+(?:and|or|but|also|-|–)\s+(?:also\s+)?)(?={_ASKING}\b)", re.IGNORECASE
)
_ASKS = re.compile(rf"(?:{_ASKING}|what['’]?s|who['’]?s)\b", re.IGNORECASE)
_LEAST_WORDS = 4


def parts_of(question: str) -> list[str]:
    """What a question asks, thing by thing; nothing where it asks for one. What only tells the case is no part."""
    asked = [part.strip(" ?") for part in _BREAK.split(question)]
    parts = [part for part in asked if _ASKS.match(part) and len(part.split()) >= _LEAST_WORDS]
    return parts if len(parts) > 1 else []
