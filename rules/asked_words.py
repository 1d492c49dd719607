"""Reads what stands behind the number of a request: until when, whether the caller was told, and the reason."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from rules.caller_told import told_in, without_told
from rules.durations import Limit, parse_limit
from rules.half_width import half_width
from rules.promised_time import mentions, moment_of
from rules.working_time import Calendar, add_working_days

_WORD_OF_REQUEST = re.compile(r"^(?:申请)?(?:再)?(?:延期|延长|延|宽限|挂账)?(?:时间)?\s*")
# 再给三天, but not 给居民换锁.
_GIVE = re.compile(r"(?:再多?|多)?(?:给|批)(?:我们|咱们?)?\s*(?=[0-9一二两三四五六七八九十半])")
_TO = re.compile(
    r"(?:申请|请求|希望|需要|想)?(?:延期到|延长到|延到|延至|推迟到|挂到|挂账到|截止到|截至|(?<!等)[到至])\s*$"
)
# 下周五配件才来 goes on to tell of something else.
_ENDS = re.compile(r"\s*(?:之?前|截止|到期|为止)?吧?(?:(?<=\s)|(?=$|[\s,、。;]))")
# 11月21日 and 21日 are days; 3天没到货 tells how long it has been.
_SPAN = re.compile(
    r"(?P<span>[0-9.一二两三四五六七八九十半]+\s*(?:个?\s*(?:工作日|自然日|天|小时|钟头|周|星期|礼拜)|个月))(?:内|左右)?(?=$|[\s,、。;])"
)
_WEEKS_OR_MONTHS = re.compile(r"(?P<count>[0-9一二两三四五六七八九十半]+)个?(?P<unit>周|月|星期|礼拜)")
_MONTH_END = re.compile(r"(?:(?P<year>20[0-9]{2})年)?(?<![0-9])(?P<month>1[0-2]|0?[1-9])月(?:底|末)")
_AROUND = " ,，、。;；:：\n"


@dataclass(frozen=True)
class AskedWords:
    """What was read: the moment (aware UTC) or None, whether the caller was told or None, and the rest as reason."""

    until: datetime | None
    caller_told: bool | None
    reason: str


def read_asked(
    text: str,
    now: datetime,
    tz: tzinfo,
    *,
    dated: bool = True,
    due_at: datetime | None = None,
    calendar: Calendar | None = None,
) -> AskedWords:
    """Read what is asked for; a date counts only at the beginning or behind 到, so that no reason is taken for one.

    A span (3天) counts from `due_at` when that is given, else from now. `dated` is False where no date is asked for.
    """
    plain = half_width(text).strip()
    told, plain = told_in(plain), without_told(plain)
    if not dated:
        return AskedWords(None, told, plain.strip(_AROUND))
    plain = spelled_out(plain, now.astimezone(tz).date())
    until, start, end = _moment(plain, now, tz, due_at, calendar)
    reason = (_TO.sub("", plain[:start]) + " " + plain[end:]) if until is not None else plain
    return AskedWords(until, told, _WORD_OF_REQUEST.sub("", reason.strip(_AROUND)).strip(_AROUND))


def spelled_out(plain: str, today: date) -> str:
    """Return a half-width text with the days that people name by year and month end written as dates: 到明年6月底."""
    years = {"今年": today.year, "明年": today.year + 1, "后年": today.year + 2}
    plain = re.sub("(今年|明年|后年)(?=[0-9年])", lambda word: f"{years[word[1]]}年", plain)
    plain = re.sub("(今年|明年|后年)(?=底|末)", lambda word: f"{years[word[1]]}年", plain)
    plain = re.sub("(20[0-9]{2})?年(?:底|末)", lambda word: f"{word[1] or today.year}年12月31日", plain)
    return _MONTH_END.sub(lambda word: _month_end(word, today), plain)


def _month_end(found: re.Match[str], today: date) -> str:
    month = int(found["month"])
    year = int(found["year"] or today.year + (month < today.month))
    return f"{year}年{month}月{monthrange(year, month)[1]}日"


def _moment(
    plain: str, now: datetime, tz: tzinfo, due_at: datetime | None, calendar: Calendar | None
) -> tuple[datetime | None, int, int]:
    head = _GIVE.match(plain) or _WORD_OF_REQUEST.match(plain)
    begins = head.end() if head else 0
    spanned = _SPAN.match(plain, begins)
    if spanned is not None:
        until = _after(re.sub(r"\s", "", spanned["span"]), due_at or now, calendar)
        if until is not None:
            return until, 0, spanned.end()
    for mention in mentions(plain):
        is_first = not plain[begins : mention.start].strip()
        if not is_first and not _TO.search(plain[: mention.start]):
            continue
        at, behind = moment_of(mention, now, tz), _ENDS.match(plain, mention.end)
        if at is not None and behind is not None:
            return at, mention.start, behind.end()
    return None, 0, 0


def _after(span: str, start: datetime, calendar: Calendar | None) -> datetime | None:
    wide = _WEEKS_OR_MONTHS.fullmatch(span)
    if wide is not None:
        days = 30 if wide["unit"] == "月" else 7
        count = parse_limit(f"{wide['count']}天")
        return start + count.delta * days if count is not None and count.delta is not None else None
    limit: Limit | None = parse_limit(span)
    if limit is None:
        return None
    if limit.working_days is not None:
        return add_working_days(start, limit.working_days, calendar)[0] if calendar is not None else None
    return start + (limit.delta or timedelta(0))
