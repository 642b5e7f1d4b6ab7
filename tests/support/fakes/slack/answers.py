"""Answers to post and to look at, built from a few words each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from knowledge.domain import (
    Answer,
    Authority,
    Citation,
    Currency,
    Document,
    Outcome,
    PageReference,
    Passage,
    Question,
    QuoteCheck,
    Standing,
    Statement,
    Version,
)

QUOTE = "a baby who is not yet mobile must be referred to Children's Services the same day"
SECRET = "the plan is told to the police at once and to nobody else"
SECRET_TITLE = "Operation Larkspur"


def citation_of(
    marker: int = 1,
    quote: str = QUOTE,
    currency: Currency = Currency.CURRENT,
    authority: Authority = Authority.LOCAL_PROCEDURE,
    heading: str = "Babies who are not mobile",
    **document: Any,
) -> Citation:
    """A citation of page 6, printed 4; `document` changes fields of the document it stands in."""
    fields = {"id": "bruising", "path": "procedures/bruising.pdf", "title": "Bruising protocol"}
    described = Document(**{**fields, "effective_on": date(2024, 4, 1), **document})
    version = Version(
        described, "3f" * 32, "application/pdf", 12, (), datetime(2026, 1, 5, tzinfo=UTC), "partnership team"
    )
    passage = Passage(version, 4, quote, 0, len(quote), ("Assessment", heading), PageReference(6, "4"))
    return Citation(marker, passage, quote, Standing(authority, currency), QuoteCheck.EXACT)


def answer_of(
    *statements: Statement, notice: str = "", outcome: Outcome = Outcome.ANSWERED, id: str = "7c1e90ab"
) -> Answer:
    """An answer of these statements."""
    return Answer(id, Question("what of a bruise on a baby?"), outcome, statements, notice)


def short_answer() -> Answer:
    """Two statements that share a source."""
    found = (citation_of(),)
    return answer_of(
        Statement("A bruise on a baby who is not yet mobile is referred to Children's Services the same day.", found),
        Statement("The baby is seen by a paediatrician within 24 hours.", found),
    )


def answer_repeating(statement: str, count: int, sources: Sequence[Citation] = ()) -> Answer:
    """The same statement again and again."""
    return answer_of(*[Statement(statement, tuple(sources))] * count)


def restricted_answer() -> Answer:
    """A statement from a document that everyone may read, and one from a document for the police alone."""
    secret = citation_of(2, SECRET, id="secret", path="secret.pdf", title=SECRET_TITLE, audience=("police",))
    return answer_of(
        Statement("A bruise on a baby is referred the same day.", (citation_of(),)),
        Statement("The police are told of the plan.", (secret,)),
    )
