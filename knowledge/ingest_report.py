"""What an ingest reports: what became of each document, what to look at, and what a new edition changes."""

from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not go in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestWarning:
    """Something the partnership team should know of a document that went in; `kind` groups like with like."""

    path: str
    page: int | None
    what: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A document that counts for something else than before, in words: "local procedure, superseded"."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """A piece of a golden question's evidence that an edition does not find, and why."""

    document: str
    page: int | None
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A golden question and the evidence that an edition does not find; `found_before` by the live one."""

    id: str
    question: str
    missing: tuple[MissingEvidence, ...]
    found_before: bool


@dataclass(frozen=True, slots=True)
class GateResult:
    """How an edition did on the golden questions, by their ids; `found_before` is None where nothing is live.

    `reworded` are those that it finds, but in other words than the live edition: perhaps with another answer.
    """

    asked: int
    found: tuple[str, ...]
    found_before: tuple[str, ...] | None
    missed: tuple[MissedQuestion, ...]
    reworded: tuple[MissedQuestion, ...] = ()


class Cause(StrEnum):
    """Why a past answer's evidence no longer holds."""

    CHANGED = "changed"
    REMOVED = "removed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Impact:
    """A citation of a past answer that an edition takes away; `asked_at` is ISO 8601, UTC.

    `question` and `thread` are for whoever runs the ingest: empty in a report that was kept.
    """

    answer_id: str
    question: str
    thread: str
    asked_at: str
    document: str
    page: int | None
    quote: str
    why: Cause


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version that waits for a second person's approval, with the command that gives it."""

    path: str
    version: str
    ingested_by: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, by path below the corpus folder.

    A document is in one of added, changed, unchanged, renamed (old path, new path), removed and failed.
    `redescribed` are those whose manifest entry alone is another than before. `published` is false where nothing
    changed: `edition` is then the one that was live before.
    """

    edition: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    redescribed: tuple[str, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    failed: tuple[Failure, ...] = ()
    warnings: tuple[IngestWarning, ...] = ()
    passages: int = 0
    embedded: int = 0
    pages: int = 0
    seconds: float = 0.0
    published: bool = True
    held: tuple[HeldVersion, ...] = ()
    gate: GateResult | None = None
    impact: tuple[Impact, ...] = ()

    @property
    def without_questions(self) -> "IngestReport":
        """The report as it may be kept: what people asked, and where, stands in the ledger alone, which forgets it."""
        impact = tuple(replace(each, question="", thread="") for each in self.impact)
        return replace(self, impact=impact)
