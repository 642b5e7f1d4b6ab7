"""The words of Signpost as types: frozen dataclasses, standard library only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import reduce

_EDITORS_WORDS = re.compile(r" ?\[[^\[\]]*\]")


class Authority(StrEnum):
    """What kind of authority a document has."""

    STATUTORY = "statutory"
    LOCAL_PROCEDURE = "local procedure"
    THRESHOLD = "threshold"
    LEARNING = "learning"
    REPORT = "report"
    UNSTATED = "unstated"


class Currency(StrEnum):
    """Whether a document still holds, from the most to the least fit to act on."""

    CURRENT = "current"
    PAST_REVIEW = "past its review date"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    UNSUPPORTED = "unsupported"
    URGENT = "urgent"
    IDENTIFIERS = "identifiers"
    JUDGEMENT = "judgement"
    OUT_OF_SCOPE = "out_of_scope"
    UNAVAILABLE = "unavailable"


class QuoteCheck(StrEnum):
    """What comparing a quote with its passage found."""

    EXACT = "EXACT"
    NORMALISED = "NORMALISED"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document counts for on a given day."""

    authority: Authority
    currency: Currency

    def __str__(self) -> str:
        return f"{self.authority}, {self.currency}"


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the corpus with its manifest entry. `path` is POSIX style, below the corpus folder."""

    id: str
    path: str
    title: str
    kind: str = "document"
    authority: Authority = Authority.UNSTATED
    publisher: str = ""
    area: str = ""
    effective_on: date | None = None
    review_by: date | None = None
    supersedes: tuple[str, ...] = ()
    withdrawn: bool = False
    audience: tuple[str, ...] = ()
    source_url: str = ""

    def is_for(self, audiences: Iterable[str]) -> bool:
        """Whether somebody who belongs to these audiences may be shown it; one without an audience is for everyone."""
        return not self.audience or not set(self.audience).isdisjoint(audiences)

    def standing(self, today: date, superseded: bool) -> Standing:
        """Its standing on `today`; `superseded` says whether another live document replaces it."""
        if self.withdrawn:
            currency = Currency.WITHDRAWN
        elif superseded:
            currency = Currency.SUPERSEDED
        elif self.review_by is not None and self.review_by < today:
            currency = Currency.PAST_REVIEW
        else:
            currency = Currency.CURRENT
        return Standing(self.authority, currency)


@dataclass(frozen=True, slots=True)
class PageReference:
    """A page by its index in the file, from 1, and by the number printed on it."""

    index: int
    printed: str | None = None

    def __str__(self) -> str:
        if self.printed is None or self.printed == str(self.index):
            return f"p. {self.index}"
        return f"p. {self.index} (printed {self.printed})"


@dataclass(frozen=True, slots=True)
class Version:
    """One content of a document, named by its SHA-256 (64 hex digits)."""

    document: Document
    sha256: str
    media_type: str
    page_count: int | None
    unreadable_pages: tuple[int, ...]
    ingested_at: datetime
    ingested_by: str


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact span of a version's text: `text` is its characters [start, end).

    `place` says where it stands in a format that has no pages, or other words for them ("sheet Levels, row 4").
    """

    version: Version
    ordinal: int
    text: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: PageReference | None = None
    place: str = ""

    @property
    def id(self) -> str:
        """Unique in an edition, and the same wherever the version is ingested as the same document."""
        return f"{self.version.document.id}@{self.version.sha256[:12]}#{self.ordinal}"

    @property
    def is_beside_a_picture(self) -> bool:
        """Whether its page shows a chart or picture that could not be read."""
        return self.page is not None and self.page.index in self.version.unreadable_pages

    @property
    def locator(self) -> str:
        """Where a person finds it: "p. 26 (printed 24), Key Learning Points", "slide 3, Referrals"."""
        where = self.place or (str(self.page) if self.page else "")
        return ", ".join(filter(None, [where, self.heading])) or "at the beginning"

    @property
    def heading(self) -> str:
        """The nearest heading; nothing where it says no more than the document's title or the place."""
        # The column heads of a table are the last heading of its rows: too long to name a place.
        titles = [heading for heading in self.headings if " | " not in heading]
        told = (self.version.document.title, self.place.removeprefix("sheet ").partition(", ")[0])
        return next((heading for heading in titles[-1:] if heading not in told), "")


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that retrieval found; `score` lies in [0, 1], `found_by` holds its parts by name.

    `section` is the passage with its neighbours of the same page, in order.
    """

    passage: Passage
    score: float
    found_by: Mapping[str, float] = field(default_factory=dict)
    section: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """The text of the section, or of the passage alone where it has none."""
        return "\n".join(passage.text for passage in self.section or (self.passage,))


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same thread, and what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and where. `event_id` names the message, so that it is answered once.

    `audiences` are those whose restricted documents may be shown where the answer goes.
    """

    text: str
    asker: str = ""
    thread: str = ""
    event_id: str = ""
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    history: tuple[Turn, ...] = ()
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement's evidence: a frozen copy of the passage and the words of it that are quoted."""

    marker: int
    passage: Passage
    quote: str
    standing: Standing
    check: QuoteCheck


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of an answer."""

    text: str
    citations: tuple[Citation, ...]

    def rests_on(self, currency: Currency) -> bool:
        """Whether a document that it cites was of that currency."""
        return any(citation.standing.currency == currency for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model was given and gave, in tokens as its provider counts them.

    `cost` is in the currency that the prices are set in, None where none is set.
    """

    input_tokens: int
    output_tokens: int
    cost: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            (self.cost or 0) + (other.cost or 0) if known else None,
        )


def total_usage(*usages: Usage | None) -> Usage | None:
    """The sum of those that are known, None where none is."""
    known = [usage for usage in usages if usage]
    return reduce(Usage.__add__, known) if known else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was replied, and everything needed to reconstruct why.

    `notice` is the fixed wording of an outcome that is not an answer (a safety card, a refusal);
    `language_model` is "extractive" when none was used. `usage` is None where no language model was asked or its
    provider did not say.
    """

    id: str
    question: Question
    outcome: Outcome
    statements: tuple[Statement, ...] = ()
    notice: str = ""
    considered: tuple[Match, ...] = ()
    edition: str = ""
    prompt_digest: str = ""
    language_model: str = ""
    seconds: float = 0.0
    usage: Usage | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in the order of its marker."""
        by_marker = {c.marker: c for s in self.statements for c in s.citations}
        return tuple(by_marker[marker] for marker in sorted(by_marker))

    @property
    def text(self) -> str:
        """The reply as plain text: each statement with its markers, then the notice; a safety card comes first."""
        lines = [
            statement.text + "".join(f" [{c.marker}]" for c in statement.citations) for statement in self.statements
        ]
        notice = [self.notice] if self.notice else []
        return "\n\n".join([*notice, *lines] if self.outcome is Outcome.URGENT else [*lines, *notice])


class FeedbackKind(StrEnum):
    """What somebody thinks of an answer."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    OUT_OF_DATE = "out of date"
    NOT_SAID = "the source does not say this"
    MISSING = "something is missing"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks of an answer, with a note in their own words or none."""

    answer_id: str
    kind: FeedbackKind
    note: str
    given_by: str
    given_at: datetime


class MarkKind(StrEnum):
    """What can become of an answer after it was given."""

    QUESTION_DELETED = "question deleted"
    STOPPED = "stopped"
    SHARED = "shared in a channel"
    HANDED_ON = "handed to a person"
    TOLD = "told that it no longer holds"
    NOT_TOLD = "could not be told"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that became of an answer; `detail` says which where there can be several, such as an edition."""

    answer_id: str
    kind: MarkKind
    detail: str
    marked_by: str
    marked_at: datetime


def is_said(quote: str, text: str) -> bool:
    """Whether a statement's text says a quote word for word, but for an editor's words in square brackets."""
    return _EDITORS_WORDS.sub("", quote) in _EDITORS_WORDS.sub("", text)


def under_headings(statements: Sequence[Statement]) -> list[tuple[str, Statement]]:
    """Each statement with the line that stands above it: where another section begins, its document and heading.

    The document is named where it changes. There is no line where one section holds all statements.
    """
    places = [_place(statement) for statement in statements]
    if len(set(places)) == 1:
        return [("", statement) for statement in statements]
    lines, last = [], ("", "")
    for title, heading in places:
        parts = [title if title != last[0] else "", heading if (title, heading) != last else ""]
        lines.append(" – ".join(filter(None, parts)))
        last = (title, heading)
    return list(zip(lines, statements, strict=True))


def _place(statement: Statement) -> tuple[str, str]:
    passages = [citation.passage for citation in statement.citations[:1]]
    return next(((each.version.document.title, each.heading) for each in passages), ("", ""))


def by_place(citations: Iterable[Citation]) -> list[tuple[Citation, ...]]:
    """Citations of the same place of the same document together, in the order of each first."""
    places: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        passage = citation.passage
        places.setdefault((passage.version.document.path, passage.locator), []).append(citation)
    return [tuple(each) for each in places.values()]
