"""Reads the day people name for what they will do, and when a part of a day ends: 明儿下午, 周五, 11.20上午, 下班前."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from rules.spoken_time import NUMERAL, chinese_int

_WEEKDAYS = "一二三四五六日"
_HALF_A_YEAR = timedelta(days=183)
_DAY_WORDS = {"今": 0, "当": 0, "明": 1, "次": 1, "后": 2, "大后": 3, "今明": 1, "明后": 2}
_NIGHT_ENDS = 5
_PART_ENDS = (
    ("凌晨", time(6)),
    ("早", time(9)),
    ("晨", time(9)),
    ("上午", time(12)),
    ("午前", time(12)),
    ("午之前", time(12)),
    ("中午", time(14)),
    ("晌午", time(14)),
    ("傍晚", time(19)),
    ("晚", time(22)),
    ("夜", time(22)),
)
_PART = r"中午之?前|下班之?前|天黑之?前|凌晨|一大?早|早上|早晨|上午|中午|下午|午后|晌午|下晌|傍晚|晚上|夜里"
# 3-4点, 2-3天 and 水温12.5 are no dates; 11.20 is one when a part of the day or 前 follows.
_SEPARATOR = (
    r"(?:月\s*|[-/](?=[0-9]{1,2}(?![0-9:]|-[0-9]|\s*[点时天个人小分到至~层楼单栋米度户次台处岁]))"
    r"|\.(?=[0-9]{1,2}\s*(?:[日号]|上午|下午|早|中午|晚|之?前|去|上门))|(?(year)\.|(?!)))"
)
_DAY = (
    r"(?P<word>大后天|大后儿个?|今明两?天|明后两?天|(?:今|明)(?:[天日]|儿个?)|当[天日]|次日|(?<![以之然今])后(?:天|儿个?)"
    r"|[今明](?=[早晚晨]))"
    r"|(?<!上)(?P<week>下下|下|本|这)?(?<!上)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
    rf"|(?:(?P<year>20[0-9]{{2}})\s*[-/.年]\s*|(?<![0-9.])(?<![0-9][-/.]))(?P<month>{NUMERAL})\s*{_SEPARATOR}"
    rf"(?P<day>{NUMERAL})(?![0-9:]|-[0-9])\s*[日号]?"
    rf"|(?P<only_day>{NUMERAL})[日号](?![楼院线门])"
    r"|(?P<month_end>本月|这个?月|下个?月|月)(?:底|末)"
    r"|(?P<span>本周|这周|下周|本星期|下星期)(?:内|之?前|底|末)?(?![一二三四五六日天])"
)
DAY = re.compile(rf"(?:{_DAY})\s*(?P<part_only>{_PART}|早|晚(?!一?点)|晨)?")
PART_OF_TODAY = re.compile(rf"(?<![昨前天日每])(?:{_PART}|晚些时候)")


def day_of(found: re.Match[str], local: datetime) -> date | None:
    """Return the day of a DAY match said at `local`; None for 30 February. In the night 明早 is the coming morning."""
    today = local.date()
    if word := found["word"]:
        ahead = _DAY_WORDS[re.sub("两?天|日|儿个?", "", word)]
        is_coming = word.startswith("明") and ahead == 1 and local.hour < _NIGHT_ENDS
        return today + timedelta(days=ahead - (is_coming and (found["part_only"] or "").startswith(("早", "晨"))))
    if weekday := found["weekday"]:
        wanted = 6 if weekday in "末天" else _WEEKDAYS.index(weekday)
        monday = today - timedelta(days=today.weekday())
        weeks = {"下下": 2, "下": 1}.get(found["week"] or "", 0)
        day = monday + timedelta(days=wanted, weeks=weeks)
        return day + timedelta(weeks=1) if day < today and found["week"] is None else day
    if span := found["span"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1 if span.startswith("下") else 0)
        return monday + timedelta(days=4 if monday + timedelta(days=4) >= today else 6)
    if end := found["month_end"]:
        return today + relativedelta(months=1 if end.startswith("下") else 0, day=31)
    return _written_day(found, today)


def is_later_day(found: re.Match[str]) -> bool:
    """Tell whether a DAY match names another day than the one on which it is said."""
    word = found["word"] or ""
    return not word.startswith(("今", "当")) or word.startswith("今明")


def part_end(part: str | None, day: date, local: datetime) -> time:
    """Return when a part of `day`, or with None its working hours, are over."""
    end = next((end for name, end in _PART_ENDS if part and name in part), time(18))
    if part or day != local.date() or end > local.time():
        return end
    # 今天 said after six can only mean the rest of the day, and that ends before people sleep.
    return time(22) if local.hour < 22 else time(23, 59)


def _written_day(found: re.Match[str], today: date) -> date | None:
    number = chinese_int(found["day"] or found["only_day"])
    month = chinese_int(found["month"]) if found["month"] else today.month
    year = int(found["year"]) if found["year"] else today.year
    if number is None or month is None:
        return None
    try:
        day = date(year, month, number)
        if day < today and not (found["month"] or found["year"]):
            day = (today + relativedelta(months=1, day=1)).replace(day=number)
        # 1月3日 said in December lies ahead; 11月17日 said on the day after is gone and no promise for next year.
        elif today - day > _HALF_A_YEAR and not found["year"]:
            day = date(year + 1, month, number)
    except ValueError:
        return None
    return day
