"""Finds until when a unit's own words ask for more time: 延到25号, 再给三天, 七个工作日, 下周五前能修好."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from dateutil.relativedelta import relativedelta

from rules.asked_words import read_asked
from rules.promised_time import Mention, mentions
from rules.spoken_time import NUMERAL, chinese_int
from rules.working_time import Calendar

_SPAN = r"(?:[0-9.]+|[一二两三四五六七八九十半]+)\s*(?:个?\s*(?:工作日|自然日|天|小时|钟头|周|星期|礼拜)|个月)"
_MORE = r"(?:延[期长时后迟缓]?|宽限?|缓|往后[延推顺放挪]|推迟?|顺延?|展期|放宽|挂[账帐]?|能不能拖|能拖)"
# 再给三天 counts from the limit; 还得三天 from the moment it is said.
_FROM_THE_LIMIT = re.compile(
    rf"(?:{_MORE}|[再多]给|给|多?批|想?多要)(?:我们|咱们?|一下|办理|时间|个|上|出|了)*\s*(?P<span>{_SPAN})(?:内|左右)?"
    rf"|(?P<before>{_SPAN})的?(?:延期|延长|宽限)"
)
_FROM_NOW = re.compile(rf"(?:还|再|至少|最少)(?:得|需要?|要|用)\s*(?P<span>{_SPAN})(?!前)")
# 等到下周五配件才来 names no date that is asked for.
_TO = re.compile(
    rf"(?:{_MORE}(?:一下|办理|时间|我们)*(?:到|至)?|(?:时间|期限|时限|日期|截止)(?:往后|请|给|能不能|也)*[改放定推调挪延]?[到至]|(?:^|[,。;!\s])[到至])\s*(?:了)?$"
)
_DONE_THEN = re.compile(
    r"\s*(?:之?前|以前|左右|底)?(?:我们|肯定|一定|保证|应该|估计|预计|才|就|可以|可|能|会|全部?|都|把|给)*"
    r"(?:办|修|弄|干|处理|解决|完成|整改|完工|做|搞|清|拆|换|装)(?!不|没)(?:[完好结掉成毕理了]|到位|$)"
)
_BREAK = re.compile(r"[,。;!?\n\s]+")
_AROUND_A_DATE = re.compile(r"(?:最[迟晚快]|要|得|就|行不行|行不|行吗|可以吗|之?前|以前|左右|[吧呗行到至])*")
# 到明年三月 gives the whole of March.
_MONTH_ALONE = re.compile(
    rf"(?<=[到至])(?P<year>(?:今年|明年|后年|20[0-9]{{2}}年)?)(?P<month>{NUMERAL})月(?:份|底|末)?"
    r"(?!\s*[0-9一二三四五六七八九十上中下初])"
)


_NEXT_MONTH = re.compile(rf"下个?月(?={NUMERAL}[号日])")
_A_PAIR = re.compile("俩(?=个?(?:天|周|礼拜|星期|月|工作日))")


@dataclass(frozen=True)
class Wanted:
    """The moment asked for (aware UTC) and the stretch of the text it was read from."""

    until: datetime
    start: int
    end: int


def plainly_dated(plain: str, today: date) -> str:
    """Return a half-width text with dates for what people say instead: 12月5号 for 下月五号, 到3月底 for 到三月."""
    after = today + relativedelta(months=1)
    plain = _NEXT_MONTH.sub(f"{after.month}月", plain)
    plain = _A_PAIR.sub("两", plain)
    return _MONTH_ALONE.sub(lambda found: f"{found['year']}{chinese_int(found['month'])}月底", plain)


def requested_until(
    plain: str, now: datetime, tz: tzinfo, *, due_at: datetime | None = None, calendar: Calendar | None = None
) -> Wanted | None:
    """Return the moment that a half-width text asks for, or None when it names none or only tells of other times.

    A span counts from `due_at` where that is given: 再给三天 is three days more.
    """
    for start, end, is_from_limit in _stretches(plain):
        read = read_asked(plain[start:end], now, tz, due_at=due_at if is_from_limit else None, calendar=calendar)
        if read.until is not None:
            return Wanted(read.until, start, end)
    return None


def _stretches(plain: str) -> Iterator[tuple[int, int, bool]]:
    """The stretches that may be the time asked for, the plainest first."""
    named = [mention for mention in mentions(plain) if not mention.is_vague]
    yield from ((each.start, each.end, True) for each in named if _TO.search(plain[: each.start]))
    for found in _FROM_THE_LIMIT.finditer(plain):
        yield (*found.span("span" if found["span"] else "before"), True)
    yield from ((each.start, each.end, True) for each in named if _is_clause_of_its_own(plain, each))
    yield from ((each.start, each.end, False) for each in reversed(named) if _DONE_THEN.match(plain, each.end))
    yield from ((*found.span("span"), False) for found in _FROM_NOW.finditer(plain))


def _is_clause_of_its_own(plain: str, mention: Mention) -> bool:
    before, after = _BREAK.split(plain[: mention.start])[-1], _BREAK.split(plain[mention.end :])[0]
    return bool(_AROUND_A_DATE.fullmatch(before) and _AROUND_A_DATE.fullmatch(after))
