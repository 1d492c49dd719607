"""Words moments and spans the way a clerk writes them, in the desk's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

# Where no desk is at hand, as in a refusal: the land of the hotline has one zone and no summer time.
DESK_ZONE = timezone(timedelta(hours=8))
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}


def moment(at: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
    """Return `11月19日 10:16`, or `今天10:16` where `now` makes that plain; with the year when it differs."""
    local = at.astimezone(zone)
    if now is None:
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    name = day(at, zone, now=now)
    return f"{name}{'' if name in _NEAR.values() else ' '}{local:%H:%M}"


def desk_moment(at: datetime) -> str:
    """Return a moment where no desk is at hand that knows its zone; one without a zone as it was written."""
    return moment(at if at.tzinfo else at.replace(tzinfo=DESK_ZONE), DESK_ZONE)


def from_to(begins_at: datetime, ends_at: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
    """Return `今天18:00–24:00`, or `今天18:00到明天06:00` where it ends on another day."""
    begin, end = begins_at.astimezone(zone), ends_at.astimezone(zone)
    if end.date() == begin.date():
        return f"{moment(begins_at, zone, now=now)}–{end:%H:%M}"
    is_midnight = (end.hour, end.minute) == (0, 0) and (end.date() - begin.date()).days == 1
    until = "–24:00" if is_midnight else f"到{moment(ends_at, zone, now=now)}"
    return f"{moment(begins_at, zone, now=now)}{until}"


def day(at: datetime, zone: tzinfo, *, now: datetime) -> str:
    """Return `今天` or `11月19日`; with the year when it differs."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    year = f"{local.year}年" if local.year != today.year else ""
    return _NEAR.get((local.date() - today).days, f"{year}{local.month}月{local.day}日")


def clock_time(at: datetime, zone: tzinfo) -> str:
    """Return `10:16`."""
    return f"{at.astimezone(zone):%H:%M}"


def span(length: timedelta) -> str:
    """Return `25分钟`, `3小时10分钟`, `2天4小时`; at least one minute, never more than two units."""
    minutes = max(1, round(abs(length.total_seconds()) / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{left}分钟" if left else f"{hours}小时"
    return f"{left}分钟"


def exact_span(length: timedelta) -> str:
    """Return `1天4小时25分钟`: to the minute however long, so that no two repeats read the same."""
    whole_days = timedelta(days=abs(length).days)
    rest = abs(length) - whole_days
    days = f"{whole_days.days}天" if whole_days else ""
    return f"{days}{span(rest)}" if rest >= timedelta(seconds=30) or not days else days
