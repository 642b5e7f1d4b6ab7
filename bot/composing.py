"""The answerer that asks a language model, through LangChain, for statements with verbatim quotes."""

import hashlib
import logging
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from pydantic import ValidationError

from bot.breaking import CircuitBreaker
from bot.budget import tokens_of, within_budget
from bot.clarifying import is_clarifying
from bot.condensing import is_faithful, standalone
from bot.drafting import Composition, Condensed, Draft, DraftQuote
from bot.planting import holds_contact
from bot.prompting import Prompt, unmarked
from bot.replies import Reply, ReplyStatement, StandingReply, schema_of, whole_statements
from bot.structured import ReplyError, StructuredModel
from knowledge.domain import Match, Passage, Question, Usage
from knowledge.errors import LanguageModelError

_log = logging.getLogger("signpost.composing")

_MILLION = 1_000_000
# A thread's earlier turns that are sent along, and how much of each answer.
_TURNS = 4
_ANSWER_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Limits:
    """What a language model may take: seconds for a whole reply, tokens given to it; prices per million tokens."""

    seconds: float = 30.0
    max_input_tokens: int = 8000
    input_price: float | None = None
    output_price: float | None = None

    def priced(self, usage: Usage | None) -> Usage | None:
        """The usage with its cost, where both prices are known."""
        if usage is None or self.input_price is None or self.output_price is None:
            return usage
        cost = usage.input_tokens * self.input_price + usage.output_tokens * self.output_price
        return replace(usage, cost=round(cost / _MILLION, 6))


class LanguageModel:
    """A chat model that answers from passages; it sees them under keys and gets no tools. Threads may share one.

    `prompt_digest` is the SHA-256 of all prompts that it works with. After failures in a row it is left alone for a
    while: LanguageModelError is then raised at once. Raises SettingsError for prompts that cannot be used.
    """

    def __init__(
        self,
        name: str,
        chat_model: BaseChatModel,
        prompts: Path,
        limits: Limits | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self.name = name
        self._limits = limits or Limits()
        self._breaker = breaker or CircuitBreaker()
        self._answer = Prompt(prompts, "answer", frozenset({"question", "passages"}))
        self._condense = Prompt(prompts, "condense", frozenset({"question", "thread"}))
        self.prompt_digest = hashlib.sha256(f"{self._answer.digest}{self._condense.digest}".encode()).hexdigest()
        self._replying = StructuredModel(chat_model, schema_of(Reply, "answer"), self._limits.seconds)
        self._standing = StructuredModel(
            chat_model, schema_of(StandingReply, "standing_question"), self._limits.seconds
        )

    def compose(self, question: str, matches: Sequence[Match]) -> Composition:
        """Drafts for the question, none when the passages do not answer it.

        Raises LanguageModelError when there is no usable reply.
        """
        drafting = self.stream(question, matches)
        while True:
            try:
                next(drafting)
            except StopIteration as end:
                composition: Composition = end.value
                return composition

    def stream(self, question: str, matches: Sequence[Match]) -> Generator[Draft, None, Composition]:
        """Each draft as soon as it is whole; the composition is what the generator returns.

        Raises LanguageModelError; after drafts too, where the reply is cut off: they are then no answer.
        """
        keyed, messages = self._asked(question, matches)
        given = 0
        with self._guarded():
            for piece in self._replying.stream(messages):
                drafts = [self._draft(each, keyed) for each in whole_statements(piece)]
                yield from drafts[given:]
                given = max(given, len(drafts))
            reply = Reply.model_validate(piece.values)
        return Composition(
            tuple(drafts),
            self.name,
            self.prompt_digest,
            self._limits.priced(piece.usage),
            _clarifying(reply, question, keyed.values()),
        )

    def standalone(self, question: Question) -> Condensed:
        """What to search for: a follow-up with what it leans on. By the rules where the reply will not do."""
        if not question.history:
            return Condensed(standalone(question))
        try:
            with self._guarded():
                *_, whole = self._standing.stream(self._condense.messages(**_thread(question)))
                text = StandingReply.model_validate(whole.values).question.strip()
        except LanguageModelError as error:
            _log.warning("A follow-up was read by rules: %s", error)
            return Condensed(standalone(question))
        usage = self._limits.priced(whole.usage)
        return Condensed(text if is_faithful(text, question) else standalone(question), usage)

    def _asked(self, question: str, matches: Sequence[Match]) -> tuple[dict[str, Passage], list[BaseMessage]]:
        """The passages under their keys, and the messages with as many of them as the budget allows."""

        def messages(keyed: Mapping[str, Passage]) -> list[BaseMessage]:
            return self._answer.messages(question=unmarked(question), passages=_listed(keyed))

        bare = tokens_of(messages({}))
        chosen = within_budget(
            matches,
            lambda passage: tokens_of(messages({"P99": passage})) - bare,
            self._limits.max_input_tokens - bare,
        )
        if matches and not chosen:
            raise LanguageModelError("Not one passage fits into SIGNPOST_LANGUAGE_MODEL_MAX_INPUT_TOKENS.")
        keyed = {f"P{place}": passage for place, passage in enumerate(chosen, 1)}
        return keyed, messages(keyed)

    def _draft(self, statement: ReplyStatement, keyed: Mapping[str, Passage]) -> Draft:
        """What is the prompt's own, a contact, and a passage that was never given leave a statement without support."""
        said = [statement.text, *(quote.quote for quote in statement.quotes)]
        is_foreign = any(map(holds_contact, said)) or any(map(self._answer.is_repeated_in, said))
        if is_foreign or any(quote.passage not in keyed for quote in statement.quotes):
            return Draft(statement.text, ())
        return Draft(statement.text, tuple(DraftQuote(keyed[quote.passage], quote.quote) for quote in statement.quotes))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever goes wrong inside is a LanguageModelError, told without the provider's words, and counted."""
        if not self._breaker.lets_through():
            raise LanguageModelError("The language model is left alone for a while: it failed several times in a row.")
        try:
            yield
        except (ReplyError, ValidationError) as error:
            self._breaker.failed()
            raise LanguageModelError("The language model's reply was not of the form asked for.") from error
        except Exception as error:  # each provider raises its own
            self._breaker.failed()
            raise LanguageModelError(f"The language model did not answer ({type(error).__name__}).") from error
        self._breaker.succeeded()


def _listed(keyed: Mapping[str, Passage]) -> str:
    """The passages under their keys; what a document writes can look like neither the end of one nor another."""
    parts = []
    for key, passage in keyed.items():
        where = re.sub(r'[<>"\n]', " ", f"{passage.version.document.title}, {passage.locator}")
        parts.append(f'<passage key="{key}" from="{where}">\n{unmarked(passage.text)}\n</passage>')
    return "\n\n".join(parts)


def _thread(question: Question) -> dict[str, str]:
    """The texts of the prompt that condenses: the last turns of the thread, and the question."""
    turns = [
        f"Question: {unmarked(turn.question)}\nAnswer: {unmarked(turn.answer[:_ANSWER_CHARACTERS])}"
        for turn in question.history[-_TURNS:]
    ]
    return {"thread": "\n\n".join(turns), "question": unmarked(question.text)}


def _clarifying(reply: Reply, question: str, passages: Iterable[Passage]) -> str:
    """The question back, where there is no statement and it says nothing by itself."""
    known = [question, *(heading for passage in passages for heading in passage.headings)]
    clarify = reply.clarify.strip()
    return clarify if not reply.statements and is_clarifying(clarify, known) else ""
