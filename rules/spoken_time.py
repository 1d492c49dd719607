"""Reads moments the way people write them: 10:12, 三点半, 昨天23:50, 11-18 10:12."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rules.half_width import half_width

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMERAL = "(?:[0-9]{1,3}|[零〇一二两三四五六七八九十]{1,3})"
DAY_PART = "凌晨|清晨|今晨|早晨|早上|上午|中午|午后|下午|傍晚|晚上|夜里|夜间|今早|今晚|昨晚|明早|明晚|早|晚|晨"
CLOCK = re.compile(
    rf"(?:(?P<part>{DAY_PART})\s*)?(?P<hour>{NUMERAL})(?:\s*:\s*(?P<minute>[0-9]{{2}})(?::[0-9]{{2}})?(?![0-9])"
    rf"|\s*[点时](?!间)(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<spoken>{NUMERAL})分?(?![天号日个]))?(?:整|钟)?)"
)
# 两三点, 七八点: the first of two hours in a row.
_EITHER_HOUR = re.compile("[一两二三四五六七八](?=[二两三四五六七八九]$)")
_DATE = re.compile(
    r"(?:(?P<year>20[0-9]{2})\s*[-/.年]\s*)?(?P<month>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])\s*[日号]?"
)
_NAMED_DAY = re.compile(r"今天|今日|当天|当日|昨天|昨日|前天|(?=今早|今晨|今晚)|(?=昨晚)")
_HALF_A_DAY = timedelta(hours=12)
# What was meant for a clock time and is none: 10:99, 25点. Days and parts of them without an hour are no time either.
_MISTYPED = re.compile(r"[0-9]{1,3}\s*:\s*[0-9]{1,3}|[0-9]{1,3}\s*[点时](?!间)")
_DAY_ALONE = re.compile(rf"{_DATE.pattern}|(?:今天|今日)?(?:凌晨|早上|上午|中午|下午|晚上)|昨[天日晚]|前[天晚]")
_DAYS_BACK = {"今": 0, "当": 0, "昨": 1, "前": 2}


@dataclass(frozen=True)
class ReadMoment:
    """A moment as written: a date or None, a clock time, and where it ended in the text."""

    day: date | None
    at: time
    end: int


def chinese_int(text: str) -> int | None:
    """Return the number of `text` from 0 to 99 in Chinese or any in digits; None when it is no number."""
    plain = half_width(text)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or re.search(r"[^零〇一二两三四五六七八九十]", plain):
        return None
    tens, ten, ones = plain.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in plain))
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def clock_of(match: re.Match[str], part: str | None = None) -> time | None:
    """Return the time of day of a CLOCK match, afternoon hours counted from noon; None for 25:00.

    `part` says which part of the day is meant when it does not stand in the match; 两三点 means 三点.
    """
    hour, minute = chinese_int(_EITHER_HOUR.sub("", match["hour"])), 0
    part = match["part"] or part or ""
    if match["minute"] or match["spoken"]:
        minute = chinese_int(match["minute"] or match["spoken"]) or 0
    elif match["half"] or match["quarter"]:
        minute = 30 if match["half"] else 15 * (chinese_int(match["quarter"]) or 1)
    if hour is None or hour > 23 or minute > 59:
        return None
    if hour == 12 and re.search("晚|夜", part):
        return time(23, 59)
    by_night = hour < 5 and "夜" in part
    if (hour < 12 and re.search("下午|午后|傍晚|晚|夜", part) and not by_night) or (hour < 4 and part == "中午"):
        hour += 12
    return time(hour, minute)


def read_moment(text: str, now: datetime, tz: tzinfo) -> ReadMoment | None:
    """Read a moment at the very start of `text`; a date without a year is the latest one not after `now`."""
    plain = half_width(text)
    local = now.astimezone(tz)
    day: date | None = None
    position = 0
    if dated := _DATE.match(plain):
        day = _day_of(dated, local.date())
        if day is None:
            return None
        position = dated.end()
    elif named := _NAMED_DAY.match(plain):
        day = local.date() - timedelta(days=_DAYS_BACK[plain[named.start()]])
        position = named.end()
    gap = re.compile(r"[\sT]*").match(plain, position)
    clock = CLOCK.match(plain, gap.end() if gap else position)
    at = clock_of(clock) if clock else None
    if clock is None or at is None:
        return None
    return ReadMoment(day, at, clock.end())


def mistyped_time(text: str, *, day_alone: bool = False) -> str | None:
    """Return what at the very start of `text`, where no moment was read, looks like one: 10:99, or 昨天 alone."""
    plain = half_width(text)
    found = _MISTYPED.match(plain) or (_DAY_ALONE.match(plain) if day_alone else None)
    return found[0] if found else None


def digits_as_clock(digits: str) -> str | None:
    """Return four digits that are a time of day (1001) as it is written otherwise (10:01), else None."""
    hour, minute = digits[:2], digits[2:]
    return f"{hour}:{minute}" if len(digits) == 4 and int(hour) < 24 and int(minute) < 60 else None


def stated_time(text: str, now: datetime, tz: tzinfo) -> datetime | None:
    """Return the aware moment (UTC) that `text` states about the past, or None when it is not only a time.

    A bare clock time is today's, or yesterday's when today's lies more than half a day ahead (23:50 said at
    00:30); a moment after `now` is returned as it is, so that the caller can refuse it with the reason.
    """
    stripped = text.strip()
    read = read_moment(stripped, now, tz)
    if read is None or stripped[read.end :].strip(" 分许左右"):
        return None
    local_day = read.day or now.astimezone(tz).date()
    moment = datetime.combine(local_day, read.at, tz)
    if read.day is None and moment - now > _HALF_A_DAY:
        moment = datetime.combine(local_day - timedelta(days=1), read.at, tz)
    return moment.astimezone(UTC)


def _day_of(match: re.Match[str], today: date) -> date | None:
    return next(_possible_days(match["year"], int(match["month"]), int(match["day"]), today), None)


def _possible_days(year: str | None, month: int, day: int, today: date) -> Iterator[date]:
    for candidate in [int(year)] if year else [today.year, *range(today.year - 1, today.year - 5, -1)]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found <= today:
            yield found
