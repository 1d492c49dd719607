"""Reads what an agent writes of the platform's decision: when it was made, until when it gave time, and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rules.asked_words import spelled_out
from rules.half_width import half_width
from rules.promised_time import mentions, moment_of
from rules.spoken_time import read_moment, stated_time

_UNTIL = re.compile(r"(?:延期?|挂账)?(?:到期?|至)[:：]?\s*$")
_DAY_ONLY = re.compile(
    r"(?:(?P<word>今天|今日|昨天|昨日|前天)|(?:(?P<year>20[0-9]{2})\s*[-/.年]\s*)?(?P<month>1[0-2]|0?[1-9])\s*[-/.月]\s*"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9:])\s*[日号]?|(?P<alone>3[01]|[12][0-9]|[1-9])[日号])"
    r"(?:批的?|批复|答复)?(?=$|[\s,，;；])"
)
_DAYS_BACK = {"今": 0, "昨": 1, "前": 2}
_END_OF_WORK = time(18)
_AROUND = " ,，、。;；:：\n"


@dataclass(frozen=True)
class PlatformWord:
    """The moment of the decision and the new limit (aware UTC, None where not named), and the rest as its words."""

    at: datetime | None
    until: datetime | None
    opinion: str


def read_platform_word(text: str, now: datetime, tz: tzinfo) -> PlatformWord:
    """Read `[日期] [到期] [意见]`: a date that is past is when it was decided, one ahead the new limit."""
    plain = spelled_out(half_width(text).strip(_AROUND), now.astimezone(tz).date())
    at, plain = _decided(plain, now, tz)
    for mention in mentions(plain):
        named_until = _UNTIL.search(plain[: mention.start])
        moment = moment_of(mention, now, tz)
        if moment is None or moment <= now or (named_until is None and plain[: mention.start].strip(_AROUND)):
            continue
        before = plain[: named_until.start()] if named_until else ""
        behind = re.sub(r"^\s*(?:到期|截止|为止|之?前)", "", plain[mention.end :])
        return PlatformWord(at, moment, f"{before.strip(_AROUND)} {behind.strip(_AROUND)}".strip())
    return PlatformWord(at, None, plain.strip(_AROUND))


def _decided(plain: str, now: datetime, tz: tzinfo) -> tuple[datetime | None, str]:
    found = read_moment(plain, now, tz)
    if found is not None:
        at = stated_time(plain[: found.end], now, tz)
        if at is not None and at <= now:
            return at, plain[found.end :].strip(_AROUND)
        return None, plain
    only = _DAY_ONLY.match(plain)
    if only is None:
        return None, plain
    day = _day(only, now.astimezone(tz).date())
    if day is None:
        return None, plain
    # Nobody notes the minute: the end of that day's work, and of today's the present moment.
    at = min(datetime.combine(day, _END_OF_WORK, tz).astimezone(UTC), now)
    return at, plain[only.end() :].strip(_AROUND)


def _day(found: re.Match[str], today: date) -> date | None:
    if word := found["word"]:
        return today - timedelta(days=_DAYS_BACK[word[0]])
    if alone := found["alone"]:
        # 18号 on the 18th is today; another day without its month may be of the next one.
        return today if int(alone) == today.day else None
    try:
        day = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return day if day <= today else None
