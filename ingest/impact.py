"""Impact: what past answers quoted that a new edition takes away."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from knowledge.domain import Currency, QuoteCheck, Version
from knowledge.editions import superseded_paths
from knowledge.ingest_report import Cause, Impact
from knowledge.ledger.ledger import PastCitation
from knowledge.passages import PassageStore
from knowledge.quoting import check_quote

Versions = Mapping[str, Version]

_HELD_ONCE = (Currency.SUPERSEDED, Currency.WITHDRAWN)


def touched_documents(before: Versions, after: Versions) -> dict[str, Cause]:
    """The documents of `before` that `after` withdraws, removes, supersedes or changes, all by path."""
    touched = {}
    superseded_before, superseded = _superseded(before), _superseded(after)
    contents = {version.sha256 for version in after.values()}
    for path, version in before.items():
        if path not in after:
            if version.sha256 not in contents:  # a renamed file still says what it said
                touched[path] = Cause.REMOVED
        elif after[path].document.withdrawn and not version.document.withdrawn:
            touched[path] = Cause.WITHDRAWN
        elif path in superseded - superseded_before:
            touched[path] = Cause.SUPERSEDED
        elif after[path].sha256 != version.sha256:
            touched[path] = Cause.CHANGED
    return touched


def impacts(
    past: Iterable[PastCitation], touched: Mapping[str, Cause], live: PassageStore, candidate: PassageStore
) -> Iterator[Impact]:
    """The citations that held in the live edition and no longer do in the candidate.

    A quote that still stands in the changed document, wherever in it, is none; nor is one that was gone before, or
    that was given as no longer in force.
    """

    @cache
    def text(edition: PassageStore, path: str) -> str:
        # Joined, because a quote may stand where the new version is cut into other passages.
        return "\n".join(passage.text for passage in edition.of(path))

    def stands(edition: PassageStore, citation: PastCitation) -> bool:
        return check_quote(citation.quote, text(edition, citation.document)) != QuoteCheck.MISSING

    for citation in past:
        cause = touched[citation.document]
        if not stands(live, citation):
            continue
        if cause == Cause.CHANGED and stands(candidate, citation):
            continue
        if cause in (Cause.SUPERSEDED, Cause.WITHDRAWN) and citation.currency in _HELD_ONCE:
            continue
        yield Impact(
            answer_id=citation.answer_id,
            question=citation.question,
            thread=citation.thread,
            asked_at=citation.asked_at.isoformat(),
            document=citation.document,
            page=citation.page,
            quote=citation.quote,
            why=cause,
        )


def _superseded(versions: Versions) -> frozenset[str]:
    return superseded_paths([version.document for version in versions.values()])
