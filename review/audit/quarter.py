"""What a report of a period reads, each part when it is first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from knowledge.domain import Currency, Outcome, Version
from knowledge.editions import Editions, EditionSummary, superseded_paths
from knowledge.errors import IndexUnavailableError
from knowledge.ledger.figures import Asked, By, CitedVersion, Profile
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.reviewed import ToReview
from knowledge.ledger.samples import Sample
from knowledge.periods import Period
from knowledge.verdicts import Action, ActionKind, Entry, Review, Seat, Subject, standing
from review.audit.gaps import GAPS, Gap, gap_themes
from review.audit.seats import next_seat, result, wants_second
from review.audit.themes import Themes

REPORTED_ACTIONS = (ActionKind.CORRECT, ActionKind.WITHDRAW, ActionKind.GOLDEN, ActionKind.NOTE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict that stands, with all that it is grouped by; `document` is empty of an answer as a whole."""

    answer_id: str
    subject: Subject
    judgement: str
    reason: str
    document: str
    title: str
    outcome: str
    language_model: str
    ground: str
    stratum: str


@dataclass(frozen=True, slots=True)
class LiveDocument:
    """A document of the live edition and what it counts for today."""

    path: str
    title: str
    version: str
    currency: Currency


class Quarter:
    """The rows that a report of a period is made from. Reading raises LedgerError.

    A verdict counts unless a second reviewer is still to judge blind: nobody learns from a report what the first said.
    Who is judged twice was decided by lot, so leaving these out favours nothing. Where two differ and a third is still
    to decide, the first reviewer's verdict counts: leaving out what is contested would favour the good.
    """

    def __init__(
        self, ledger: Ledger, period: Period, themes: Themes, editions: Editions, second_share: float, now: datetime
    ) -> None:
        self.figures = ledger.figures
        self.period = period
        self._ledger = ledger
        self._themes = themes
        self._editions = editions
        self._second_share = second_share
        self.now = now

    def before(self) -> "Quarter":
        """The same of the period before."""
        return Quarter(self._ledger, self.period.before, self._themes, self._editions, self._second_share, self.now)

    @cached_property
    def profile(self) -> Profile:
        """The answers counted by all that they can be counted by."""
        return self.figures.profile(self.period)

    @cached_property
    def outcomes(self) -> Mapping[str, int]:
        """How many questions ended how."""
        return self.profile.by(By.OUTCOME)

    @property
    def asked_in_all(self) -> int:
        """How many questions were asked."""
        return sum(self.outcomes.values())

    @cached_property
    def asked(self) -> list[Asked]:
        """What was asked, where it was kept, newest first."""
        return self.figures.asked(self.period)

    @cached_property
    def themed(self) -> dict[str, list[str]]:
        """The answers of each theme."""
        found: dict[str, list[str]] = {}
        for each in self.asked:
            found.setdefault(self._themes.of(each.question), []).append(each.answer_id)
        return found

    @cached_property
    def gaps(self) -> dict[Outcome, dict[str, Gap]]:
        """The answers that left something open, by how they did and by theme."""
        asked = self.asked if "asked" in self.__dict__ else self.figures.asked(self.period, GAPS)
        return gap_themes((each for each in asked if each.outcome in GAPS), self._themes)

    @cached_property
    def cited(self) -> tuple[CitedVersion, ...]:
        """Which versions were cited how often."""
        return self.figures.cited_versions(self.period)

    @cached_property
    def publishers(self) -> dict[str, set[tuple[str, str]]]:
        """The cited versions (path, SHA-256) of each publisher and area."""
        found: dict[str, set[tuple[str, str]]] = {}
        versions = sorted({(each.document, each.version) for each in self.cited})
        for version, names in self.figures.publishers(versions).items():
            found.setdefault(", ".join(filter(None, names)), set()).add(version)
        return found

    @cached_property
    def queue(self) -> dict[str, ToReview]:
        """The answers that are to be reviewed, by id, newest first."""
        return {each.answer_id: each for each in self._ledger.reviewed.queued(self.period)}

    @cached_property
    def histories(self) -> dict[str, tuple[Entry, ...]]:
        """The reviews of each reviewed answer."""
        return self._ledger.reviews.histories(self.period.since, self.period.until)

    @cached_property
    def standing(self) -> dict[str, tuple[Review, ...]]:
        """The reviews that stand of each queued answer, newest answer first."""
        return {answer_id: standing(self.histories.get(answer_id, ())) for answer_id in self.queue}

    @cached_property
    def _next(self) -> dict[str, Seat | None]:
        return {
            answer_id: next_seat(reviews, wants_second(self.queue[answer_id].lot, self._second_share))
            for answer_id, reviews in self.standing.items()
        }

    @cached_property
    def counted(self) -> dict[str, tuple[Review, ...]]:
        """The standing reviews of each answer whose verdicts count."""
        still_blind = (Seat.FIRST, Seat.SECOND)
        return {id: reviews for id, reviews in self.standing.items() if self._next[id] not in still_blind}

    @property
    def undecided(self) -> list[str]:
        """The answers of which two reviewers said different things, and a third is to decide."""
        return [id for id, seat in self._next.items() if seat is Seat.THIRD]

    @property
    def waiting(self) -> list[str]:
        """The queued answers whose verdicts do not count yet."""
        return [answer_id for answer_id in self.queue if answer_id not in self.counted]

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every verdict that stands, on citations and on answers as a whole."""
        places = self._ledger.reviewed.places(self.counted)
        found = []
        for answer_id, reviews in self.counted.items():
            queued = self.queue[answer_id]
            for subject, verdict in result(reviews).items():
                place = places.get(answer_id, {}).get(subject)
                found.append(
                    Judged(
                        answer_id,
                        subject,
                        verdict.judgement.value,
                        verdict.reason,
                        place.document if place else "",
                        place.title if place else "",
                        queued.outcome.value,
                        queued.language_model,
                        queued.ground.value,
                        queued.stratum,
                    )
                )
        return tuple(found)

    @cached_property
    def draws(self) -> tuple[Sample, ...]:
        """The samples that were drawn from a time that overlaps the period, the oldest first."""
        drawn = (each for each in reversed(self._ledger.samples.all()))
        return tuple(each for each in drawn if each.since < self.period.until and each.until > self.period.since)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """What was done in the period about answers and documents."""
        return self._ledger.reviewed.actions(self.period, REPORTED_ACTIONS)

    @cached_property
    def live(self) -> tuple[LiveDocument, ...]:
        """The documents that are live now; none where nothing has been published."""
        try:
            store = self._editions.open_live_passages()
        except IndexUnavailableError:
            return ()
        try:
            versions: Mapping[str, Version] = store.versions
        finally:
            store.close()
        replaced = superseded_paths([version.document for version in versions.values()])
        return tuple(
            LiveDocument(
                path,
                version.document.title,
                version.sha256,
                version.document.standing(self.now.date(), path in replaced).currency,
            )
            for path, version in sorted(versions.items())
        )

    @cached_property
    def stale(self) -> dict[str, tuple[frozenset[tuple[str, str]] | None, tuple[Currency, ...]]]:
        """Which citations are superseded: "then", when they were made, and "since"; and "all" there are."""
        good = {(each.path, each.version) for each in self.live if each.currency in _IN_FORCE}
        replaced = frozenset((each.document, each.version) for each in self.cited) - good if self.live else frozenset()
        return {"all": (None, tuple(Currency)), "then": (None, _REPLACED), "since": (frozenset(replaced), _IN_FORCE)}

    @cached_property
    def published(self) -> list[tuple[EditionSummary, Mapping[str, Any]]]:
        """The editions that were built in the period, newest first, each with the report of its ingest."""
        return [
            (summary, self._editions.report(summary.id))
            for summary in self._editions.summaries()
            if self.period.since <= datetime.fromisoformat(summary.created_at) < self.period.until
        ]


_IN_FORCE = (Currency.CURRENT, Currency.PAST_REVIEW)
_REPLACED = (Currency.SUPERSEDED, Currency.WITHDRAWN)
