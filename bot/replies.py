"""The forms that a language model is asked to reply in, and what of a reply that is still coming is whole."""

from typing import Any

from pydantic import BaseModel, Field

from bot.structured import Piece


class ReplyQuote(BaseModel):
    """Words, and the key of the passage that they are to stand in."""

    passage: str
    quote: str = Field(min_length=1)


class ReplyStatement(BaseModel):
    """One claim and its quotes."""

    text: str = Field(min_length=1)
    quotes: list[ReplyQuote]


class Reply(BaseModel):
    """Statements that answer the question, or one question back."""

    statements: list[ReplyStatement]
    clarify: str = ""


class StandingReply(BaseModel):
    """The question, put so that it stands on its own."""

    question: str = Field(min_length=1)


def schema_of(form: type[BaseModel], title: str) -> dict[str, Any]:
    """The JSON schema of a form, under a name for the provider."""
    return {**_bare(form.model_json_schema()), "title": title}


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without descriptions, which are our docstrings: what a language model is told stands in prompts/."""
    return {
        key: _bare(value) if isinstance(value, dict) else value for key, value in schema.items() if key != "description"
    }


def whole_statements(piece: Piece) -> list[ReplyStatement]:
    """The statements that have come to their end: of a reply that is still coming, all but the last."""
    if piece.is_whole:
        return Reply.model_validate(piece.values).statements
    begun = piece.values.get("statements")
    return [ReplyStatement.model_validate(each) for each in begun[:-1]] if isinstance(begun, list) else []
