"""One question back, where a question could mean anything; and which of a language model's may be put."""

import re
from collections.abc import Iterable

from bot import notices
from bot.leaning import leaning, telling_words
from bot.novelty import new_names
from knowledge.domain import Question
from knowledge.keywords import stems

# Alone they name a broad topic: every procedure has some.
_BROAD = re.compile(
    r"^(?:the |any |all |our )?(timescales?|time ?limits?|timelines?|deadlines?|thresholds?|levels?|criteria|forms?|"
    r"procedures?|process(?:es)?|polic(?:y|ies)|guidance|protocols?|referrals?|assessments?|meetings?|reviews?|reports?|"
    r"contacts?|numbers?|figures?|statistics|stages?|steps?|roles?|responsibilit(?:y|ies)|training|documents?)\W*$",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(
    r"^(?:which|what|who|whose|when|where|how old|do you|did you|are you|is this|is it|is the|does this)\b",
    re.IGNORECASE,
)
# What a question back may say beside the words of the question and of the headings.
_OF_ASKING = "asking question kind sort part"
_DENIES = re.compile(r"\b(?:no|not|never|none|without|\w+n['’]t)\b", re.IGNORECASE)
_MOST_WORDS = 30


def clarifying_question(question: Question) -> str | None:
    """The question to put back to a first question that leans on nothing or names only a broad topic, or None."""
    if question.history:
        return None
    broad = _BROAD.match(question.text.strip())
    if broad:
        return notices.which_is_meant(broad.group(1).lower())
    leans = leaning(question.text)
    # What names anything at all can be searched for, though it leans: "and a toddler?".
    return None if leans is None or telling_words(question.text) else notices.what_is_meant(leans.pronoun)


def is_clarifying(text: str, known: Iterable[str]) -> bool:
    """Whether a text only asks: one short question in words that stand in the known texts, which denies nothing."""
    texts = list(known)
    return (
        text.endswith("?")
        and re.search(r"[.?!:;\n]", text[:-1]) is None
        and len(text.split()) <= _MOST_WORDS
        and _ASKS_BACK.match(text) is not None
        and _DENIES.search(text) is None
        and not new_names(text, texts)
        and stems(" ".join(telling_words(text))) <= stems("\n".join([*texts, _OF_ASKING]))
    )
