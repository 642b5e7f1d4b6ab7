"""What the console calls things: plain English for outcomes, checks and moments."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from knowledge.domain import Feedback, FeedbackKind, Outcome, QuoteCheck

OUTCOME_WORDS = {
    Outcome.ANSWERED: "Answered",
    Outcome.PARTIAL: "Answered in part",
    Outcome.NOT_FOUND: "Not found in the documents",
    Outcome.UNSUPPORTED: "Declined: the quotes did not hold",
    Outcome.URGENT: "Safety card shown",
    Outcome.IDENTIFIERS: "Not processed: it could identify somebody",
    Outcome.JUDGEMENT: "Left to a professional: criteria given",
    Outcome.OUT_OF_SCOPE: "Out of scope",
    Outcome.UNAVAILABLE: "Not answered: Signpost was unavailable",
}

CHECK_WORDS = {
    QuoteCheck.EXACT: "Word for word",
    QuoteCheck.NORMALISED: "Word for word, but for spacing, dashes or quotation marks",
    QuoteCheck.MISSING: "Not in the passage",
}


def moment_words(moment: datetime) -> str:
    """ "2 March 2026, 09:15 UTC"."""
    return f"{day_words(moment)}, {moment.astimezone(UTC):%H:%M} UTC"


def day_words(moment: datetime) -> str:
    """ "2 March 2026", in UTC."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y}"


def iso_moment_words(text: str) -> str:
    """ "2 March 2026, 09:15 UTC", from ISO 8601."""
    return moment_words(datetime.fromisoformat(text))


def iso_day_words(text: str) -> str:
    """ "2 March 2026", from an ISO date, or from a moment in UTC."""
    day = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(UTC)
    return f"{day.day} {day:%B %Y}"


def size_words(size: int) -> str:
    """ "0.3 MB", "12 MB"; small files in KB."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB" if size < 10_000_000 else f"{size / 1_000_000:.0f} MB"


def feedback_words(given: Iterable[Feedback]) -> tuple[str, ...]:
    """ "Helpful (2)", "Wrong (1)": how often each kind was given, what is wrong last."""
    counts = Counter(each.kind for each in given)
    return tuple(f"{kind.capitalize()} ({counts[kind]})" for kind in FeedbackKind if counts[kind])


def count_words(count: int, noun: str) -> str:
    """ "1 citation", "2 citations"; nouns that take an s only."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
