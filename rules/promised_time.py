"""Reads the times to come that a text names: 明天上午, 周五前, 半小时后."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rules.half_width import half_width
from rules.named_day import DAY, PART_OF_TODAY, day_of, is_later_day, part_end
from rules.spoken_hour import HOUR, next_time, time_of, time_on
from rules.spoken_time import NUMERAL, chinese_int

_COUNT = rf"半|[0-9]+\.[0-9]+|{NUMERAL}|俩|仨"
_UNIT = r"小时|钟头|[hH](?![a-zA-Z])|分钟|天|工作日|星期|礼拜|周"
_SPAN = re.compile(
    rf"(?<![了时用花0-9.])(?P<count>{_COUNT})\s*个?(?P<half>半)?(?P<unit>{_UNIT})"
    r"(?P<until>之?后|以后|之?内|以内|左右|就|能|可|(?=\s*(?:到(?!晚)|去|上门|过[去来]|赶[到去来]|弄|修|搞|办|换|处理|完))"
    r"|(?<!天)(?=来)|(?=\s*(?:$|[,。;])))"
)
# 十几分钟到 promises something, but no moment can be read from it.
_VAGUE = re.compile(
    r"(?:十?几|好几)个?(?:分钟|小时|钟头|天)(?:之?后|以后|之?内|以内|左右|就|能|(?=\s*(?:到|去|上门|过[去来]|弄|修|搞|办|处理)))"
    r"|(?<![0-9.:])(?:2[4-9]|[3-9][0-9])\s*(?:点(?!多)|:[0-5][0-9](?![0-9]))|(?<![0-9.:])[0-9]{1,2}:[6-9][0-9](?![0-9])"
)
_OVER = re.compile("[^,。;]{0,4}?(?:的(?!话|时候|师傅)|了(?!解)|过(?![去来一]))")
# 改成三点了 tells what was agreed on, and that lies ahead.
_SET_FOR = re.compile("[约定改推][好了定在到成为的]*$")
_KINDS = (_VAGUE, _SPAN, DAY, HOUR, PART_OF_TODAY)
_GAP = re.compile(r"[\s,的]*")
_JOINED = re.compile(r"\s*(?:[、/~—–-]|或者?|到|至|和)?\s*")


@dataclass(frozen=True)
class Promise:
    """The end of the named span as an aware UTC moment, and the words it was read from."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Mention:
    """A time named in a text, and where; `hour` is the one that stands behind a day."""

    start: int
    end: int
    named: re.Match[str]
    hour: re.Match[str] | None = None

    @property
    def is_vague(self) -> bool:
        """Tell whether no moment can be read from it (十几分钟)."""
        return self.named.re is _VAGUE

    @property
    def is_next(self) -> bool:
        """Tell whether it is an hour without its day, which comes again tomorrow."""
        return self.named.re is HOUR

    @property
    def is_ahead(self) -> bool:
        """Tell whether the words alone place it after the moment of speaking: 明天, 半小时后, not 今天 or 三点."""
        if self.named.re is DAY:
            return is_later_day(self.named)
        return self.named.re is _SPAN and bool(self.named["until"])


def promised_time(text: str, now: datetime, tz: tzinfo) -> Promise | None:
    """Return the first moment after `now` that `text` names, or None; a span means its end.

    明天 ends at 18:00, 明天上午 at 12:00, 今晚 at 22:00; a bare clock time is the next such moment by day.
    """
    plain = half_width(text)
    for mention in mentions(plain):
        at = moment_of(mention, now, tz)
        if at is not None and at > now:
            return Promise(at, plain[mention.start : mention.end].strip())
    return None


def passed_time(text: str, now: datetime, tz: tzinfo) -> datetime | None:
    """Return the moment that `text` names when all it names has passed by `now`, or None (aware UTC)."""
    readings = [at for mention in mentions(half_width(text)) if (at := moment_of(mention, now, tz))]
    return max(readings) if readings and max(readings) <= now else None


def promised_words(text: str) -> str | None:
    """Return the first words of `text` that may name a promised time, whatever the clock says."""
    plain = half_width(text)
    found = next(mentions(plain), None)
    return plain[found.start : found.end].strip() if found else None


def mentions(plain: str) -> Iterator[Mention]:
    """Yield the times named in a half-width text, in order; of days named in a row the last one counts."""
    held: Mention | None = None
    for mention in _apart(plain):
        is_day_before = held is not None and held.named.re is DAY and mention.named.re in (DAY, _VAGUE)
        if held and is_day_before and _JOINED.fullmatch(plain, held.end, mention.start):
            held = Mention(held.start, mention.end, mention.named, mention.hour)
            continue
        if held:
            yield held
        held = mention
    if held:
        yield held


def moment_of(mention: Mention, now: datetime, tz: tzinfo) -> datetime | None:
    """Return the moment (aware UTC) a mention means when said at `now`; None when no moment can be read."""
    local, named = now.astimezone(tz), mention.named
    at: datetime | None = None
    if named.re is _SPAN:
        at = _span_end(named, local)
    elif named.re is DAY:
        at = _on_its_day(mention, local)
    elif named.re is HOUR:
        clock = time_of(named)
        at = next_time(named, clock, local) if clock else None
    elif named.re is PART_OF_TODAY:
        at = datetime.combine(local.date(), part_end(named[0], local.date(), local), local.tzinfo)
    return at.astimezone(UTC) if at else None


def _apart(plain: str) -> Iterator[Mention]:
    """Each stretch of the text is read once: a day before an hour, an hour before a part of the day."""
    hits = [(hit, rank) for rank, kind in enumerate(_KINDS) for hit in kind.finditer(plain)]
    reached = 0
    for hit, _rank in sorted(hits, key=lambda pair: (pair[0].start(), pair[1])):
        if hit.start() < reached or (hit.re in (HOUR, PART_OF_TODAY) and _is_past(plain, hit)):
            continue
        if hit.re is HOUR and (time_of(hit) is None or plain[max(0, hit.start() - 1) : hit.start()].isdigit()):
            continue
        hour = _hour_behind(plain, hit) if hit.re is DAY else None
        reached = hour.end() if hour else hit.end()
        yield Mention(hit.start(), reached, hit, hour)


def _hour_behind(plain: str, day: re.Match[str]) -> re.Match[str] | None:
    """The clock time right behind a day, such as 下午3点 behind 明天."""
    starts = (day.start("part_only"), day.end()) if day["part_only"] else (day.end(),)
    gaps = (_GAP.match(plain, start) for start in starts)
    hours = (HOUR.match(plain, gap.end()) for gap in gaps if gap)
    return next((hour for hour in hours if hour and time_of(hour)), None)


def _on_its_day(mention: Mention, local: datetime) -> datetime | None:
    named, hour = mention.named, mention.hour
    day = day_of(named, local)
    clock = time_of(hour) if hour else None
    if day is None:
        return None
    if hour is None or clock is None:
        return datetime.combine(day, part_end(named["part_only"], day, local), local.tzinfo)
    if named["month"] and hour["minute"]:
        # 11-25 6:00 is copied from a plan or an order and means what stands there.
        return datetime.combine(day, clock, local.tzinfo)
    return time_on(hour, clock, day, local)


def _span_end(span: re.Match[str], local: datetime) -> datetime | None:
    count = {"半": 0.5, "俩": 2, "仨": 3}.get(span["count"])
    if count is None:
        count = float(span["count"]) if "." in span["count"] else chinese_int(span["count"])
    if not count:
        return None
    count += 0.5 if span["half"] else 0
    unit = span["unit"]
    if unit in {"小时", "钟头", "h", "H"}:
        return local + timedelta(hours=count)
    if unit == "分钟":
        return local + timedelta(minutes=count)
    days = round(count if unit in {"天", "工作日"} else 7 * count)
    day = local.date() + timedelta(days=days)
    if unit == "工作日":
        # Weekends only: which days the state moves is shown back and soon said again.
        day = next(itertools.islice(_weekdays_after(local.date()), max(days, 1) - 1, None))
    return datetime.combine(day, time(18), local.tzinfo)


def _weekdays_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5:
            yield day


def _is_past(plain: str, named: re.Match[str]) -> bool:
    """昨天8:00, or 14:30到的现场: a clock time of something done."""
    before, after = plain[max(0, named.start() - 6) : named.start()], plain[named.end() : named.end() + 6]
    # What stands before a comma was done; what follows it may well lie ahead: 已联系,下午3点上门.
    clause = re.split("[,。;]", before)[-1]
    if _SET_FOR.search(clause):
        return False
    return bool(re.search(r"昨|前天|已经?[于在]?\s*$", clause) or _OVER.match(after))
