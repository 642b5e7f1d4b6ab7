"""A draft of an answer: claims with the quotes that are to support them, before anything was checked."""

from dataclasses import dataclass

from knowledge.domain import Passage, Usage


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

    `prompt_digest` is the SHA-256 of the prompts sent, empty when none was. `clarify` is a question back to the
    person, empty where there is a draft. `notice` is a fixed sentence that goes with the answer.
    """

    drafts: tuple[Draft, ...]
    language_model: str
    prompt_digest: str = ""
    usage: Usage | None = None
    clarify: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that stands on its own, and what it took to make it so; nothing where no language model did."""

    text: str
    usage: Usage | None = None
