"""Draws what is reviewed of the answers that nothing else put in the queue: at random, by strata, and repeatably."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.errors import ReviewError
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.samples import Candidate, Stratum

_NONE = "none"


class NothingToDrawError(ReviewError):
    """Every answer of the wanted days is in the queue already, or none was given."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn by a seed, the stratum of each by its id, and how many of how many in each stratum."""

    seed: str
    drawn: Mapping[str, str]
    strata: tuple[Stratum, ...]


def stratum_of(candidate: Candidate) -> str:
    """Outcome, document, agency and ISO week: "answered | procedures/bruising.pdf | health | 2026-W10".

    The agency is that of the audiences whose restricted documents the answer could be made from: user groups of Slack
    such as "police". In a channel there are none, and the ledger knows no other group of whoever asked.
    """
    year, week, _ = candidate.asked_at.astimezone(UTC).isocalendar()
    agency = ", ".join(sorted(candidate.audiences)) or _NONE
    return f"{candidate.outcome} | {candidate.document or _NONE} | {agency} | {year}-W{week:02}"


def draw(candidates: Sequence[Candidate], number: int, seed: str) -> Draw:
    """Draw `number` of the candidates, or all where there are no more; the same of each for a seed.

    Each stratum gives its share, and at least one. Where there are more strata than answers wanted, every so many-th
    answer is drawn in the order of their strata from a random start: each answer then has the same chance, and every
    outcome, document, agency and week its share as near as can be.
    """
    chance = random.Random(seed)
    # Only random() itself is promised to stay the same in every version of Python.
    keys = {each.answer_id: chance.random() for each in sorted(candidates, key=lambda each: each.answer_id)}
    by_stratum: dict[str, list[str]] = {}
    for each in sorted(candidates, key=lambda each: keys[each.answer_id]):
        by_stratum.setdefault(stratum_of(each), []).append(each.answer_id)
    names, wanted = sorted(by_stratum), min(number, len(keys))
    if wanted >= len(names):
        shares = allocation([len(by_stratum[name]) for name in names], wanted)
        drawn = {id: name for name, share in zip(names, shares, strict=True) for id in by_stratum[name][:share]}
    else:
        in_order = [(id, name) for name in names for id in by_stratum[name]]
        step, start = len(in_order) / max(wanted, 1), chance.random()
        drawn = dict(in_order[int((start + turn) * step)] for turn in range(wanted))
    counted = list(drawn.values())
    return Draw(seed, drawn, tuple(Stratum(name, len(by_stratum[name]), counted.count(name)) for name in names))


def allocation(sizes: Sequence[int], number: int) -> list[int]:
    """How many to draw of strata of these sizes, `number` in all: by share, at least one of each and never too many.

    `number` is at least the number of strata, and at most the sum of the sizes.
    """
    total = sum(sizes)
    shares = [min(size, max(1, size * number // total)) for size in sizes]
    while sum(shares) != number:
        step = 1 if sum(shares) < number else -1
        # Whoever has least of what is due gains one; whoever has most above it loses one, but not the last.
        movable = [n for n, share in enumerate(shares) if (share < sizes[n] if step == 1 else share > 1)]
        moved = max(movable, key=lambda n: step * (sizes[n] * number / total - shares[n]))
        shares[moved] += step
    return shares


def draw_sample(
    ledger: Ledger,
    since: datetime,
    until: datetime,
    by: str,
    share: float | None = None,
    number: int | None = None,
    seed: str = "",
) -> Draw:
    """Draw a share, or a number, of the answers asked in [since, until) and queue them; a seed is made up where none is
    given. The draw is in the ledger, under whoever drew it. Raises ReviewError where there is nothing to draw from.
    """
    candidates = ledger.samples.candidates(since, until)
    if not candidates:
        raise NothingToDrawError("There is nothing to draw from: no answer of these days is outside the queue.")
    wanted = number if number is not None else max(1, round((share or 0) * len(candidates)))
    seed = seed.strip() or secrets.token_hex(8)
    found = draw(candidates, wanted, seed)
    ledger.samples.add(seed, since, until, len(found.drawn) / len(candidates), found.strata, found.drawn, by)
    return found
