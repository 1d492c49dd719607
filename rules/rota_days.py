"""Reads the days that somebody names of the rota, each or from one to another: 明天, 11月28日至30日, 下周一起三天."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from rules.half_width import half_width
from rules.named_day import DAY, day_of
from rules.period_words import period_named
from rules.spoken_time import NUMERAL, chinese_int

_DAY = timedelta(days=1)
_TO = r"\s*(?:[至到~～—–-]|--|——)\s*"
_YEAR, _MONTH = r"(?P<{0}year>20[0-9]{{2}})\s*[-/.年]\s*", r"(?P<{0}month>[0-9]{{1,2}})\s*[-/.月]\s*"
_DAY_OF_MONTH = r"(?P<{0}day>[0-9]{{1,2}})(?![0-9:]|\s*天)[日号]?"
# From one day to another in digits, which would else be read as other days: 11-28至11-30, 11.28-30.
_IN_DIGITS = re.compile(
    r"(?<![0-9.])"
    + f"(?:{_YEAR})?{_MONTH}{_DAY_OF_MONTH}".format("a")
    + _TO
    + f"(?:(?:{_YEAR})?{_MONTH})?{_DAY_OF_MONTH}".format("b")
)
_DAYS_ONLY = re.compile(r"(?<![0-9.月/-])(?P<first>[0-9]{1,2})[日号]?\s*[至到~～—–-]\s*(?P<last>[0-9]{1,2})[日号]")
# In a text of nothing but shifts a point divides month and day.
_POINT = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{1,2})(?![0-9.])")
_YESTERDAY = re.compile(r"昨[天晚日]")
_TONIGHT = re.compile(r"([今明])夜(?!班)")
_BOTH = {"今明": (0, 1), "明后": (1, 2)}
_BETWEEN_DAYS = re.compile(rf"[，\s]*{_TO}")
_FOR_DAYS = re.compile(rf"[，\s]*(?:起|开始|开头)?[，\s]*(?:连休|连续|休|请|共)*(?P<n>{NUMERAL})\s*天(?!\s*后)假?")
# What stands beside a day when the rota of it is asked for, and says nothing more.
_ASIDE = re.compile(r"[\s，,。？?的是谁班]|值|排|上(?=班)|有哪些|班次")


@dataclass(frozen=True)
class NamedDays:
    """The days from `first` to `last` that stand at a place of the text: mostly one; perhaps only a `part` of it."""

    at: int
    first: date
    last: date
    part: str | None = None

    @property
    def is_evening(self) -> bool:
        """Tell whether what begins at midnight is that of the next day: 今晚."""
        return (self.part or "").startswith(("晚", "夜"))


def in_days(plain: str) -> str:
    """Return a text with the days written in digits as the rest reads them: 11月28日至11月30日."""
    plain = _IN_DIGITS.sub(_written_out, plain)
    plain = _DAYS_ONLY.sub(lambda found: f"{found['first']}日至{found['last']}日", plain)
    return _POINT.sub(r"\1-\2", plain)


def named_days(plain: str, local: datetime) -> tuple[list[NamedDays], str]:
    """Return the days a text said at `local` names, in its order, and the text with blanks in their places."""
    plain = _TONIGHT.sub(r"\1晚", plain)
    found = [NamedDays(each.start(), local.date() - _DAY, local.date() - _DAY) for each in _YESTERDAY.finditer(plain)]
    plain = _YESTERDAY.sub(_blank, plain)
    spans = list(_spans(plain, local))
    for begin, end, first, last, part in spans:
        found.append(NamedDays(begin, first, last, part))
        plain = plain[:begin] + "，" * (end - begin) + plain[end:]
    return sorted(found, key=lambda each: each.at), plain


def asked_days(text: str, now: datetime, zone: ZoneInfo) -> tuple[date, date] | None:
    """Return the first and last day whose rota a text asks for and nothing else; what is over may be 上周 or 前天."""
    plain = _ASIDE.sub("", half_width(text))
    found, rest = named_days(in_days(plain), now.astimezone(zone))
    if len(found) == 1 and not rest.strip("，"):
        return found[0].first, found[0].last
    over = period_named(plain, now, zone)
    return None if over is None else (over.start.astimezone(zone).date(), over.end.astimezone(zone).date() - _DAY)


def _spans(plain: str, local: datetime) -> Iterator[tuple[int, int, date, date, str | None]]:
    position, month = 0, None
    while (found := DAY.search(plain, position)) is not None:
        position = found.end()
        named = _first_and_last(found, local, month)
        if named is None:
            continue
        first, last = named
        month = first if found["month"] or month else month
        end, part = found.end(), found["part_only"]
        to = _BETWEEN_DAYS.match(plain, end)
        other = DAY.match(plain, to.end()) if to else None
        if other is not None and (until := _until(other, first, local)) is not None:
            last, end, part = until, other.end(), part or other["part_only"]
        elif (more := _FOR_DAYS.match(plain, end)) is not None and (n := chinese_int(more["n"])):
            last, end = first + (n - 1) * _DAY, more.end()
        position = end
        yield found.start(), end, first, last, part


def _first_and_last(found: re.Match[str], local: datetime, before: date | None) -> tuple[date, date] | None:
    """Return the days of one word: 下周 is all of it, 明后两天 both; a bare 29日 is of the month named before it."""
    word = found["word"] or ""
    if word[:2] in _BOTH and word.endswith("天"):
        ahead = _BOTH[word[:2]]
        return local.date() + ahead[0] * _DAY, local.date() + ahead[1] * _DAY
    if span := found["span"]:
        monday = local.date() - local.weekday() * _DAY + (7 * _DAY if span.startswith("下") else timedelta())
        return max(monday, local.date()), monday + 6 * _DAY
    day = _in_month(found, before) if found["only_day"] and before else day_of(found, local)
    return (day, day) if day else None


def _until(found: re.Match[str], first: date, local: datetime) -> date | None:
    """Return the day that ends a span: a bare 30日 or 周三 is the next one after its beginning."""
    if found["only_day"]:
        return _in_month(found, first)
    day = day_of(found, local)
    if day is not None and found["weekday"] and found["week"] is None:
        return first + (day.weekday() - first.weekday()) % 7 * _DAY
    return day


def _in_month(found: re.Match[str], before: date) -> date | None:
    number = chinese_int(found["only_day"])
    try:
        day = before.replace(day=number or 0)
        return day if day >= before else (before + relativedelta(months=1, day=1)).replace(day=number or 0)
    except ValueError:
        return None


def _written_out(found: re.Match[str]) -> str:
    years = [f"{year}年" if (year := found[f"{which}year"]) else "" for which in "ab"]
    month = found["bmonth"] or found["amonth"]
    if int(found["amonth"]) > 12:
        return found[0]
    return f"{years[0]}{found['amonth']}月{found['aday']}日至{years[1] or years[0]}{month}月{found['bday']}日"


def _blank(found: re.Match[str]) -> str:
    return "，" * len(found[0])
