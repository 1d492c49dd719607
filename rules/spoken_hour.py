"""Reads the hour named for a visit: a range counts to its end, and a bare 三点 is an hour of the day."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from rules.spoken_time import CLOCK, DAY_PART, NUMERAL, clock_of

# 3-4点, 下午3点到4点, 10:00~11:30: the last hour is the one that counts.
HOUR = re.compile(
    rf"(?<![0-9.:])(?:(?P<first>{DAY_PART})?\s{{0,4}}(?P<low>{NUMERAL}(?:\s*:\s*[0-9]{{2}}|\s*点半?)?)\s*[-~—–到至]\s*)?{CLOCK.pattern}"
)
_DAY_BEGINS, _DAY_ENDS, _EVENING_ENDS = time(7), time(19), time(22)
_EVENING_BEGINS = 17
# 还剩一点没清 is a little and no hour; only what follows makes a bare 一点 a clock time.
_BARE_ONE = re.compile(r"\s*一\s*点")
_A_LITTLE_LATER = re.compile(r"[早晚]一点")
_HOUR_AFTER = re.compile(
    r"\s*(?:之?前|左右|以后|之?后|到|去|来|上门|见|过|开|能|准|办|修|弄|处理|换|搞|完|给|再|,|，|$)"
)


def time_of(hour: re.Match[str]) -> time | None:
    """Return the time of day of a HOUR match as it was said; None when there is no such time or it is a little."""
    return None if _is_a_little(hour) else clock_of(hour, hour["first"])


def next_time(hour: re.Match[str], at: time, local: datetime) -> datetime:
    """Return when an hour named without its day comes next; a bare one comes by day, in the evening until 22:00."""
    if not _is_bare(hour, at):
        moment = _on(local.date(), at, local)
        return moment if moment > local else moment + timedelta(days=1)
    last = _EVENING_ENDS if local.hour >= _EVENING_BEGINS else _DAY_ENDS
    today = [_on(local.date(), half, local) for half in _halves(at) if _DAY_BEGINS <= half <= last]
    ahead = [moment for moment in today if moment > local]
    return ahead[0] if ahead else _on(local.date() + timedelta(days=1), _by_day(at), local)


def time_on(hour: re.Match[str], at: time, day: date, local: datetime) -> datetime:
    """Return when an hour named for a day comes; 明天3点 is in the afternoon, and so is 今天8点 said after noon."""
    if not _is_bare(hour, at):
        return _on(day, at, local)
    said_late = day == local.date() and local.hour >= 12 and at <= local.time() and at.hour + 12 < _EVENING_ENDS.hour
    return _on(day, _halves(at)[1] if said_late else _by_day(at), local)


def _is_bare(hour: re.Match[str], at: time) -> bool:
    """Neither 凌晨 nor a zero before it says that the small hour is meant as it stands."""
    return not (hour["part"] or hour["first"]) and 1 <= at.hour < 12 and not hour["hour"].startswith("0")


def _by_day(at: time) -> time:
    return at if at >= _DAY_BEGINS else _halves(at)[1]


def _halves(at: time) -> tuple[time, time]:
    return at, at.replace(hour=at.hour + 12)


def _is_a_little(hour: re.Match[str]) -> bool:
    """还剩一点, 差一点: an amount, not one o'clock."""
    if not _BARE_ONE.fullmatch(hour[0]):
        return bool(_A_LITTLE_LATER.fullmatch(hour[0]))
    plain = hour.string
    before = plain[max(0, hour.start() - 2) : hour.start()]
    return bool(re.search("[剩差有早快晚多少]$", before)) or not _HOUR_AFTER.match(plain, hour.end())


def _on(day: date, at: time, local: datetime) -> datetime:
    return datetime.combine(day, at, local.tzinfo)
