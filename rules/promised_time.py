"""Reads by when somebody promises something: 明天上午, 周五前, 半小时后."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.relativedelta import relativedelta

from rules.half_width import half_width
from rules.spoken_time import CLOCK, NUMERAL, chinese_int, clock_of

_WEEKDAYS = "一二三四五六日"
_HALF_A_YEAR = timedelta(days=183)
_DAY_WORDS = {"今": 0, "当": 0, "明": 1, "次": 1, "后": 2, "大后": 3}
_PART_ENDS = (
    ("凌晨", time(6)),
    ("早", time(9)),
    ("上午", time(12)),
    ("中午", time(14)),
    ("傍晚", time(19)),
    ("下午", time(18)),
    ("午后", time(18)),
    ("晚", time(22)),
    ("夜", time(23, 59)),
)
_AFTER = re.compile(
    rf"(?P<count>半|{NUMERAL})\s*个?(?P<half>半)?(?P<unit>小时|钟头|分钟|天|工作日|星期|礼拜|周)(?:之?后"
    rf"|以后|之?内|以内|左右|就|能|可)"
)
_DAY = (
    rf"(?P<word>大后天|今天|今日|当天|当日|明天|明日|次日|后天|今(?=[早晚晨])|明(?=[早晚晨]))"
    rf"|(?P<week>下下|下|本|这)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])"
    rf"|(?:(?P<year>20[0-9]{{2}})[-/.年]|(?<![0-9][-/]))(?P<month>{NUMERAL})\s*[月/-]\s*(?P<day>{NUMERAL})(?![0-9:]|-[0-9])\s*[日号]?"
    rf"|(?P<only_day>{NUMERAL})[日号](?![楼院线门])"
    r"|(?P<month_end>本月|这个?月|下个?月|月)(?:底|末)"
    r"|(?P<span>本周|这周|下周|本星期|下星期)(?:内|之?前|底|末)?(?![一二三四五六日天])"
)
_WHEN = re.compile(rf"(?:{_DAY})\s*(?P<part_only>凌晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|夜里|早|晚|晨)?")
# 还剩一点没清 is a little and no hour; only what follows makes a bare 一点 a clock time.
_BARE_ONE = re.compile(r"\s*一\s*点")
_HOUR_AFTER = re.compile(r"\s*(?:之?前|左右|以后|之?后|到|去|来|上门|见|过|开|能|准|办|修|处|,|，|$)")
_PART_TODAY = re.compile(r"上午|中午|下午|傍晚|晚上|晚些时候|下班前")


@dataclass(frozen=True)
class Promise:
    """The end of the named span as an aware UTC moment, and the words it was read from."""

    at: datetime
    text: str


def promised_time(text: str, now: datetime, tz: tzinfo) -> Promise | None:
    """Return the first moment after `now` that `text` names, or None; a span means its end.

    明天 ends at 18:00, 明天上午 at 12:00, 今晚 at 22:00; a bare clock time is the next such moment.
    """
    later = [reading for reading in _readings(text, now.astimezone(tz)) if reading[1] > now]
    if not later:
        return None
    _, at, words = min(later, key=lambda reading: reading[0])
    return Promise(at.astimezone(UTC), words)


def passed_time(text: str, now: datetime, tz: tzinfo) -> datetime | None:
    """Return the moment that `text` names when all it names has passed by `now`, or None (aware UTC)."""
    readings = [at for _start, at, _words in _readings(text, now.astimezone(tz))]
    return max(readings).astimezone(UTC) if readings and max(readings) <= now else None


def promised_words(text: str) -> str | None:
    """Return the first words of `text` that may name a promised time, whatever the clock says."""
    plain = half_width(text)
    spans = [hit.span() for hit in _AFTER.finditer(plain)]
    spans += [(hit.start(), _end_with_clock(plain, hit)) for hit in _WHEN.finditer(plain)]
    spans += [
        hit.span()
        for hit in CLOCK.finditer(plain)
        if clock_of(hit) and not _is_past(plain, hit) and not _is_a_little(plain, hit)
    ]
    start, end = min(spans, key=lambda span: span[0], default=(0, 0))
    return plain[start:end].strip() or None


def _readings(text: str, local: datetime) -> list[tuple[int, datetime, str]]:
    plain = half_width(text)
    return [reading for reading in (_after(plain, local), _dated(plain, local) or _clock(plain, local)) if reading]


def _after(plain: str, local: datetime) -> tuple[int, datetime, str] | None:
    found = _AFTER.search(plain)
    if found is None:
        return None
    count = 0.5 if found["count"] == "半" else chinese_int(found["count"])
    if not count:
        return None
    count += 0.5 if found["half"] else 0
    unit = found["unit"]
    if unit in {"小时", "钟头"}:
        return found.start(), local + timedelta(hours=count), found[0]
    if unit == "分钟":
        return found.start(), local + timedelta(minutes=count), found[0]
    days = count if unit in {"天", "工作日"} else 7 * count
    return found.start(), _at(local.date() + timedelta(days=round(days)), time(18), local), found[0]


def _dated(plain: str, local: datetime) -> tuple[int, datetime, str] | None:
    for found in _WHEN.finditer(plain):
        day = _day_of(found, local.date())
        if day is None:
            continue
        clock = _clock_behind(plain, found)
        named = clock_of(clock) if clock else None
        end = _end_with_clock(plain, found)
        evening = named and named.hour < 12 and found["part_only"] in {"晚", "夜里"}
        at = (
            time(named.hour + 12, named.minute)
            if named and evening
            else named or _part_end(found["part_only"], day, local)
        )
        return found.start(), _at(day, at, local), plain[found.start() : end].strip()
    return None


def _clock_behind(plain: str, day: re.Match[str]) -> re.Match[str] | None:
    """The clock time right behind a day, such as 下午3点 behind 明天."""
    part_start = day.start("part_only") if day["part_only"] else day.end()
    gap = re.compile(r"\s*").match(plain, part_start)
    clock = CLOCK.match(plain, gap.end() if gap else part_start)
    return clock if clock and clock_of(clock) and not _is_a_little(plain, clock) else None


def _end_with_clock(plain: str, day: re.Match[str]) -> int:
    clock = _clock_behind(plain, day)
    return clock.end() if clock else day.end()


def _clock(plain: str, local: datetime) -> tuple[int, datetime, str] | None:
    """A clock time or a part of the day without a date: today while it lies ahead, a bare clock else tomorrow."""
    for found in CLOCK.finditer(plain):
        at = clock_of(found)
        if at is None or plain[max(0, found.start() - 1) : found.start()].isdigit():
            continue
        if _is_past(plain, found) or _is_a_little(plain, found):
            continue
        moment = _at(local.date(), at, local)
        if moment <= local and not found["part"] and at.hour < 12 and local.hour >= 12 and at.hour >= 1:
            moment = _at(local.date(), time(at.hour + 12, at.minute), local) if at.hour <= 8 else moment
        if moment <= local:
            moment += timedelta(days=1)
        return found.start(), moment, found[0].strip()
    part = _PART_TODAY.search(plain)
    return (part.start(), _at(local.date(), _part_end(part[0], local.date(), local), local), part[0]) if part else None


def _is_a_little(plain: str, clock: re.Match[str]) -> bool:
    """还剩一点, 差一点: an amount, not one o'clock."""
    if not _BARE_ONE.fullmatch(clock[0]):
        return False
    before = plain[max(0, clock.start() - 2) : clock.start()]
    return bool(re.search("[剩差有早快晚多少]$", before)) or not _HOUR_AFTER.match(plain, clock.end())


def _is_past(plain: str, clock: re.Match[str]) -> bool:
    """昨天8:00, or 14:30到的现场: a clock time of something done."""
    before, after = plain[max(0, clock.start() - 6) : clock.start()], plain[clock.end() : clock.end() + 6]
    # What stands before a comma was done; what follows it may well lie ahead: 已联系,下午3点上门.
    clause = re.split("[,。;]", before)[-1]
    return bool(re.search("昨|前天|已", clause) or re.match("[^,。;]{0,4}[的了过]", after))


def _day_of(found: re.Match[str], today: date) -> date | None:
    if word := found["word"]:
        return today + timedelta(days=_DAY_WORDS[word.rstrip("天日")])
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


def _part_end(part: str | None, day: date, local: datetime) -> time:
    end = next((end for name, end in _PART_ENDS if part and name in part), time(18))
    # 今天 said after six in the evening can only mean the rest of the day.
    return time(23, 59) if day == local.date() and end <= local.time() and not part else end


def _at(day: date, at: time, local: datetime) -> datetime:
    return datetime.combine(day, at, local.tzinfo)
