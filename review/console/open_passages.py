"""Passages of editions, kept open between requests: an edition never changes once it is published."""

from functools import lru_cache
from pathlib import Path

from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError
from knowledge.passages import PassageStore

_KEPT = 4


def live_passages(editions: Editions) -> PassageStore | None:
    """Those of the edition that answers; None where there is none that can be read."""
    live = editions.live_id
    return passages_of(editions, live) if live else None


def passages_of(editions: Editions, edition: str) -> PassageStore | None:
    """Those of an edition; None where it is not kept any more, or cannot be read."""
    folder = editions.folder / edition
    if edition != Path(edition).name or edition.startswith("."):  # it comes from the ledger, and must be no way out
        return None
    try:
        return _opened(folder)
    except IndexUnavailableError:
        return None


@lru_cache(maxsize=_KEPT)
def _opened(folder: Path) -> PassageStore:
    return PassageStore.open(folder / "passages.db")
