"""What the ingestion process finds when it looks at a file that was put in. No input or output here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Findings:
    """`pages` is None for formats without pages. `warnings` are pairs of page (or None) and what.

    `same_as` are the live paths of the same content; `likely` is the live path that it is probably the next version
    of, empty where none is alike. `entry` is a proposal for its manifest entry, as JSON.
    """

    title: str
    pages: int | None
    unreadable: tuple[int, ...]
    passages: int
    warnings: tuple[tuple[int | None, str], ...]
    same_as: tuple[str, ...]
    likely: str
    entry: Mapping[str, Any]
