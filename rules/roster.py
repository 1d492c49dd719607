"""Says who is on duty: a rota turns its people day by day, and a shift belongs to the day it starts on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from rules.userids import is_same, userid_key

Span = tuple[datetime, datetime]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rota:
    """One line of a rota: `people[(days since `since`) % n]` works from `start` to `end` ("HH:MM", desk time).

    `kind` is "shift" for agents and "duty" for supervisors and leaders. An end that is not after the
    start lies on the next day; "24:00" is midnight. A line that another one replaced was in force until
    `valid_until`, and for the days before `until` where the other one begins on a later day.
    """

    kind: str
    name: str
    start: str
    end: str
    people: tuple[str, ...]
    since: date
    until: date | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Relief:
    """From `since` on a shift of one day is worked `by` somebody else (None: by nobody), unless `ended_at` came.

    It stands only while the rota gives the shift to `instead_of` (None: to nobody), so that a new rota wins over it.
    """

    day: date
    shift: str
    instead_of: str | None
    by: str | None
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class OnDuty:
    """Who works which shift, from when to when (aware UTC); `day` is the one it belongs to.

    `came_at` is when somebody took it over who had not had it at its start.
    """

    userid: str
    shift: str
    starts_at: datetime
    ends_at: datetime
    day: date = date.min
    came_at: datetime | None = None

    @property
    def begins_at(self) -> datetime:
        """Return when it begins for whoever works it."""
        return self.came_at or self.starts_at


@dataclass(frozen=True)
class Shift:
    """One shift of one day, whoever works it; `userid` is None while nobody does."""

    day: date
    name: str
    starts_at: datetime
    ends_at: datetime
    userid: str | None


@dataclass(frozen=True)
class _Span:
    """Who worked a shift for a part of it."""

    shift: Shift
    begins_at: datetime
    ends_at: datetime
    userid: str | None
    came_at: datetime | None = None

    @property
    def on_duty(self) -> OnDuty | None:
        shift = self.shift
        if self.userid is None:
            return None
        return OnDuty(self.userid, shift.name, shift.starts_at, shift.ends_at, shift.day, self.came_at)


def on_duty(
    rotas: Iterable[Rota],
    at: datetime,
    zone: ZoneInfo,
    among: Collection[str] | None = None,
    reliefs: Sequence[Relief] = (),
) -> OnDuty | None:
    """Return who is on duty at a moment, or None; of overlapping shifts the one that began last counts.

    `among` asks for these people only, such as the supervisors in a rota they share with leaders; the
    rota still turns by its full list, so the answer is the one people read from it.
    """
    today = at.astimezone(zone).date()
    keys = None if among is None else {userid_key(userid) for userid in among}
    found = [
        duty
        for span in _spans(rotas, today - _DAY, today, zone, reliefs)
        if span.begins_at <= at < span.ends_at and (duty := span.on_duty)
        if keys is None or userid_key(duty.userid) in keys
    ]
    return max(found, key=lambda duty: duty.starts_at, default=None)


def next_on_duty(rotas: Iterable[Rota], at: datetime, zone: ZoneInfo, reliefs: Sequence[Relief] = ()) -> OnDuty | None:
    """Return the first shift that begins after a moment, within eight days, or None."""
    today = at.astimezone(zone).date()
    coming = [duty for duty in duties(rotas, today, today + 8 * _DAY, zone, reliefs) if duty.starts_at > at]
    return min(coming, key=lambda duty: duty.starts_at, default=None)


def shifts(
    rotas: Iterable[Rota], first: date, last: date, zone: ZoneInfo, reliefs: Sequence[Relief] = ()
) -> list[Shift]:
    """Return every shift of the days `first`…`last` with who works it in the end, earliest first."""
    found: dict[tuple[date, str], Shift] = {}
    for span in _spans(rotas, first, last, zone, reliefs):
        shift = span.shift
        found[shift.day, shift.name] = Shift(shift.day, shift.name, shift.starts_at, shift.ends_at, span.userid)
    return sorted(found.values(), key=lambda shift: (shift.starts_at, shift.name))


def duties(
    rotas: Iterable[Rota], first: date, last: date, zone: ZoneInfo, reliefs: Sequence[Relief] = ()
) -> list[OnDuty]:
    """Return the shifts of the days `first`…`last` that somebody works, earliest first."""
    found = shifts(rotas, first, last, zone, reliefs)
    return [OnDuty(each.userid, each.name, each.starts_at, each.ends_at, each.day) for each in found if each.userid]


def gaps(rotas: Iterable[Rota], first: date, last: date, zone: ZoneInfo, reliefs: Sequence[Relief] = ()) -> list[Span]:
    """Return the spans of the days `first`…`last` in which nobody is on duty, earliest first (aware UTC)."""
    begin, end = moment_of(first, "00:00", zone), moment_of(last, "24:00", zone)
    worked = [span for span in _spans(rotas, first - _DAY, last, zone, reliefs) if span.userid]
    found, covered = [], begin
    for span in sorted(worked, key=lambda span: span.begins_at):
        if span.begins_at >= end:
            break
        if span.begins_at > covered:
            found.append((covered, span.begins_at))
        covered = max(covered, span.ends_at)
    return [*found, (covered, end)] if covered < end else found


def unlike_yesterday(spans: Iterable[Span], zone: ZoneInfo) -> list[Span]:
    """Return the spans that do not begin at the hour at which one began the day before: a rota without a night has
    the same gap each day, and whoever saved it knows."""
    found = sorted(spans)
    begun = {begin.astimezone(zone).replace(tzinfo=None) for begin, _end in found}
    return [span for span in found if span[0].astimezone(zone).replace(tzinfo=None) - _DAY not in begun]


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return what is left of spans of time where others are taken out of them, earliest first."""
    left = sorted(spans)
    for begin, end in others:
        cut = [(first, last) for first, last in left if last <= begin or end <= first]
        for first, last in left:
            if first < end and begin < last:
                cut += [(at, until) for at, until in ((first, begin), (end, last)) if at < until]
        left = sorted(cut)
    return left


def moment_of(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return a clock time "HH:MM" of a day as aware UTC; "24:00" is the midnight that ends it."""
    hour, minute = (int(part) for part in clock.split(":"))
    extra, hour = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=extra), time(hour, minute), zone).astimezone(UTC)


def _spans(
    rotas: Iterable[Rota], first: date, last: date, zone: ZoneInfo, reliefs: Sequence[Relief]
) -> Iterator[_Span]:
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    for rota in rotas:
        for day in days:
            yield from _worked(
                rota, day, zone, [each for each in reliefs if (each.day, each.shift) == (day, rota.name)]
            )


def _worked(rota: Rota, day: date, zone: ZoneInfo, reliefs: Sequence[Relief]) -> Iterator[_Span]:
    """Yield who works one line's shift of a day, one after the other; nothing while the line is not in force."""
    if not rota.people or day < rota.since or (rota.until is not None and day >= rota.until):
        return
    starts_at, ends_at = moment_of(day, rota.start, zone), moment_of(day, rota.end, zone)
    if ends_at <= starts_at:
        ends_at = moment_of(day + _DAY, rota.end, zone)
    named = rota.people[(day - rota.since).days % len(rota.people)]
    shift = Shift(day, rota.name, starts_at, ends_at, named)
    begins_at = max(starts_at, rota.valid_from or starts_at)
    over_at = min(ends_at, rota.valid_until or ends_at)
    changes = {at for each in reliefs for at in (each.since, each.ended_at) if at and begins_at < at < over_at}
    cuts = [begins_at, *sorted(changes), over_at]
    came_at, before = None, _holder(named, reliefs, begins_at)
    for begin, end in pairwise(cuts):
        if begin < end:
            holder = _holder(named, reliefs, begin)
            came_at = came_at if holder == before else begin
            yield _Span(shift, begin, end, holder, came_at)
            before = holder


def _holder(named: str, reliefs: Sequence[Relief], at: datetime) -> str | None:
    holder: str | None = named
    for each in sorted(reliefs, key=lambda each: each.since):
        in_force = each.since <= at and (each.ended_at is None or at < each.ended_at)
        if in_force and (holder == each.instead_of or is_same(holder, each.instead_of)):
            holder = each.by
    return holder
