"""One question back, where a question could mean anything; and which of a language model's may be put."""

import re
from collections.abc import Iterable
from string import Template

from bot.leaning import leaning, telling_words
from bot.novelty import new_names
from bot.wording import Wording
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


def left_open(question: Question) -> tuple[str, str] | None:
    """What a first question leaves open, with the word that does: a "topic", a "word", the "subject"; None if nothing.

    A topic is broad ("timescales?"), a word stands for nothing said ("they"), and a subject is not named at all.
    """
    if question.history:
        return None
    broad = _BROAD.match(question.text.strip())
    if broad:
        return "topic", broad.group(1).lower()
    leans = leaning(question.text)
    # What names anything at all can be searched for, though it leans: "and a toddler?".
    if leans is None or telling_words(question.text):
        return None
    return ("word", leans.pronoun) if leans.pronoun else ("subject", "")


def clarifying_question(question: Question, wording: Wording) -> str | None:
    """The question to put back to a first question that leans on nothing or names only a broad topic, or None."""
    match left_open(question):
        case "topic", topic:
            return Template(wording.clarify_topic).substitute(topic=topic)
        case "word", word:
            return Template(wording.clarify_word).substitute(word=word)
        case None:
            return None
    return wording.clarify_subject


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
