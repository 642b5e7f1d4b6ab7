"""Answers to rows of the ledger and back. No database here, so that the round trip is plain to see."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from knowledge.domain import (
    Answer,
    Authority,
    Citation,
    Currency,
    Match,
    Outcome,
    PageReference,
    Passage,
    Question,
    QuoteCheck,
    Standing,
    Statement,
    Turn,
    Usage,
    Version,
)

Row = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

_VERSION = TypeAdapter(Version)


def answer_row(answer: Answer, recorded_at: datetime) -> Row:
    """The row of `answers`."""
    question = answer.question
    return {
        "id": answer.id,
        "question": question.text,
        "asker": question.asker,
        "thread": question.thread,
        "event_id": question.event_id,
        "asked_at": question.asked_at,
        "history": [asdict(turn) for turn in question.history],
        "outcome": answer.outcome.value,
        "notice": answer.notice,
        "edition": answer.edition,
        "prompt_digest": answer.prompt_digest,
        "language_model": answer.language_model,
        "seconds": float(answer.seconds),
        "recorded_at": recorded_at,
        "audiences": list(question.audiences),
        **_usage_columns(answer.usage),
    }


def _usage_columns(usage: Usage | None) -> Row:
    return asdict(usage) if usage else dict.fromkeys(("input_tokens", "output_tokens", "cost"))


def numbered_passages(answer: Answer) -> dict[Passage, int]:
    """Each passage the answer rests on or passed over, with its number, from 1."""
    cited = [citation.passage for statement in answer.statements for citation in statement.citations]
    seen = dict.fromkeys([*cited, *(match.passage for match in answer.considered)])
    return {passage: number for number, passage in enumerate(seen, start=1)}


def passage_rows(answer_id: str, numbers: Mapping[Passage, int]) -> list[Row]:
    """The rows of `passages`."""
    return [_passage_row(answer_id, number, passage) for passage, number in numbers.items()]


def _passage_row(answer_id: str, number: int, passage: Passage) -> Row:
    version = passage.version
    return {
        "answer_id": answer_id,
        "number": number,
        "passage_id": passage.id,
        "document_path": version.document.path,
        "title": version.document.title,
        "version": version.sha256,
        "page_index": passage.page.index if passage.page else None,
        "printed_page": passage.page.printed if passage.page else None,
        "headings": list(passage.headings),
        "ordinal": passage.ordinal,
        "text": passage.text,
        "start_offset": passage.start,
        "end_offset": passage.end,
        "version_record": _VERSION.dump_python(version, mode="json"),
        "place": passage.place,
    }


def statement_rows(answer: Answer) -> list[Row]:
    """The rows of `statements`."""
    return [
        {"answer_id": answer.id, "ordinal": ordinal, "text": statement.text}
        for ordinal, statement in enumerate(answer.statements, start=1)
    ]


def citation_rows(answer: Answer, numbers: Mapping[Passage, int]) -> list[Row]:
    """The rows of `citations`."""
    return [
        {
            "answer_id": answer.id,
            "statement_ordinal": statement_ordinal,
            "ordinal": ordinal,
            "marker": citation.marker,
            "passage_number": numbers[citation.passage],
            "quote": citation.quote,
            "authority": citation.standing.authority.value,
            "currency": citation.standing.currency.value,
            "quote_check": citation.check.value,
        }
        for statement_ordinal, statement in enumerate(answer.statements, start=1)
        for ordinal, citation in enumerate(statement.citations, start=1)
    ]


def considered_rows(answer: Answer, numbers: Mapping[Passage, int]) -> list[Row]:
    """The rows of `considered`. Scores may come as NumPy numbers, which JSON does not take."""
    return [
        {
            "answer_id": answer.id,
            "rank": rank,
            "passage_number": numbers[match.passage],
            "score": float(match.score),
            "found_by": {name: float(score) for name, score in match.found_by.items()},
        }
        for rank, match in enumerate(answer.considered, start=1)
    ]


def answer_from_rows(
    row: Mapping[str, Any], passages: Rows, statements: Rows, citations: Rows, considered: Rows
) -> Answer:
    """The answer as it was recorded; every sequence of rows is in the order of its primary key."""
    by_number = {passage["number"]: _passage_from_row(passage) for passage in passages}
    return Answer(
        id=row["id"],
        question=_question_from_row(row),
        outcome=Outcome(row["outcome"]),
        statements=tuple(
            Statement(
                statement["text"],
                tuple(
                    _citation_from_row(citation, by_number)
                    for citation in citations
                    if citation["statement_ordinal"] == statement["ordinal"]
                ),
            )
            for statement in statements
        ),
        notice=row["notice"],
        considered=tuple(
            Match(by_number[match["passage_number"]], match["score"], match["found_by"]) for match in considered
        ),
        edition=row["edition"],
        prompt_digest=row["prompt_digest"],
        language_model=row["language_model"],
        seconds=row["seconds"],
        usage=None if row["input_tokens"] is None else Usage(row["input_tokens"], row["output_tokens"], row["cost"]),
    )


def _question_from_row(row: Mapping[str, Any]) -> Question:
    return Question(
        text=row["question"],
        asker=row["asker"],
        thread=row["thread"],
        event_id=row["event_id"],
        asked_at=row["asked_at"],
        history=tuple(Turn(**turn) for turn in row["history"]),
        audiences=tuple(row["audiences"]),
    )


def _passage_from_row(row: Mapping[str, Any]) -> Passage:
    index = row["page_index"]
    return Passage(
        version=_VERSION.validate_python(row["version_record"]),
        ordinal=row["ordinal"],
        text=row["text"],
        start=row["start_offset"],
        end=row["end_offset"],
        headings=tuple(row["headings"]),
        page=None if index is None else PageReference(index, row["printed_page"]),
        place=row["place"],
    )


def _citation_from_row(row: Mapping[str, Any], passages: Mapping[int, Passage]) -> Citation:
    return Citation(
        marker=row["marker"],
        passage=passages[row["passage_number"]],
        quote=row["quote"],
        standing=Standing(Authority(row["authority"]), Currency(row["currency"])),
        check=QuoteCheck(row["quote_check"]),
    )
