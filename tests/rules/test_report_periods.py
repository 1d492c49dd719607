"""The period of each report, what it is compared with, and how both are written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.report_periods import (
    DailyWindow,
    Period,
    ReportKind,
    as_of,
    last_year,
    months_before,
    next_month_of_last_year,
    period_of,
    previous,
    words_of,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAILY, WEEKLY, MONTHLY, SPECIAL = ReportKind.DAILY, ReportKind.WEEKLY, ReportKind.MONTHLY, ReportKind.SPECIAL


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE).astimezone(UTC)


def span(start: str, end: str) -> Period:
    return Period(at(start), at(end))


@pytest.mark.parametrize(
    ("kind", "made", "window", "start", "end"),
    [
        (DAILY, "2026-11-26 08:30", "day", "2026-11-25", "2026-11-26"),
        (DAILY, "2026-11-26 08:30", "noon", "2026-11-24 12:00", "2026-11-25 12:00"),
        (DAILY, "2026-11-26 12:00", "noon", "2026-11-25 12:00", "2026-11-26 12:00"),
        (DAILY, "2027-01-01 08:30", "day", "2026-12-31", "2027-01-01"),
        (DAILY, "2028-03-01 08:30", "day", "2028-02-29", "2028-03-01"),
        (WEEKLY, "2026-11-23 09:00", "day", "2026-11-16", "2026-11-23"),
        (WEEKLY, "2026-11-22 23:59", "day", "2026-11-09", "2026-11-16"),
        (WEEKLY, "2027-01-04 09:00", "day", "2026-12-28", "2027-01-04"),
        (MONTHLY, "2026-12-31 23:59", "day", "2026-11-01", "2026-12-01"),
        (MONTHLY, "2027-01-01 00:00", "day", "2026-12-01", "2027-01-01"),
        (MONTHLY, "2028-03-31 09:00", "day", "2028-02-01", "2028-03-01"),
        (SPECIAL, "2026-11-26 08:30", "day", "2026-10-27", "2026-11-26"),
        (ReportKind.INCIDENT, "2026-11-26 08:30", "day", "2026-11-26", "2026-11-26 08:30"),
    ],
)
def test_report_is_about_the_last_period_that_is_over(
    kind: ReportKind, made: str, window: DailyWindow, start: str, end: str
) -> None:
    assert period_of(kind, at(made), ZONE, window) == span(start, end)


@pytest.mark.parametrize(
    ("start", "end", "before", "until"),
    [
        ("2026-01-01", "2026-01-02", "2025-12-31", "2026-01-01"),
        ("2026-11-24 12:00", "2026-11-25 12:00", "2026-11-23 12:00", "2026-11-24 12:00"),
        ("2027-01-04", "2027-01-11", "2026-12-28", "2027-01-04"),
        ("2026-03-01", "2026-04-01", "2026-02-01", "2026-03-01"),
        ("2027-01-01", "2027-02-01", "2026-12-01", "2027-01-01"),
        ("2026-10-27", "2026-11-26", "2026-09-27", "2026-10-27"),
        # A month is compared with a month whatever the report, and a quarter with a quarter.
        ("2026-10-01", "2026-11-01", "2026-09-01", "2026-10-01"),
        ("2026-07-01", "2026-10-01", "2026-04-01", "2026-07-01"),
        ("2026-01-01", "2027-01-01", "2025-01-01", "2026-01-01"),
        ("2026-11-01", "2026-11-21", "2026-10-12", "2026-11-01"),
    ],
)
def test_period_is_compared_with_the_one_before(start: str, end: str, before: str, until: str) -> None:
    assert previous(span(start, end), ZONE) == span(before, until)


@pytest.mark.parametrize(
    ("kind", "start", "end", "before", "until"),
    [
        (MONTHLY, "2028-02-01", "2028-03-01", "2027-02-01", "2027-03-01"),
        (SPECIAL, "2028-02-01", "2028-02-29", "2027-02-01", "2027-02-28"),
        # A day of 29 February has no twin: the same weekday 52 weeks before it does.
        (DAILY, "2028-02-29", "2028-03-01", "2027-03-02", "2027-03-03"),
        (WEEKLY, "2026-11-16", "2026-11-23", "2025-11-17", "2025-11-24"),
    ],
)
def test_period_is_compared_with_last_year(kind: ReportKind, start: str, end: str, before: str, until: str) -> None:
    assert last_year(kind, span(start, end), ZONE) == span(before, until)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-25", "2026-11-26", "2026年11月25日"),
        ("2026-11-24 12:00", "2026-11-25 12:00", "2026年11月24日12时至25日12时"),
        ("2026-12-31 12:00", "2027-01-01 12:00", "2026年12月31日12时至2027年1月1日12时"),
        ("2026-11-16", "2026-11-23", "2026年11月16日至22日"),
        ("2026-11-30", "2026-12-07", "2026年11月30日至12月6日"),
        ("2026-12-28", "2027-01-04", "2026年12月28日至2027年1月3日"),
        ("2028-02-01", "2028-03-01", "2028年2月"),
        ("2026-12-01", "2027-01-01", "2026年12月"),
        ("2026-07-01", "2026-10-01", "2026年第三季度"),
        ("2026-08-01", "2026-11-01", "2026年8月1日至10月31日"),
        ("2026-01-01", "2027-01-01", "2026年"),
        ("2026-11-26", "2026-11-26 08:30", "2026年11月26日0时至8时30分"),
    ],
)
def test_period_is_written_as_a_clerk_writes_it(start: str, end: str, words: str) -> None:
    assert words_of(span(start, end), ZONE) == words


def test_period_that_is_not_over_is_cut() -> None:
    month = span("2026-11-01", "2026-12-01")
    assert month.until(at("2026-11-11")) == span("2026-11-01", "2026-11-11")
    assert month.until(at("2026-12-05")) == month
    assert month.until(at("2026-10-05")) == span("2026-11-01", "2026-11-01")


def test_open_orders_are_told_as_of_the_making_until_a_day_after() -> None:
    day = span("2026-11-25", "2026-11-26")
    assert as_of(day, at("2026-11-26 08:30")) == at("2026-11-26 08:30")
    assert as_of(day, at("2026-11-27 00:00")) == day.end


def test_thirteen_months_end_with_the_one_the_report_is_about() -> None:
    months = months_before(span("2027-01-01", "2027-02-01"), ZONE, 13)
    assert months[0] == span("2026-01-01", "2026-02-01")
    assert months[-1] == span("2027-01-01", "2027-02-01")
    assert next_month_of_last_year(span("2026-12-01", "2027-01-01"), ZONE) == span("2026-01-01", "2026-02-01")
