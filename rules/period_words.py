"""Reads the period people name, wherever one is asked for: 昨天, 上周, 十一月, 2026-Q3, 去年, 11月1日至20日, 近30天."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from rules.half_width import half_width
from rules.report_periods import Period
from rules.spoken_time import chinese_int

_YEAR = r"(?:(?P<y>20\d\d)\s*[-/.年]?\s*)?"
_DAY_OF = r"(?:(?P<y{0}>20\d\d)\s*[-/.年]\s*)?(?P<m{0}>\d{{1,2}})\s*[-/.月]\s*(?P<d{0}>\d{{1,2}})\s*[日号]?"
_DAY = re.compile(_DAY_OF.format(""))
# Of the second day the month may be left out: 11月1日至20日.
_DAYS = re.compile(
    rf"{_DAY_OF.format('1')}\s*(?:至|到|~|—|-{{1,2}}|\.\.)\s*(?:{_DAY_OF.format('2')}|(?P<d>\d{{1,2}})[日号])"
)
_LAST_DAYS = re.compile(r"(?:近|最近|过去)\s*(?P<n>\d{1,3})\s*个?(?P<unit>[天日周月]|星期|礼拜)")
_HALF_YEAR = re.compile(rf"{_YEAR}(?P<half>[上下])半年")
# 周五 of /值班 may lie ahead; who asks for what was looks back.
_WEEKDAY = re.compile(r"(?P<back>上{1,2}|[本这])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![月季])")
_WEEKDAYS = {word: n % 7 for n, word in enumerate("一二三四五六日")} | {"天": 6}
_TO = r"[至到~—-]"
_MONTH = re.compile(r"(?:(?P<y>20\d\d)\s*[-/.年]\s*)?(?P<m>\d{1,2})\s*(?P<word>月?)份?|(?P<y2>20\d\d)(?P<m2>\d\d)")
_QUARTER = re.compile(rf"{_YEAR}(?:[Qq]\s*(?P<q>[1-4])|第?\s*(?P<q2>[1-4])\s*季度?)")
_WHOLE_YEAR = re.compile(r"(?P<y>20\d\d)\s*年")
# Spaces within 2026 年 11 月 1 日, and around the word between two days.
_WITHIN_A_DATE = tuple(
    re.compile(each)
    for each in (
        r"(?<=\d)\s+(?=[年月日号](?![^\s\d至到]))",
        r"(?<=\d年)\s+(?=\d{1,2}月)",
        r"(?<=\d月)\s+(?=\d{1,2}[日号](?![^\s至到]))",
    )
)
_AROUND_TO = re.compile(r"(?<=[\d日号天])\s*(至|到|~|—)\s*(?=\d)")
_BY_NAME = {"今天": 0, "今日": 0, "当天": 0, "当日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_RELATIVE = re.compile(r"(?:本|当|这一?个?|(?P<back>上{1,2})一?个?)(?P<unit>周|星期|礼拜|月|季度?)")
_LAST_YEARS = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2}
_YEAR_WORD = re.compile(rf"^({'|'.join(_LAST_YEARS)})度?")
_DAY_WORD = re.compile(rf"({'|'.join(_BY_NAME)})(?=\s*{_TO})|(?<={_TO})({'|'.join(_BY_NAME)})")
_IN_CHINESE = re.compile(
    r"[一二三四五六七八九十]{1,3}(?=\s*(?:[月日号天]|季))|(?<=[近去])[一二两三四五六七八九十]{1,3}(?=\s*[天周个星礼月])"
)
_WEEK, _MONTHS = timedelta(days=7), relativedelta(months=1)
_HALF, _MOST_MONTHS = relativedelta(months=6), 36
_QUARTERS, _YEARS = relativedelta(months=3), relativedelta(years=1)
_Step = timedelta | relativedelta


def period_named(words: str, at: datetime, zone: tzinfo) -> Period | None:
    """Return the days, week, month, quarter or year that words name; None if they name none.

    Without its year it is the last one that has begun by `at`: people look back.
    """
    today = at.astimezone(zone).date()
    said = _in_digits(half_width(words).strip(), today)
    days = _some_days(said, today) or _relative(said, today) or _by_number(said, today)
    return _span(*days, zone) if days else None


def dates_together(words: str) -> str:
    """Return words in half width with each date and span of dates among them written without spaces."""
    said = half_width(words)
    for within in _WITHIN_A_DATE:
        said = within.sub("", said)
    return _AROUND_TO.sub(r"\1", said)


def _in_digits(said: str, today: date) -> str:
    """Write 十一月 as 11月 and 去年三季度 as 2025年3季度."""
    plain = _DAY_WORD.sub(lambda found: f"{today - timedelta(days=_BY_NAME[found[0]])}", _weekdays_dated(said, today))
    plain = _IN_CHINESE.sub(lambda found: str(chinese_int(found[0])), plain)
    return _YEAR_WORD.sub(lambda found: f"{today.year - _LAST_YEARS[found[1]]}年", plain)


def _weekdays_dated(said: str, today: date) -> str:
    """Write 上周五 as its date; without 上 or 本 it is the last such day, in a span (周一到周三) that of one week."""
    found = list(_WEEKDAY.finditer(said))
    plain, monday, back = said, today - timedelta(days=today.weekday()), 0
    for at, each in enumerate(found):
        day = _WEEKDAYS[each["day"]]
        if each["back"]:
            back = each["back"].count("上")
        elif at == 0 and day > today.weekday():
            back = 1
        plain = plain.replace(each[0], f"{monday + timedelta(days=day) - back * _WEEK}", 1)
    return plain


def _some_days(said: str, today: date) -> tuple[date, date] | None:
    if said in _BY_NAME:
        return _from(today - timedelta(days=_BY_NAME[said]), timedelta(days=1))
    if found := _LAST_DAYS.fullmatch(said):
        n = int(found["n"])
        if found["unit"] == "月":
            return (today - n * _MONTHS, today) if 0 < n <= _MOST_MONTHS else None
        return (today - timedelta(days=n * (1 if found["unit"] in "天日" else 7)), today) if n else None
    if found := _DAY.fullmatch(said):
        day = _date(found["y"], found["m"], found["d"], today)
        return _from(day, timedelta(days=1)) if day else None
    found = _DAYS.fullmatch(said)
    if found is None:
        return None
    first = _date(found["y1"], found["m1"], found["d1"], today)
    last = first and _last_of(found, first, today)
    return (first, last + timedelta(days=1)) if first and last and first <= last else None


def _last_of(found: re.Match[str], first: date, today: date) -> date | None:
    """The last day of a span is of the year of its first, or of the next one when its month comes before."""
    month = found["m2"] or str(first.month)
    year = found["y2"] or str(first.year + (int(month) < first.month))
    return _date(year, month, found["d"] or found["d2"], today)


def _relative(said: str, today: date) -> tuple[date, date] | None:
    found = _RELATIVE.fullmatch(said)
    if found is None:
        return None
    back = len(found["back"] or "")
    match found["unit"]:
        case "月":
            return _from(today.replace(day=1) - back * _MONTHS, _MONTHS)
        case "季" | "季度":
            return _from(date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - back * _QUARTERS, _QUARTERS)
    return _from(today - timedelta(days=today.weekday()) - back * _WEEK, _WEEK)


def _by_number(said: str, today: date) -> tuple[date, date] | None:
    if found := _WHOLE_YEAR.fullmatch(said):
        return _from(date(int(found["y"]), 1, 1), _YEARS)
    if found := _HALF_YEAR.fullmatch(said):
        first = _date(found["y"], "1" if found["half"] == "上" else "7", "1", today)
        return _from(first, _HALF) if first else None
    if found := _QUARTER.fullmatch(said):
        first = _date(found["y"], str(int(found["q"] or found["q2"]) * 3 - 2), "1", today)
        return _from(first, _QUARTERS) if first else None
    found = _MONTH.fullmatch(said)
    # A number alone is anything.
    if found is None or not (found["word"] or found["y"] or found["y2"]):
        return None
    first = _date(found["y"] or found["y2"], found["m"] or found["m2"], "1", today)
    return _from(first, _MONTHS) if first else None


def _date(year: str | None, month: str, day: str, today: date) -> date | None:
    """A day without its year is the last such day."""
    try:
        found = date(int(year) if year else today.year, int(month), int(day))
    except ValueError:
        return None
    return found - relativedelta(years=1) if not year and found > today else found


def _from(first: date, length: _Step) -> tuple[date, date]:
    return first, first + length


def _span(first: date, end: date, zone: tzinfo) -> Period:
    return Period(*(datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, end)))
