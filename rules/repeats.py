"""The moments at which a reminder is repeated, one interval after the other, silent by night where that is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.night import Night
from rules.policy import Repeat


@dataclass(frozen=True)
class _Run:
    """Some repeats in a row without a silence between them; `length` None = without end."""

    first: int
    begins_at: datetime
    length: int | None


@dataclass(frozen=True)
class RepeatGrid:
    """Each repeat comes an interval after the one before, the first after `anchor`, the last step.

    One that would fall into a silence comes when the silence ends; so the repeats of many clocks go on together.
    """

    repeat: Repeat
    anchor: datetime
    urgent: bool
    night: Night

    def moment(self, number: int) -> datetime:
        """Return when repeat `number` is due."""
        run = next(run for run in self._runs(number=number) if run.length is None or number < run.first + run.length)
        return run.begins_at + (number - run.first) * self._every

    def highest_until(self, now: datetime) -> int:
        """Return the number of the last repeat due at or before `now`, or 0."""
        found = 0
        for run in self._runs(until=now):
            if run.begins_at > now:
                break
            later = (now - run.begins_at) // self._every
            found = run.first + (later if run.length is None else min(later, run.length - 1))
        return found if self.repeat.times is None else min(found, self.repeat.times)

    def first_after(self, last: int, now: datetime) -> int | None:
        """Return the number of the first repeat above `last` that is due after `now`, or None when there is none."""
        number = max(last, self.highest_until(now)) + 1
        return number if self.repeat.times is None or number <= self.repeat.times else None

    @property
    def _every(self) -> timedelta:
        return self.repeat.interval(self.urgent)

    @property
    def _silence(self) -> Night | None:
        if self.urgent or self.night.start == self.night.end:
            return None
        if self.repeat.by_day_only:
            return self.night
        return self.night.hush() if self.repeat.once_by_night else None

    def _runs(self, *, number: int | None = None, until: datetime | None = None) -> Iterator[_Run]:
        """The runs that decide about a repeat or a moment; equal days in a row are passed over in one step."""
        silence, first = self._silence, 1
        if silence is None:
            yield _Run(1, self.anchor + self._every, None)
            return
        last = self.anchor
        mornings: list[tuple[int, datetime]] = []
        while True:
            begins_at = self._following(last, silence)
            length = self._length(begins_at, silence)
            yield _Run(first, begins_at, length)
            if silence.ends_at(begins_at):
                mornings = [*mornings[-1:], (first, begins_at)]
                first, begins_at = _leap(mornings, number, until, silence)
            first, last = first + length, begins_at + (length - 1) * self._every

    def _following(self, last: datetime, silence: Night) -> datetime:
        following = last + self._every
        span = silence.span_at(following)
        # The one word of a night is the first that falls into it, unless the last step was that.
        if span is None or (self.repeat.once_by_night and last < span[0]):
            return following
        return span[1]

    def _length(self, begins_at: datetime, silence: Night) -> int:
        """How many repeats there are until nightfall; in the night itself one."""
        if silence.span_at(begins_at) is not None:
            return 1
        return max(1, -((begins_at - silence.nightfall_after(begins_at)) // self._every))


def _leap(
    mornings: list[tuple[int, datetime]], number: int | None, until: datetime | None, silence: Night
) -> tuple[int, datetime]:
    """From the last of two mornings go on by as many such spans as certainly lie before what is looked for."""
    first, begins_at = mornings[-1]
    if len(mornings) < 2:
        return first, begins_at
    n_repeats, span = first - mornings[0][0], begins_at - mornings[0][1]
    wanted = (number - first) // n_repeats if number is not None else ((until or begins_at) - begins_at) // span
    n_spans = max(0, wanted - 1)
    there = begins_at + n_spans * span
    if n_spans == 0 or not silence.keeps_its_hours(begins_at, there):
        return first, begins_at
    mornings.clear()
    return first + n_spans * n_repeats, there
