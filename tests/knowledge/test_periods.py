"""Quarters and other spans of time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.periods import Period, days, quarter, quarter_of


@pytest.mark.parametrize("name", ["2026Q4", "2026q4", " 2026-Q4 "])
def test_a_quarter_by_name(name: str) -> None:
    assert Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)) == quarter(name)


@pytest.mark.parametrize("name", ["", "2026", "2026Q5", "2026Q0", "Q4 2026", "0001Q1", "２０２６Q1"])
def test_what_is_no_quarter(name: str) -> None:
    with pytest.raises(ValueError, match="write it as 2026Q4"):
        quarter(name)


def test_a_quarter_knows_its_name_and_the_one_before() -> None:
    assert [quarter("2026Q1").quarter, quarter("2026Q1").before.quarter] == ["2026Q1", "2025Q4"]
    assert quarter("2026Q1").last_day == date(2026, 3, 31)


def test_the_quarter_that_a_moment_lies_in_is_that_of_utc() -> None:
    moment = datetime(2026, 10, 1, 0, 30, tzinfo=UTC).astimezone(tz=None)
    assert quarter_of(moment).quarter == "2026Q4"
    assert quarter_of(datetime(2026, 9, 30, 23, 59, tzinfo=UTC)).quarter == "2026Q3"


def test_days_include_the_last_one() -> None:
    period = days(date(2026, 3, 2), date(2026, 3, 15))
    assert (period.until - period.since, period.last_day, period.quarter) == (timedelta(14), date(2026, 3, 15), "")
    assert period.before == days(date(2026, 2, 16), date(2026, 3, 1))


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        days(date(2026, 3, 15), date(2026, 3, 2))


def test_weeks_begin_on_mondays_and_the_first_with_the_period() -> None:
    weeks = quarter("2026Q1").weeks
    assert [weeks[0], weeks[1], weeks[-1]] == [datetime(2026, *day, tzinfo=UTC) for day in ((1, 1), (1, 5), (3, 30))]
    assert {0} == {week.weekday() for week in weeks[1:]}
