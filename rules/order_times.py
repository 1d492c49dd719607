"""Reads the moments and limits written in a work order."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from rules.durations import parse_limit
from rules.order_fields import unspaced
from rules.spoken_time import CLOCK, chinese_int, clock_of

# A minus or a digit before it makes it another number.
LIMIT = r"(?<![-0-9.月])(?:[0-9]{1,4}(?:\.[0-9])?|[一二三四五六七八九十两半]{1,3})"
LIMIT += r"\s*(?:个?(?:工作日|自然日|小[时吋]|钟头)|日|天|分钟|[hH](?![A-Za-z]))"
LIMIT += r"(?:\s*[0-9]{1,2}\s*小时)?"
# 26-11-19 is a year of two figures only where a month and a day follow; a day and its clock may be glued together.
_YEAR_DAY = r"(?:(?P<year>20[0-9]{2}|[23][0-9](?=\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]))\s*[-/.年]\s*)?"
_YEAR_DAY += (
    r"(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{2}(?=[0-9]{2}:[0-9]{2})|[0-9]{1,2}(?![0-9OoIl]))\s*[日号]?"
)
_TIME = (
    r"[\sT]*(?P<part>上午|下午|晚上|中午|凌晨)?\s*(?P<hour>[0-9]{1,2})\s*[:时点]\s*(?P<minute>[0-9]{1,2})?"
    r"(?:\s*[:分]\s*(?P<second>[0-9]{1,2})?\s*秒?)?"
)
_WEEKDAY = r"(?:\s?\(?(?:周|星期)[一二三四五六日天]\)?)?"
MOMENT = re.compile(rf"(?<![0-9]){_YEAR_DAY}(?:{_WEEKDAY}{_TIME})?")
LOOSE_DISPATCHED = re.compile(
    r"(?:派单|派发|首派|下派|交办)(?:时间)?\s*[于:]?\s*(?P<value>(?:20[0-9]{2}[-/.年])?"
    r"[0-9][-0-9/.月日 ]*[0-9]{1,2}[:点时][0-9]{1,2}(?::[0-9]{2})?)"
)
# 截至11月24日18:00 behind a limit.
UNTIL = re.compile(rf"(?:截至|截止到?|不晚于|最迟)\s?(?P<value>{MOMENT.pattern})")
DISPATCHED_AT = re.compile(r"(?P<value>(?<![0-9])[0-9]{1,2}[:点][0-9]{1,2})分?\s?(?:派(?:的|单|发|下)|首派)(?![:0-9])")
_SPAN_LIKE_A_DAY = re.compile(r"[0-9]{1,2}[-.][0-9]{1,2}\s*(?:个|天|工作日|自然日|小[时吋]|钟头|分钟|[hH])")
_SERIAL = re.compile(r"4[5-9][0-9]{3}(?:\.[0-9]+)?")
_NAMED_DAY = {
    "当日": 0,
    "当天": 0,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "明天": 1,
    "明日": 1,
    "次日": 1,
    "明早": 1,
    "后天": 2,
}
NAMED_DAY = "|".join(_NAMED_DAY)
# What has happened is dated by these as well.
_PAST_DAY = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "昨": 1}
_CLOCK_IN_WORDS = CLOCK.pattern.replace("?P<", "?P<w_")
DEADLINE_IN_WORDS = re.compile(
    rf"(?P<when>(?:{NAMED_DAY}|(?:20[0-9]{{2}}\s?[-/年]\s?)?[0-9]{{1,2}}\s?[-/月]\s?[0-9]{{1,2}}\s?[日号]?)"
    rf"\s{{0,2}}(?:{_CLOCK_IN_WORDS})?|{_CLOCK_IN_WORDS.replace('w_', 'v_')})"
    r"\s{0,2}(?:之前|以前|前)\s{0,2}(?:须|需|要|必须|务必|请)?(?:完成)?(?:答复|回复|办结|反馈|办理|处理|处置|上报|报送|报结)"
)


def read_order_time(text: str, day: date, tz: tzinfo, *, end_of_day: bool = False) -> datetime | None:
    """Return the aware local moment `text` begins with; a missing year or date is taken from `day`.

    A day without its year is the nearest one: on New Year's Eve 1月2日 is still to come. A date without a clock is
    None, or its last second with `end_of_day`; an impossible one is None.
    """
    plain = text.strip()
    if _SERIAL.fullmatch(plain):
        # Spreadsheets count the days of the wall clock from here.
        return datetime(1899, 12, 30, tzinfo=tz) + timedelta(seconds=round(float(plain) * 86400))
    found = MOMENT.match(plain)
    if found is None:
        past = next((name for name in _PAST_DAY if plain.startswith(name)), "")
        return _clock_on(plain[len(past) :].strip(), day - timedelta(days=_PAST_DAY.get(past, 0)), tz)
    if (on := _date_of(found, day)) is None:
        return None
    if found["hour"] is None:
        return datetime.combine(on, time(23, 59, 59), tz) if end_of_day else None
    hour = int(found["hour"])
    if found["part"] in {"下午", "晚上"} and hour < 12:
        hour += 12
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        return None
    return datetime.combine(on, time(), tz) + timedelta(hours=hour, minutes=minute, seconds=second)


def _date_of(found: re.Match[str], near: date) -> date | None:
    written = int(found["year"] or 0)
    years = [written if written > 99 else written + 2000] if written else [near.year - 1, near.year, near.year + 1]
    days = [on for year in years if (on := _real_date(year, int(found["month"]), int(found["day"])))]
    return min(days, key=lambda on: abs(on - near), default=None)


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_deadline_words(text: str, day: date, tz: tzinfo) -> tuple[datetime, int, int] | None:
    """Return the deadline written in words (当日17:30前答复) with its borders; `day` is what 当日 means."""
    for found in DEADLINE_IN_WORDS.finditer(text):
        when = found["when"].strip()
        named = next((name for name in _NAMED_DAY if when.startswith(name)), None)
        if named:
            on = day + timedelta(days=_NAMED_DAY[named])
            moment = _clock_on(when[len(named) :].strip(), on, tz) or datetime.combine(on, time(23, 59, 59), tz)
        else:
            moment_or_none = read_order_time(when, day, tz, end_of_day=True)
            if moment_or_none is None:
                continue
            moment = moment_or_none
        return moment, *found.span()
    return None


def first_limit(text: str) -> str | None:
    """Return the first limit in `text` without spaces and 内, for example 24小时; none for 0分钟 or -1小时."""
    found = re.search(LIMIT, unspaced(text))
    limit = re.sub(r"\s", "", found[0]) if found else ""
    return limit if parse_limit(limit) is not None else None


def main_limit(text: str) -> tuple[str | None, bool]:
    """Return the limit by which an order is to be done, and whether it is certain; the shortest of several is safe.

    24小时内响应，7天内办结 is seven days: a limit for a first answer or for coming is not the order's own.
    """
    plain = unspaced(text)
    found: list[tuple[bool, bool, str, timedelta]] = []
    for clause in re.split(r"[,;/。、(]", plain):
        for each in re.finditer(LIMIT, clause):
            limit = parse_limit(words := re.sub(r"\s", "", each[0]))
            if limit is not None:
                length = limit.delta or timedelta(days=limit.working_days or 0)
                found.append((bool(_DONE.search(clause)), bool(_EARLIER.search(clause)), words, length))
    done = [each for each in found if each[0]] or [each for each in found if not each[1]] or found
    if not done:
        return first_limit(text), True
    certain = len({each[3] for each in done}) == 1 and any(each[0] or not each[1] for each in done)
    return min(done, key=lambda each: each[3])[2], certain


_DONE = re.compile("办结|办理|回复|答复|反馈|完成|处理|处置")
_EARLIER = re.compile("响应|联系|首联|回电|到场|到达|签收|受理|接单")


def is_moment(text: str) -> bool:
    """Tell whether `text` begins with a day or more, which is no span: 11月20日 18:00 but not 1.5小时 or 3-5天."""
    return MOMENT.match(text) is not None and not _SPAN_LIKE_A_DAY.match(text)


def _clock_on(text: str, day: date, tz: tzinfo) -> datetime | None:
    found = CLOCK.match(text)
    at = clock_of(found) if found else None
    if found and at is None and chinese_int(found["hour"]) == 24 and not int(found["minute"] or 0):
        return datetime.combine(day + timedelta(days=1), time(), tz)
    return datetime.combine(day, at, tz) if at else None
