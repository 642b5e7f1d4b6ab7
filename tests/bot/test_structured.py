"""A provider that gives structured output as a tool's arguments is understood like one that gives it as text."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolCallChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

from bot.structured import Piece, ReplyError, StructuredModel
from knowledge.domain import Usage

SCHEMA = {"title": "reply", "type": "object", "properties": {"statements": {"type": "array"}}}


class CallingTools(BaseChatModel):
    """Streams the arguments of a tool, piece by piece."""

    pieces: list[str]

    @property
    def _llm_type(self) -> str:
        return "calling tools"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind()

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        for place, piece in enumerate(self.pieces):
            call = ToolCallChunk(name=None if place else "reply", args=piece, id=None if place else "1", index=0)
            usage = None if place else UsageMetadata(input_tokens=5, output_tokens=1, total_tokens=6)
            chunk = AIMessageChunk(content="", tool_call_chunks=[call], usage_metadata=usage)
            yield ChatGenerationChunk(message=chunk)


def streamed(*pieces: str) -> list[Piece]:
    return list(StructuredModel(CallingTools(pieces=list(pieces)), SCHEMA, 5.0).stream([HumanMessage("?")]))


def test_it_comes_piece_by_piece_and_whole_at_the_end() -> None:
    *_, before, last = streamed('{"statements": [', "1, 2", ", 3]}")
    assert {"statements": [1, 2, 3]} == before.values
    assert Piece({"statements": [1, 2, 3]}, is_whole=True, usage=Usage(5, 1)) == last


def test_what_was_cut_off_is_not_taken_for_whole() -> None:
    with pytest.raises(ReplyError):
        streamed('{"statements": [', "1, 2")
