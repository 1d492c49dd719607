"""Reads which period people name for a report of a kind, and whether they want another edition of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from rules.half_width import half_width
from rules.period_words import dates_together, period_named
from rules.report_periods import CalendarUnit, DailyWindow, Period, ReportKind, calendar_unit, period_of

_ANEW = "重出"
# What a report of a kind can be about; the others are about any span.
_UNITS: dict[ReportKind, frozenset[CalendarUnit]] = {
    ReportKind.DAILY: frozenset({"day"}),
    ReportKind.WEEKLY: frozenset({"week"}),
    ReportKind.MONTHLY: frozenset({"month"}),
    ReportKind.STATEMENT: frozenset({"month", "quarter"}),
}


def read_period(
    kind: ReportKind, words: str, at: datetime, zone: tzinfo, daily_window: DailyWindow = "day"
) -> Period | None:
    """Return the period that words name for a kind of report, the last one over for none.

    None if they name none, or one that no report of this kind is about: a monthly report is of no quarter.
    """
    said = half_width(words).strip()
    if not said:
        return period_of(kind, at, zone, daily_window)
    # Of a monthly report a number alone is the month.
    period = period_named(f"{said}月" if kind is ReportKind.MONTHLY and said.isdigit() else said, at, zone)
    if period is None or kind not in _UNITS:
        return period
    unit = calendar_unit(period, zone)
    noon = datetime.combine(period.start.astimezone(zone), time(12), zone)
    if kind is ReportKind.WEEKLY and unit == "day":
        # A week is named by one of its days as well.
        return period_of(kind, noon + timedelta(weeks=1), zone)
    if unit not in _UNITS[kind]:
        return None
    # The period that is over the day after a day is that day's.
    return period_of(kind, noon + timedelta(days=1), zone, daily_window) if unit == "day" else period


def split_period(words: str, at: datetime, zone: tzinfo) -> tuple[str, Period]:
    """Return what a special report is about and for which period: the last words may name it."""
    pieces = dates_together(words).split()
    for n in (3, 2, 1):
        if len(pieces) >= n and (period := period_named(" ".join(pieces[-n:]), at, zone)):
            return " ".join(pieces[:-n]), period
    return words.strip(), period_of(ReportKind.SPECIAL, at, zone)


def split_anew(words: str) -> tuple[str, bool]:
    """Return what is asked for without the word 重出, and whether that stood there: another edition is wanted."""
    return words.replace(_ANEW, " ").strip(), _ANEW in words
