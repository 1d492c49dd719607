"""The moments at which a reminder is repeated, as a grid that leaves out the nights it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.night import Night, Span
from rules.policy import Repeat

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class RepeatGrid:
    """Repeat n is due n intervals after `anchor`, the last step; numbers that fall into a silent night do not exist."""

    repeat: Repeat
    anchor: datetime
    urgent: bool
    night: Night

    def moment(self, number: int) -> datetime:
        """Return when repeat `number` is due."""
        return self.anchor + number * self.repeat.interval(self.urgent)

    def highest_until(self, now: datetime) -> int:
        """Return the number of the last repeat due at or before `now`, or 0."""
        number = (now - self.anchor) // self.repeat.interval(self.urgent)
        number = min(number, self.repeat.times) if self.repeat.times is not None else number
        while number >= 1 and (silent := self._silent(number)):
            first = self._first_from(silent[0])
            number = first if self._silent(first) is None and first >= 1 else first - 1
        return max(number, 0)

    def first_after(self, last: int, now: datetime) -> int | None:
        """Return the number of the first repeat above `last` that is due after `now`, or None when there is none."""
        number = max(last + 1, self._first_from(now + _TICK), 1)
        while silent := self._silent(number):
            number = self._first_from(silent[1])
        return number if self.repeat.times is None or number <= self.repeat.times else None

    def _first_from(self, moment: datetime) -> int:
        """The first number due at or after `moment`."""
        return -((self.anchor - moment) // self.repeat.interval(self.urgent))

    def _silent(self, number: int) -> Span | None:
        """The night in which this repeat stays silent, if any."""
        if self.urgent:
            return None
        due_at = self.moment(number)
        if self.repeat.by_day_only:
            return self.night.span_at(due_at)
        if not self.repeat.once_by_night:
            return None
        rest = self.night.rest_at(due_at)
        if rest is None or rest[0] <= self.anchor:
            # The last step itself was the one word of this night.
            return rest
        return None if number == max(self._first_from(rest[0]), 1) else rest
