"""The answerer that asks a language model, through LangChain, for statements with verbatim quotes."""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.output_parsers import PydanticOutputParser
from pydantic import BaseModel, Field

from bot.drafting import Composition, Draft, DraftQuote
from knowledge.domain import Match, Passage
from knowledge.errors import LanguageModelError, SettingsError

# What could look like the beginning or the end of a passage to the language model.
_TAG = re.compile(r"<(?=\s*/?\s*passage)", re.IGNORECASE)


class _Quote(BaseModel):
    passage: str
    quote: str = Field(min_length=1)


class _Statement(BaseModel):
    text: str = Field(min_length=1)
    quotes: list[_Quote]


class _Reply(BaseModel):
    statements: list[_Statement]


class LanguageModel:
    """A chat model that answers from passages; it sees them under tokens and gets no tools."""

    def __init__(self, name: str, chat_model: BaseChatModel, prompts: Path) -> None:
        self.name = name
        self._chat_model = chat_model
        try:
            self._system = (prompts / "answer.system.md").read_text(encoding="utf-8")
            self._question = (prompts / "answer.question.md").read_text(encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"The prompts in {prompts} cannot be read: set SIGNPOST_PROMPTS.") from error
        self.prompt_digest = hashlib.sha256((self._system + "\0" + self._question).encode()).hexdigest()

    @classmethod
    def by_name(cls, name: str, prompts: Path, timeout_seconds: float) -> "LanguageModel":
        """The one that LangChain knows by this name, such as "anthropic:…"; raises SettingsError."""
        # Passages and questions go to the provider that was chosen, and nowhere else.
        os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
        # Imported here: it takes a second, and the embedded default needs none of it.
        from langchain.chat_models import init_chat_model

        try:
            chat_model = init_chat_model(name, temperature=0, timeout=timeout_seconds, max_retries=2)
        except ImportError as error:
            raise SettingsError(f"The language model {name!r} needs another package: {error}") from error
        except Exception as error:  # each provider raises its own, for a missing key above all
            raise SettingsError(
                f"The language model {name!r} could not be set up ({error}): "
                "check SIGNPOST_LANGUAGE_MODEL and the provider's key."
            ) from error
        return cls(name, chat_model, prompts)

    def compose(self, question: str, matches: Sequence[Match]) -> Composition:
        """Drafts for the question, none when the passages do not answer it.

        Raises LanguageModelError when there is no usable reply.
        """
        shown = dict.fromkeys(passage for match in matches for passage in match.section or (match.passage,))
        passages = {f"P{place}": passage for place, passage in enumerate(shown, 1)}
        human = Template(self._question).substitute(question=question, passages=_listed(passages))
        try:
            reply = self._chat_model.invoke([SystemMessage(self._system), HumanMessage(human)])
            parsed = PydanticOutputParser(pydantic_object=_Reply).invoke(reply)
        except OutputParserException as error:
            raise LanguageModelError("The language model's reply was not of the form asked for.") from error
        except Exception as error:  # each provider raises its own
            raise LanguageModelError(f"The language model did not answer ({type(error).__name__}).") from error
        return Composition(tuple(_drafts(parsed, passages)), self.name, self.prompt_digest)


def _listed(passages: dict[str, Passage]) -> str:
    """The passages under their tokens; what a document writes can look like neither the end of one nor another."""
    parts = []
    for token, passage in passages.items():
        where = re.sub(r'[<>"\n]', " ", f"{passage.version.document.title}, {passage.locator}")
        parts.append(f'<passage token="{token}" from="{where}">\n{_TAG.sub("‹", passage.text)}\n</passage>')
    return "\n\n".join(parts)


def _drafts(reply: _Reply, passages: dict[str, Passage]) -> list[Draft]:
    """A quote of a passage that was never given leaves its whole statement without support."""
    drafts = []
    for each in reply.statements:
        is_supported = all(quote.passage in passages for quote in each.quotes)
        quotes = [DraftQuote(passages[quote.passage], quote.quote) for quote in each.quotes] if is_supported else []
        drafts.append(Draft(each.text, tuple(quotes)))
    return drafts
