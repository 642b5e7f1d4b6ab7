"""What the console calls things: plain English for outcomes, checks and moments."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from knowledge.domain import Feedback, FeedbackKind, Mark, MarkKind, Outcome, QuoteCheck
from knowledge.ledger.actions import is_about_correction
from knowledge.periods import Period
from knowledge.verdicts import ActionKind

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

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


def period_words(period: Period) -> str:
    """ "January to March 2026" of a quarter; "2 March 2026 to 15 March 2026" of other spans."""
    if period.quarter:
        return f"{period.since:%B} to {period.last_day:%B %Y}"
    return f"{day_words(period.since)} to {period.last_day.day} {period.last_day:%B %Y}"


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


def turns_reading(text: str) -> bool:
    """Whether a text holds characters that override or embed a direction of reading, which no plain text needs."""
    return _TURNING.search(text) is not None


def shortened_words(text: str, limit: int) -> str:
    """`text` in one line of `limit` characters at most, with an ellipsis where something is left out."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def sentence_words(text: str) -> str:
    """`text` with a capital letter at its beginning; titles in it stay as they are."""
    return text[:1].upper() + text[1:]


def action_words(text: str, kind: ActionKind) -> str:
    """What somebody wrote to an action: an entry that settles a note begins with the note's number."""
    return text.partition("\n")[2] if kind is ActionKind.SETTLE else text


def mark_words(mark: Mark) -> str:
    """What became of an answer, and which where there can be several."""
    if is_about_correction(mark.detail):
        return "A correction was told" if mark.kind is MarkKind.TOLD else "A correction could not be told"
    return mark.kind.capitalize() + (f" ({mark.detail})" if mark.detail else "")


def count_words(count: int, noun: str) -> str:
    """ "1 citation", "2 citations"; nouns that take an s only."""
    return f"{format(count, ',') if count else 'no'} {noun}{'' if count == 1 else 's'}"
