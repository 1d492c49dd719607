"""An official period runs from the 19th of last month to the day of the report."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.report_periods import Period, compared_period, official_period

ZONE = ZoneInfo("Asia/Shanghai")


def days(period: Period) -> tuple[str, str]:
    return tuple(f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" for moment in (period.start, period.end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("at", "period", "compared"),
    [
        ("2026-11-26 09:00", ("2026-10-19 00:00", "2026-11-26 00:00"), ("2026-09-19 00:00", "2026-10-26 00:00")),
        ("2026-11-05 23:59", ("2026-10-19 00:00", "2026-11-05 00:00"), ("2026-09-19 00:00", "2026-10-05 00:00")),
        ("2026-01-01 08:30", ("2025-12-19 00:00", "2026-01-01 00:00"), ("2025-11-19 00:00", "2025-12-01 00:00")),
        # There is no 31st of last month.
        ("2026-10-31 12:00", ("2026-09-19 00:00", "2026-10-31 00:00"), ("2026-08-19 00:00", "2026-09-30 00:00")),
        ("2026-03-30 12:00", ("2026-02-19 00:00", "2026-03-30 00:00"), ("2026-01-19 00:00", "2026-02-28 00:00")),
    ],
)
def test_period_and_what_it_is_compared_with(at: str, period: tuple[str, str], compared: tuple[str, str]) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    assert days(official_period(moment, ZONE)) == period
    assert days(compared_period(moment, ZONE)) == compared


def test_day_is_that_of_the_township_and_the_first_day_is_settled() -> None:
    # 17:00 UTC on the 25th is the 26th here.
    period = official_period(datetime(2026, 11, 25, 17, 0, tzinfo=UTC), ZONE, start_day=21)
    assert days(period) == ("2026-10-21 00:00", "2026-11-26 00:00")
