"""Keeps small numbers out of tables: of what few asked, it could be told who did. No input or output."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of counts by group: those of at least LEAST, and all the rest together.

    `rest` is 0 where nothing was held back, None where the rest is too small to be told.
    """

    counts: Mapping[str, int]
    rest: int | None


def suppressed(counts: Mapping[str, int]) -> Shown:
    """Counts without the small ones. Which groups were held back is not said, so that none can be worked out.

    The total of such a table is often known, and with it the rest: where that would be small too, the smallest groups
    that could be shown join it. Groups of one size join together, so that their order tells nothing.
    """
    shown = {group: count for group, count in counts.items() if count >= LEAST}
    rest = sum(counts.values()) - sum(shown.values())
    while 0 < rest < LEAST and shown:
        least = min(shown.values())
        joining = [group for group, count in shown.items() if count == least]
        rest += sum(shown.pop(group) for group in joining)
    return Shown(shown, None if 0 < rest < LEAST else rest)
