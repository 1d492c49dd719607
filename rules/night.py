"""Knows when people sleep: what waits for the morning, and which clocks stand still meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.policy import Audience, Severity
from rules.stages import Stage

# These ask somebody to phone a citizen.
PAUSED_BY_NIGHT = frozenset({Stage.FIRST_CONTACT, Stage.FOLLOW_UP, Stage.TASK})
UNITS = frozenset({Audience.UNIT, Audience.UNIT_LEAD})

Span = tuple[datetime, datetime]
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Night:
    """The desk's night in `zone`: `start`–`end` for people, the narrower `rest_start`–`rest_end` for internal dues.

    A window whose start equals its end is no night at all.
    """

    start: time
    end: time
    zone: ZoneInfo
    rest_start: time = time(22, 0)
    rest_end: time = time(7, 0)

    def span_at(self, moment: datetime) -> Span | None:
        """Return the night around `moment` (aware UTC, end excluded), or None by day."""
        return _span_at(moment, self.start, self.end, self.zone)

    def ends_at(self, moment: datetime) -> bool:
        """Tell whether a night ends at `moment`."""
        return self.span_at(moment) is None and self.span_at(moment - _TICK) is not None

    def keeps_its_hours(self, start: datetime, end: datetime) -> bool:
        """Tell whether every night between two moments comes at the same hour of UTC: no summer time there."""
        years = range(start.astimezone(self.zone).year, end.astimezone(self.zone).year + 1)
        return len({offset for year in years for offset in _offsets(year, self.zone)}) == 1

    def rest_at(self, moment: datetime) -> Span | None:
        """Return the hours of rest around `moment` (aware UTC, end excluded), or None outside them."""
        return _span_at(moment, self.rest_start, self.rest_end, self.zone)

    def is_night(self, moment: datetime) -> bool:
        """Tell whether `moment` lies in the night."""
        return self.span_at(moment) is not None

    def next_morning(self, moment: datetime) -> datetime:
        """Return the end of this night, or of the next one when it is day (aware UTC)."""
        span = self.span_at(moment)
        if span is not None:
            return span[1]
        day = moment.astimezone(self.zone).date()
        this_morning = _moment(day, self.end, self.zone)
        return this_morning if this_morning > moment else _moment(day + timedelta(days=1), self.end, self.zone)

    def nightfall_after(self, moment: datetime) -> datetime:
        """Return the first start of a night after `moment` (aware UTC)."""
        day = moment.astimezone(self.zone).date()
        this_evening = _moment(day, self.start, self.zone)
        return this_evening if this_evening > moment else _moment(day + timedelta(days=1), self.start, self.zone)

    def hush(self) -> Night:
        """Return the part of the night in which the overdue is told once: it ends with the hours of rest."""
        ends_first = _minutes(self.start, self.rest_end) < _minutes(self.start, self.end)
        return replace(self, end=self.rest_end) if ends_first else self

    def may_phone_citizen(self, moment: datetime, urgent: bool) -> bool:
        """Tell whether a citizen may be phoned now."""
        return urgent or not self.is_night(moment)

    def held_until(self, severity: Severity, audience: Audience, urgent: bool, moment: datetime) -> datetime | None:
        """Return the morning until which a reminder is held, or None when it goes out now."""
        if urgent or severity is Severity.BREACH or audience not in UNITS:
            return None
        span = self.span_at(moment)
        return span[1] if span else None

    def nights_between(self, start: datetime, end: datetime) -> list[Span]:
        """Return the parts of nights within the two moments, earliest first."""
        if end <= start or self.start == self.end:
            return []
        day = start.astimezone(self.zone).date() - timedelta(days=1)
        found: list[Span] = []
        while (begin := _moment(day, self.start, self.zone)) < end:
            finish = _end_of(day, self.start, self.end, self.zone)
            if finish > start:
                found.append((max(begin, start), min(finish, end)))
            day += timedelta(days=1)
        return found

    def pauses(self, stage: Stage, urgent: bool, start: datetime, end: datetime) -> list[Span]:
        """Return the spans in which a clock of that stage stands still by night; none when it is urgent."""
        return [] if urgent or stage not in PAUSED_BY_NIGHT else self.nights_between(start, end)

    def awake_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the time between two moments without the nights; nothing when `end` is not later."""
        asleep = sum((finish - begin for begin, finish in self.nights_between(start, end)), timedelta(0))
        return max(end - start, timedelta(0)) - asleep

    def add_awake(self, moment: datetime, span: timedelta) -> datetime:
        """Return the moment `span` later, or earlier when negative, not counting the nights (aware UTC).

        What would end at nightfall ends in the morning.
        """
        if self.start == self.end or not span:
            return moment + span
        here = self._later(moment, span) if span > timedelta(0) else self._earlier(moment, -span)
        night = self.span_at(here)
        return night[1] if night else here

    def _later(self, here: datetime, left: timedelta) -> datetime:
        while True:
            night = self.span_at(here)
            here = night[1] if night else here
            nightfall = self.next_morning(here) - self._length()
            if left <= nightfall - here:
                return here + left
            left -= nightfall - here
            here = nightfall

    def _earlier(self, here: datetime, left: timedelta) -> datetime:
        while True:
            night = self.span_at(here - _TICK)
            here = night[0] if night else here
            morning = self.next_morning(here - _TICK) - timedelta(days=1)
            if left <= here - morning:
                return here - left
            left -= here - morning
            here = morning

    def _length(self) -> timedelta:
        return timedelta(minutes=_minutes(self.start, self.end))


@lru_cache(maxsize=64)
def _offsets(year: int, zone: ZoneInfo) -> frozenset[timedelta | None]:
    new_year = datetime(year, 1, 1, tzinfo=zone)
    return frozenset((new_year + timedelta(days=days)).utcoffset() for days in range(0, 366, 7))


def _minutes(start: time, end: time) -> int:
    return ((end.hour - start.hour) * 60 + end.minute - start.minute) % (24 * 60)


def _span_at(moment: datetime, start: time, end: time, zone: ZoneInfo) -> Span | None:
    if start == end:
        return None
    local = moment.astimezone(zone)
    # Over midnight, the small hours belong to the night that began the day before.
    day = local.date() - timedelta(days=1) if start > end and local.time() < end else local.date()
    begin, finish = _moment(day, start, zone), _end_of(day, start, end, zone)
    return (begin, finish) if begin <= moment < finish else None


def _end_of(day: date, start: time, end: time, zone: ZoneInfo) -> datetime:
    return _moment(day + timedelta(days=1) if start > end else day, end, zone)


@lru_cache(maxsize=4096)
def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
