"""Says which span of time a report is about, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class ReportKind(StrEnum):
    """The five reports of the contract: 日报, 周报, 月报, 专项, 突发."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    SPECIAL = "special"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Period:
    """A span of time from `start` up to but not including `end` (aware UTC)."""

    start: datetime
    end: datetime


def official_period(at: datetime, zone: tzinfo, start_day: int = 19) -> Period:
    """Return the official period of a report: from 00:00 of a day of last month up to the day of the report.

    The day of the report is not in it, so that the same number of whole days is compared with.
    """
    today = datetime.combine(at.astimezone(zone), time(), zone)
    return Period((today + relativedelta(months=-1, day=start_day)).astimezone(UTC), today.astimezone(UTC))


def compared_period(at: datetime, zone: tzinfo, start_day: int = 19) -> Period:
    """Return what an official period is compared with: from two months ago to the same day of last month."""
    today = datetime.combine(at.astimezone(zone), time(), zone)
    same_day = today - relativedelta(months=1)
    return Period((today + relativedelta(months=-2, day=start_day)).astimezone(UTC), same_day.astimezone(UTC))
