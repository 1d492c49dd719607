"""Says who is on duty: a rota turns its people day by day, and a shift belongs to the day it starts on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.userids import userid_key


@dataclass(frozen=True)
class Rota:
    """One line of a rota: `people[(days since `since`) % n]` works from `start` to `end` ("HH:MM", desk time).

    `kind` is "shift" for agents and "duty" for supervisors and leaders. An end that is not after the
    start lies on the next day; "24:00" is midnight.
    """

    kind: str
    name: str
    start: str
    end: str
    people: tuple[str, ...]
    since: date


@dataclass(frozen=True)
class OnDuty:
    """Who works which shift, from when to when (aware UTC)."""

    userid: str
    shift: str
    starts_at: datetime
    ends_at: datetime


def on_duty(rotas: Iterable[Rota], at: datetime, zone: ZoneInfo, among: Collection[str] | None = None) -> OnDuty | None:
    """Return who is on duty at a moment, or None; of overlapping shifts the one that began last counts.

    `among` asks for these people only, such as the supervisors in a rota they share with leaders; the
    rota still turns by its full list, so the answer is the one people read from it.
    """
    today = at.astimezone(zone).date()
    keys = None if among is None else {userid_key(userid) for userid in among}
    found = [
        duty
        for rota in rotas
        for day in (today - timedelta(days=1), today)
        if (duty := _duty_on(rota, day, zone)) and duty.starts_at <= at < duty.ends_at
        if keys is None or userid_key(duty.userid) in keys
    ]
    return max(found, key=lambda duty: duty.starts_at, default=None)


def next_on_duty(rotas: Sequence[Rota], at: datetime, zone: ZoneInfo) -> OnDuty | None:
    """Return the first shift that begins after a moment, within eight days, or None."""
    today = at.astimezone(zone).date()
    coming = [
        duty
        for rota in rotas
        for offset in range(9)
        if (duty := _duty_on(rota, today + timedelta(days=offset), zone)) and duty.starts_at > at
    ]
    return min(coming, key=lambda duty: duty.starts_at, default=None)


def gaps(rotas: Sequence[Rota], first: date, last: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the spans of the days `first`…`last` in which nobody is on duty, earliest first (aware UTC)."""
    begin, end = _moment(first, "00:00", zone), _moment(last, "24:00", zone)
    days = [first + timedelta(days=offset) for offset in range(-1, (last - first).days + 1)]
    duties = [duty for rota in rotas for day in days if (duty := _duty_on(rota, day, zone))]
    found, covered = [], begin
    for duty in sorted(duties, key=lambda duty: duty.starts_at):
        if duty.starts_at > covered:
            found.append((covered, min(duty.starts_at, end)))
        covered = max(covered, duty.ends_at)
        if covered >= end:
            return found
    return [*found, (covered, end)]


def _duty_on(rota: Rota, day: date, zone: ZoneInfo) -> OnDuty | None:
    if not rota.people or day < rota.since:
        return None
    person = rota.people[(day - rota.since).days % len(rota.people)]
    starts_at, ends_at = _moment(day, rota.start, zone), _moment(day, rota.end, zone)
    if ends_at <= starts_at:
        ends_at = _moment(day + timedelta(days=1), rota.end, zone)
    return OnDuty(person, rota.name, starts_at, ends_at)


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    extra, hour = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=extra), time(hour, minute), zone).astimezone(UTC)
