"""Sample answers, whole enough to record, show and export."""

from datetime import UTC, date, datetime

from knowledge.domain import (
    Answer,
    Authority,
    Citation,
    Currency,
    Document,
    Match,
    Outcome,
    PageReference,
    Passage,
    Question,
    QuoteCheck,
    Standing,
    Statement,
    Turn,
    Version,
)

ASKED_AT = datetime(2026, 3, 2, 9, 15, 30, 123456, tzinfo=UTC)
BRUISING_TEXT = (
    "Any bruise on a baby who is not yet mobile must be\nreferred to Children's Services the same day, "
    "and the baby must be seen by a paediatrician within 24 hours."
)
BRUISING_QUOTE = "a baby who is not yet mobile must be referred to Children's Services the same day"


def sample_version(path: str = "procedures/bruising.pdf", title: str = "Bruising protocol") -> Version:
    """A version of a document with every field filled."""
    document = Document(
        id=path.rpartition(".")[0].replace("/", "-"),
        path=path,
        title=title,
        kind="protocol",
        authority=Authority.LOCAL_PROCEDURE,
        publisher="Southampton Safeguarding Children Partnership",
        area="Southampton",
        effective_on=date(2024, 4, 1),
        review_by=date(2027, 4, 1),
        supersedes=("bruising-protocol-2019",),
        audience=("health", "social care"),
        source_url="https://example.org/bruising",
    )
    return Version(
        document=document,
        sha256="3f" * 32,
        media_type="application/pdf",
        page_count=12,
        unreadable_pages=(7, 9),
        ingested_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        ingested_by="partnership team",
    )


def sample_passage(text: str = BRUISING_TEXT, ordinal: int = 4, version: Version | None = None) -> Passage:
    """A passage on page 6, printed 4."""
    return Passage(
        version=version or sample_version(),
        ordinal=ordinal,
        text=text,
        start=ordinal * 1000,
        end=ordinal * 1000 + len(text),
        headings=("Assessment", "Babies who are not mobile"),
        page=PageReference(6, "4"),
    )


def sample_citation(
    passage: Passage | None = None,
    quote: str = BRUISING_QUOTE,
    marker: int = 1,
    check: QuoteCheck = QuoteCheck.NORMALISED,
    currency: Currency = Currency.CURRENT,
) -> Citation:
    """A citation of the sample passage."""
    return Citation(
        marker=marker,
        passage=passage or sample_passage(),
        quote=quote,
        standing=Standing(Authority.LOCAL_PROCEDURE, currency),
        check=check,
    )


def sample_answer(
    id: str = "a1",
    question: str = "A health visitor has seen a bruise on a three-month-old. What is the timescale?",
    asked_at: datetime = ASKED_AT,
    citations: tuple[Citation, ...] | None = None,
) -> Answer:
    """An answer of two statements that share a citation, with a passage retrieved but unused."""
    first = citations if citations is not None else (sample_citation(),)
    unused = sample_passage("Explain to the parents why the referral is made.", ordinal=9)
    return Answer(
        id=id,
        question=Question(
            text=question,
            asker="U123",
            thread="T456",
            event_id=f"event-{id}",
            asked_at=asked_at,
            history=(
                Turn("What counts as a bruise?", "Any mark that does not blanch [1]"),
                Turn("And a scratch?"),
            ),
        ),
        outcome=Outcome.ANSWERED,
        statements=(
            Statement("A bruise on a baby who is not yet mobile is referred the same day.", first),
            Statement("The baby is seen by a paediatrician within 24 hours.", first),
        ),
        notice="",
        considered=(
            *(Match(citation.passage, 0.91, {"keywords": 0.7, "meaning": 0.95}) for citation in first[:1]),
            Match(unused, 0.42, {"meaning": 0.42}),
        ),
        edition="2026-03-01-a",
        prompt_digest="b7" * 32,
        language_model="extractive",
        seconds=1.25,
    )


def declined_answer(
    id: str = "declined", outcome: Outcome = Outcome.NOT_FOUND, asked_at: datetime = ASKED_AT
) -> Answer:
    """An answer without statements; a question that names somebody is kept blank."""
    text = "" if outcome is Outcome.IDENTIFIERS else "What is the speed of light?"
    return Answer(
        id=id,
        question=Question(text, asked_at=asked_at),
        outcome=outcome,
        notice="The documents do not answer this.",
        edition="2026-03-01-a",
        language_model="extractive",
    )
