"""Asks a chat model for JSON of a given form: in pieces as it comes, with retries, and within a time for all of it."""

import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables import Runnable

from bot.deadline import within
from bot.retrying import is_refusal, pause_before_retry
from knowledge.domain import Usage

Schema = Mapping[str, Any]
_Chain = Runnable[Any, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """What has come so far, and at the end, with `is_whole`, everything; `usage` then says what it took, if known."""

    values: dict[str, Any]
    is_whole: bool = False
    usage: Usage | None = None


class ReplyError(Exception):
    """A reply that is not of the form asked for, or that was cut off."""


class StructuredModel:
    """A chat model that replies with objects of one JSON schema, which has a title. Threads may share one.

    It is asked by the provider's own means for structured output. A model without them, and one whose provider
    refuses the request (once is enough), is asked plainly: its prompt says the form as well.
    """

    def __init__(self, chat_model: BaseChatModel, schema: Schema, seconds: float) -> None:
        self._seconds = seconds
        self._plain: _Chain = _without_temperature(chat_model) | JsonOutputParser()
        self._chain: _Chain = _structured(chat_model, schema) or chat_model | JsonOutputParser()

    def stream(self, messages: Sequence[BaseMessage]) -> Iterator[Piece]:
        """The reply as it comes; the last piece is whole.

        Raises ReplyError, TimeoutError when it is not whole after the time for all of it, retries included, and
        what the provider raises.
        """
        return within(self._seconds, lambda: self._tried(messages, time.monotonic() + self._seconds))

    def _tried(self, messages: Sequence[BaseMessage], ends_at: float) -> Generator[Piece, None, None]:
        """The same, tried again where that may help and there is time; not once something has come."""
        attempt, begun = 0, False
        while True:
            try:
                for piece in _asked(self._chain, messages):
                    begun = True
                    yield piece
                return
            except Exception as error:
                if not begun and is_refusal(error) and self._chain is not self._plain:
                    self._chain = self._plain
                    continue
                attempt += 1
                pause = pause_before_retry(error, attempt)
                if begun or pause is None or time.monotonic() + pause >= ends_at:
                    raise
            time.sleep(pause)


def _structured(chat_model: BaseChatModel, schema: Schema) -> _Chain | None:
    try:
        return chat_model.with_structured_output(dict(schema))
    except NotImplementedError:
        return None


def _without_temperature(chat_model: BaseChatModel) -> BaseChatModel:
    """Some models refuse to be asked for a temperature."""
    if getattr(chat_model, "temperature", None) is None:
        return chat_model
    return chat_model.model_copy(update={"temperature": None})


def _asked(chain: _Chain, messages: Sequence[BaseMessage]) -> Generator[Piece, None, None]:
    heard = _Heard()
    try:
        for values in chain.stream(list(messages), config={"callbacks": [heard]}):
            if isinstance(values, dict):
                yield Piece(values)
    except OutputParserException as error:
        raise ReplyError("not JSON") from error
    yield Piece(_whole(heard.message), is_whole=True, usage=_usage(heard.message))


class _Heard(BaseCallbackHandler):
    """Keeps the message as it came: what LangChain's parsers make of it looks whole when it was cut off."""

    def __init__(self) -> None:
        self.message: AIMessage | None = None

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        generation = response.generations[0][0]
        if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
            self.message = generation.message


def _whole(message: AIMessage | None) -> dict[str, Any]:
    text = _json_of(message) if message else ""
    # Some put a sentence or a fence around it. A reply that was cut off lacks the last brace of all.
    try:
        values = json.loads(text[text.find("{") : text.rfind("}") + 1])
    except (ValueError, RecursionError) as error:
        raise ReplyError("not JSON, or cut off") from error
    if not isinstance(values, dict):
        raise ReplyError("not an object")
    return values


def _json_of(message: AIMessage) -> str:
    """The reply's JSON: what a tool was called with where the form was asked for as a tool, or else the text."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        first = message.tool_call_chunks[0].get("index")
        return "".join(each.get("args") or "" for each in message.tool_call_chunks if each.get("index") == first)
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    return str(message.text)


def _usage(message: AIMessage | None) -> Usage | None:
    counted = message.usage_metadata if message else None
    return Usage(counted["input_tokens"], counted["output_tokens"]) if counted else None
