"""Says which span of time a report is about, what it is compared with, and how both are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Literal

from dateutil.relativedelta import relativedelta

DailyWindow = Literal["noon", "day"]
CalendarUnit = Literal["day", "week", "month", "quarter", "year"]
# A report that says nothing of its period looks back so far.
SPECIAL_DAYS = 30
# As long after its end a period's open orders are still told as they stand when the report is made.
STILL_FRESH = timedelta(days=1)
# The spans of a report, and what the whole of each is called where it is cut.
WHOLE = {"this": "period", "previous": "previous_whole", "last_year": "last_year_whole"}

_LENGTHS: dict[CalendarUnit, timedelta | relativedelta] = {
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}


class ReportKind(StrEnum):
    """The five reports of the contract, 日报, 周报, 月报, 专项, 突发, and the statement of its money, 扣款结算单."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    SPECIAL = "special"
    INCIDENT = "incident"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Period:
    """A span of time from `start` up to but not including `end` (aware UTC)."""

    start: datetime
    end: datetime

    def until(self, moment: datetime) -> Period:
        """Return the part of it that lies before a moment; all of it once it is over."""
        return Period(self.start, max(self.start, min(self.end, moment)))


def period_of(kind: ReportKind, at: datetime, zone: tzinfo, daily_window: DailyWindow = "day") -> Period:
    """Return the last period of a kind that is over at a moment: yesterday, last week, last month, the last 30 days.

    A day from noon to noon is over at noon. An incident is told of the day on which it is told, up to the moment.
    """
    local = at.astimezone(zone)
    today = local.date()
    match kind:
        case ReportKind.DAILY if daily_window == "noon":
            last = today if local.time() >= time(12) else today - timedelta(days=1)
            return _span(last - timedelta(days=1), last, zone, time(12))
        case ReportKind.DAILY:
            return _span(today - timedelta(days=1), today, zone)
        case ReportKind.WEEKLY:
            monday = today - timedelta(days=today.weekday())
            return _span(monday - timedelta(days=7), monday, zone)
        case ReportKind.MONTHLY | ReportKind.STATEMENT:
            first = today.replace(day=1)
            return _span(first - relativedelta(months=1), first, zone)
        case ReportKind.SPECIAL:
            return _span(today - timedelta(days=SPECIAL_DAYS), today, zone)
        case ReportKind.INCIDENT:
            return Period(_midnight(today, zone), at)


def previous(period: Period, zone: tzinfo) -> Period:
    """Return what a period is compared with (环比): as many whole months before it, else as many days."""
    start, end = _local(period, zone)
    return _between(start - (_whole_months(start, end) or end - start), start)


def _whole_months(start: datetime, end: datetime) -> relativedelta | None:
    """How many months of the calendar lie between two moments; None where they are not whole."""
    if (start.day, start.time()) != (1, time(0)) or (end.day, end.time()) != (1, time(0)):
        return None
    return relativedelta(months=(end.year - start.year) * 12 + end.month - start.month)


def last_year(kind: ReportKind, period: Period, zone: tzinfo) -> Period:
    """Return the same period of last year (同比); of a day or week the one 52 weeks before, with the same weekdays."""
    start, end = _local(period, zone)
    if kind in (ReportKind.DAILY, ReportKind.WEEKLY):
        return _between(start - timedelta(weeks=52), end - timedelta(weeks=52))
    return _between(start - relativedelta(years=1), end - relativedelta(years=1))


def months_before(period: Period, zone: tzinfo, n: int) -> list[Period]:
    """Return the last `n` whole months up to the one in which a period begins, oldest first."""
    first = _local(period, zone)[0].replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first - relativedelta(months=back) for back in range(n - 1, -2, -1)]
    return [_between(start, end) for start, end in pairwise(starts)]


def next_month_of_last_year(period: Period, zone: tzinfo) -> Period:
    """Return the month that followed the same month of last year: what the next month may be like."""
    first = _local(period, zone)[0].replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _between(first - relativedelta(months=11), first - relativedelta(months=10))


def as_of(period: Period, made_at: datetime) -> datetime:
    """Return the moment at which a report tells what is open: its making, or the end of a period long over."""
    return made_at if made_at < period.end + STILL_FRESH else period.end


def calendar_unit(period: Period, zone: tzinfo) -> CalendarUnit | None:
    """Return which whole day, week, month, quarter or year of the calendar a period is; None for another span."""
    start, end = _local(period, zone)
    if start.time() != time(0):
        return None
    firsts: dict[CalendarUnit, bool] = {
        "day": True,
        "week": start.weekday() == 0,
        "month": start.day == 1,
        "quarter": start.day == 1 and start.month % 3 == 1,
        "year": start.day == start.month == 1,
    }
    return next((unit for unit, is_first in firsts.items() if is_first and end == start + _LENGTHS[unit]), None)


def words_of(period: Period, zone: tzinfo) -> str:
    """Return a period as a clerk writes it: 2026年第三季度, 2026年11月16日至22日, 2026年11月25日12时至26日12时."""
    start, end = _local(period, zone)
    match calendar_unit(period, zone):
        case "day":
            return _day(start)
        case "month":
            return f"{start.year}年{start.month}月"
        case "quarter":
            return f"{start.year}年第{'一二三四'[start.month // 3]}季度"
        case "year":
            return f"{start.year}年"
    if start.time() == end.time() == time(0):
        return f"{_day(start)}至{_day_after(start, end - timedelta(days=1))}"
    if start.date() == end.date():
        return f"{_day(start)}{_clock(start)}至{_clock(end)}"
    return f"{_day(start)}{_clock(start)}至{_day_after(start, end)}{_clock(end)}"


def _day(moment: date) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _day_after(start: date, end: date) -> str:
    year = "" if end.year == start.year else f"{end.year}年"
    month = "" if not year and end.month == start.month else f"{end.month}月"
    return f"{year}{month}{end.day}日"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}时" if moment.minute == 0 else f"{moment.hour}时{moment.minute:02d}分"


def _midnight(day: date, zone: tzinfo, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _span(first: date, end: date, zone: tzinfo, clock: time = time()) -> Period:
    return Period(_midnight(first, zone, clock), _midnight(end, zone, clock))


def _local(period: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    return period.start.astimezone(zone), period.end.astimezone(zone)


def _between(start: datetime, end: datetime) -> Period:
    return Period(start.astimezone(UTC), end.astimezone(UTC))


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
