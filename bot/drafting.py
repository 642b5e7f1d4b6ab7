"""A draft of an answer: claims with the quotes that are to support them, before anything was checked."""

from dataclasses import dataclass

from knowledge.domain import Passage


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """Words that are said to stand in a passage."""

    passage: Passage
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One claim and its quotes."""

    text: str
    quotes: tuple[DraftQuote, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What an answerer made of a question and its passages, and with what.

    `prompt_digest` is the SHA-256 of the prompts sent, empty when none was.
    """

    drafts: tuple[Draft, ...]
    language_model: str
    prompt_digest: str = ""
