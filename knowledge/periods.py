"""Spans of time that a report is about: calendar quarters, or any two days."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE | re.ASCII)
_WEEK = timedelta(days=7)
# So that the span before one always lies in the calendar, however long it is.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@dataclass(frozen=True, slots=True)
class Period:
    """The moments from `since` up to, but not with, `until`; both in UTC."""

    since: datetime
    until: datetime

    @property
    def quarter(self) -> str:
        """ "2026Q4" where it is a calendar quarter, "" where it is not."""
        name = f"{self.since.year}Q{(self.since.month + 2) // 3}"
        return name if self == _quarter_that_holds(self.since) else ""

    @property
    def before(self) -> "Period":
        """The quarter before a quarter; before other spans one of the same length."""
        if self.quarter:
            return _quarter_that_holds(self.since - timedelta(days=1))
        return Period(self.since - (self.until - self.since), self.since)

    @property
    def last_day(self) -> date:
        """The last day that is in it."""
        return (self.until - timedelta(microseconds=1)).date()

    @property
    def weeks(self) -> tuple[datetime, ...]:
        """Where its weeks begin, on Mondays; the first begins with the period."""
        monday = self.since + timedelta(days=7 - self.since.weekday())
        starts = [self.since]
        while monday < self.until:
            starts.append(monday)
            monday += _WEEK
        return tuple(starts)


def quarter(name: str) -> Period:
    """The calendar quarter of a name such as "2026Q4"; raises ValueError for any other text."""
    found = _QUARTER.fullmatch(name.strip())
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise ValueError(f"{name!r} is no quarter: write it as 2026Q4.")
    return _quarter_at(int(found[1]), int(found[2]))


def quarter_of(moment: datetime) -> Period:
    """The calendar quarter that a moment lies in."""
    return _quarter_that_holds(moment.astimezone(UTC))


def days(since: date, until: date) -> Period:
    """From one day to another, both included; raises ValueError where they are the wrong way round, or no real days."""
    if until < since:
        raise ValueError("The last day lies before the first.")
    if since.year < _FIRST_YEAR or until.year > _LAST_YEAR:
        raise ValueError(f"Give days between {_FIRST_YEAR} and {_LAST_YEAR}.")
    return Period(_midnight(since), _midnight(until + timedelta(days=1)))


def _quarter_that_holds(moment: datetime) -> Period:
    return _quarter_at(moment.year, (moment.month + 2) // 3)


def _quarter_at(year: int, number: int) -> Period:
    first = 3 * number - 2
    following = (year + 1, 1) if number == 4 else (year, first + 3)
    return Period(datetime(year, first, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
