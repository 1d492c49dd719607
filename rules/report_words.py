"""Reads which period people name for a report: 昨天, 11月25日, 上周, 2026-10, 近30天, 11月1日至11月20日."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from rules.half_width import half_width
from rules.report_periods import DailyWindow, Period, ReportKind, period_of

_DATE = r"(?:(?P<y{0}>20\d\d)\s*[-/.年]\s*)?(?P<m{0}>\d{{1,2}})\s*(?:[-/.月])\s*(?P<d{0}>\d{{1,2}})\s*日?"
_DAY = re.compile(_DATE.format(""))
_TWO_DAYS = re.compile(rf"{_DATE.format('1')}\s*(?:至|到|~|—|-{{1,2}}|\.\.)\s*{_DATE.format('2')}")
_MONTH = re.compile(r"(?:(?P<y>20\d\d)\s*[-/.年]\s*)?(?P<m>\d{1,2})\s*月?份?")
_LAST_DAYS = re.compile(r"(?:近|最近|过去)\s*(?P<n>\d{1,3})\s*[天日]")
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_WEEKS = {"本周": 0, "这周": 0, "上周": 1, "上上周": 2}
_MONTHS = {"本月": 0, "这个月": 0, "上月": 1, "上个月": 1}


def read_period(
    kind: ReportKind, words: str, at: datetime, zone: tzinfo, daily_window: DailyWindow = "day"
) -> Period | None:
    """Return the period that words name for a kind of report, the last one over for none; None if unreadable."""
    said = half_width(words).strip()
    if not said:
        return period_of(kind, at, zone, daily_window)
    today = at.astimezone(zone).date()
    match kind:
        case ReportKind.DAILY:
            day = _day(said, today)
            # The period that is over the day after a day is that day's.
            return period_of(kind, _noon(day, zone) + timedelta(days=1), zone, daily_window) if day else None
        case ReportKind.WEEKLY:
            return _week(said, today, zone)
        case ReportKind.MONTHLY | ReportKind.STATEMENT:
            return _month(said, today, zone)
        case ReportKind.SPECIAL | ReportKind.INCIDENT:
            return _any(said, today, zone)


def split_period(words: str, at: datetime, zone: tzinfo) -> tuple[str, Period]:
    """Return what a special report is about and for which period: the last word, or the last two, may name it."""
    pieces = words.split()
    for n in (2, 1):
        if len(pieces) >= n and (period := _any(half_width(" ".join(pieces[-n:])), at.astimezone(zone).date(), zone)):
            return " ".join(pieces[:-n]), period
    return words.strip(), period_of(ReportKind.SPECIAL, at, zone)


def any_period(words: str, at: datetime, zone: tzinfo) -> Period | None:
    """Return the day, days, week or month that words name, whatever is made of it; None if they name none."""
    return _any(half_width(words).strip(), at.astimezone(zone).date(), zone)


def _any(said: str, today: date, zone: tzinfo) -> Period | None:
    if found := _TWO_DAYS.fullmatch(said):
        first, last = (_date(found[f"y{n}"], found[f"m{n}"], found[f"d{n}"], today) for n in "12")
        return _span(first, last + timedelta(days=1), zone) if first and last and first <= last else None
    if found := _LAST_DAYS.fullmatch(said):
        return _span(today - timedelta(days=int(found["n"])), today, zone) if int(found["n"]) else None
    if (day := _day(said, today)) is not None:
        return _span(day, day + timedelta(days=1), zone)
    return _week(said, today, zone) if said in _WEEKS else _month(said, today, zone, needs_word=True)


def _day(said: str, today: date) -> date | None:
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    found = _DAY.fullmatch(said)
    return _date(found["y"], found["m"], found["d"], today) if found else None


def _week(said: str, today: date, zone: tzinfo) -> Period | None:
    """A week is named by itself or by one of its days."""
    day = today - timedelta(weeks=_WEEKS[said]) if said in _WEEKS else _day(said, today)
    if day is None:
        return None
    monday = day - timedelta(days=day.weekday())
    return _span(monday, monday + timedelta(days=7), zone)


def _month(said: str, today: date, zone: tzinfo, *, needs_word: bool = False) -> Period | None:
    if said in _MONTHS:
        first = today.replace(day=1) - relativedelta(months=_MONTHS[said])
        return _span(first, first + relativedelta(months=1), zone)
    found = _MONTH.fullmatch(said)
    if found is None or (needs_word and not found["y"] and "月" not in said) or not 1 <= int(found["m"]) <= 12:
        return None
    named = _date(found["y"], found["m"], "1", today)
    return _span(named, named + relativedelta(months=1), zone) if named else None


def _date(year: str | None, month: str, day: str, today: date) -> date | None:
    """A day without its year is the last such day: reports look back."""
    try:
        found = date(int(year) if year else today.year, int(month), int(day))
    except ValueError:
        return None
    return found - relativedelta(years=1) if not year and found > today else found


def _noon(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(12), zone)


def _span(first: date, end: date, zone: tzinfo) -> Period:
    return Period(*(datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, end)))
