"""Working days are counted over weekends, holidays, make-up days and years without a notice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.working_time import Calendar, add_working_days

ZONE = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = frozenset(date(2026, 10, d) for d in (1, 2, 5, 6, 7))
MAKE_UP = frozenset({date(2026, 9, 20), date(2026, 10, 10)})
CALENDAR = Calendar(NATIONAL_DAY | {date(2026, 1, 1)}, MAKE_UP, frozenset({2026}), ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-21 10:00", 5, "2026-11-27 10:00"),  # from a Saturday
        ("2026-11-23 10:00", 5, "2026-11-30 10:00"),  # from a Monday
        ("2026-11-27 23:59", 1, "2026-11-30 23:59"),
        ("2026-09-30 09:00", 1, "2026-10-08 09:00"),  # over National Day
        ("2026-10-09 09:00", 1, "2026-10-10 09:00"),  # into the make-up Saturday
        ("2026-10-09 09:00", 2, "2026-10-12 09:00"),
        ("2026-12-24 09:00", 5, "2026-12-31 09:00"),
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
    ],
)
def test_working_days_end_where_the_calendar_says(start: str, n: int, end: str) -> None:
    assert add_working_days(at(start), n, CALENDAR) == (at(end), False)


def test_year_without_notice_is_counted_by_weekdays_and_says_so() -> None:
    assert add_working_days(at("2026-12-25 09:00"), 5, CALENDAR) == (at("2027-01-01 09:00"), True)


def test_year_with_an_override_is_no_guess() -> None:
    spring = frozenset(date(2027, 2, d) for d in (8, 9, 10, 11, 12)) | {date(2027, 1, 1)}
    calendar = Calendar(NATIONAL_DAY | spring, MAKE_UP, frozenset({2026, 2027}), ZONE)
    assert add_working_days(at("2027-02-05 09:00"), 1, calendar) == (at("2027-02-15 09:00"), False)
    assert add_working_days(at("2026-12-31 09:00"), 1, calendar) == (at("2027-01-04 09:00"), False)


def test_day_is_the_day_of_the_desk_not_of_utc() -> None:
    friday_in_utc = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)  # Saturday 01:00 at the desk
    assert add_working_days(friday_in_utc, 1, CALENDAR)[0] == at("2026-11-30 01:00")


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError):
        add_working_days(at("2026-11-23 10:00"), -1, CALENDAR)


@given(st.integers(0, 300 * 86400), st.integers(1, 40))
def test_adding_working_days_agrees_with_walking_day_by_day(seconds: int, n: int) -> None:
    start = at("2026-01-01 00:00") + timedelta(seconds=seconds)
    local, left = start, n
    while left:
        local += timedelta(days=1)
        left -= CALENDAR.is_working_day(local.date())
    assert add_working_days(start, n, CALENDAR)[0] == local
