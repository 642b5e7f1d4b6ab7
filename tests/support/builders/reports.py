"""Reports with everything in them."""

from dataclasses import dataclass

from knowledge.domain import Failure, IngestReport


@dataclass(frozen=True, slots=True)
class FullReport(IngestReport):
    """A report with the lists that not every ingest makes."""

    renamed: tuple[tuple[str, str], ...] = ()
    held: tuple[Failure, ...] = ()
    impact: tuple[Failure, ...] = ()
