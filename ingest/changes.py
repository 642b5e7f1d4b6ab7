"""What differs between the live edition and the next, told from their documents and digests."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.domain import Document
from knowledge.editions import superseded_paths
from knowledge.ingest_report import IngestReport, StandingChange


@dataclass(frozen=True, slots=True)
class Content:
    """A document and the SHA-256 of its content."""

    document: Document
    sha256: str


def with_changes(
    report: IngestReport, before: Mapping[str, Content], after: Mapping[str, Content], today: date
) -> IngestReport:
    """The report with what became of each path; a file that failed is none of these."""
    failed = {failure.path for failure in report.failed}
    gone = [path for path in before if path not in after and path not in failed]
    renamed = _renamed(gone, before, after)
    origins = {path: path for path in after if path in before} | {new: old for old, new in renamed}
    same = {path for path, old in origins.items() if path == old and before[path].sha256 == after[path].sha256}
    return replace(
        report,
        added=tuple(path for path in after if path not in origins),
        changed=tuple(path for path in after if path in before and path not in same),
        unchanged=tuple(path for path in after if path in same),
        removed=tuple(path for path in gone if path not in origins.values()),
        renamed=renamed,
        redescribed=tuple(path for path in after if path in same and before[path].document != after[path].document),
        standings=tuple(_standing_changes(origins, before, after, today)),
    )


def has_changes(report: IngestReport) -> bool:
    """Whether the next edition would hold anything else than the live one."""
    return any((report.added, report.changed, report.removed, report.renamed, report.redescribed, report.standings))


def _renamed(
    gone: Sequence[str], before: Mapping[str, Content], after: Mapping[str, Content]
) -> tuple[tuple[str, str], ...]:
    """Each new path whose content stood under a path that is gone: (old, new). A copy of what stays is added."""
    old_paths = defaultdict[str, list[str]](list)
    for path in gone:
        old_paths[before[path].sha256].append(path)
    new = (path for path in after if path not in before)
    return tuple((old_paths[digest].pop(0), path) for path in new if old_paths[digest := after[path].sha256])


def _standing_changes(
    origins: Mapping[str, str], before: Mapping[str, Content], after: Mapping[str, Content], today: date
) -> Iterator[StandingChange]:
    was, now = _superseded(before), _superseded(after)
    for path, old in origins.items():
        old_standing = str(before[old].document.standing(today, old in was))
        new_standing = str(after[path].document.standing(today, path in now))
        if old_standing != new_standing:
            yield StandingChange(path, old_standing, new_standing)


def _superseded(contents: Mapping[str, Content]) -> frozenset[str]:
    return superseded_paths([content.document for content in contents.values()])
