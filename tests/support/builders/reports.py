"""Reports with everything in them."""

from dataclasses import dataclass

from knowledge.domain import IngestReport


@dataclass(frozen=True, slots=True)
class Held:
    """A version that waits."""

    path: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class Change:
    """A standing that changed."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A citation of a past answer."""

    answer_id: str
    question: str
    page: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Golden:
    """How golden questions went."""

    asked: int
    found: tuple[str, ...]
    found_before: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class FullReport(IngestReport):
    """A report with the lists that not every ingest makes."""

    renamed: tuple[tuple[str, str], ...] = (("old.pdf", "a.pdf"),)
    redescribed: tuple[str, ...] = ("c.pdf",)
    standings: tuple[Change, ...] = (Change("d.pdf", "report, current", "report, superseded"),)
    held: tuple[Held, ...] = (Held("b.pdf", "Waits for approval.", "signpost approve b.pdf"),)
    impact: tuple[Affected, ...] = (
        Affected("A1", "How soon?", 3, "changed"),
        Affected("A1", "How soon?", 4, "changed"),
    )
    gate: Golden | None = Golden(4, ("g1", "g2", "g3"), ("g1",))
