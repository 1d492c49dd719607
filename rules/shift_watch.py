"""Says what is due to be told of shifts: nobody took over, nobody is on duty, more checks wait than one can phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class ShiftRules:
    """What a township has settled of its shifts.

    `confirm_within` is how long whoever begins a shift may take to say so (None: nobody asks), `again_after` how long
    after that it is told again; `gap_days` how far ahead a gap is looked for. `backlog` first checks (0: never) that
    one person, who takes `check_takes` for each, cannot all do in time are offered to the supervisor.
    """

    confirm_within: timedelta | None = timedelta(minutes=10)
    again_after: timedelta = timedelta(minutes=20)
    gap_days: int = 35
    backlog: int = 3
    check_takes: timedelta = timedelta(minutes=10)


def unconfirmed_at(asked_at: datetime, rules: ShiftRules) -> list[datetime]:
    """Return when it is told that nobody has taken over a shift: the first time, and the second and last."""
    if rules.confirm_within is None:
        return []
    first = asked_at + rules.confirm_within
    return [first, first + rules.again_after]


@dataclass(frozen=True)
class GapStep:
    """One step of telling of a gap; where `leaders_hear` the leader on duty hears of it too."""

    name: str
    at: datetime
    leaders_hear: bool


# Also of a gap that the rota itself has, which whoever saved it was told of.
TOLD_AGAIN_BEFORE = timedelta(hours=1)
_BEFORE = (("day", timedelta(days=1), False), ("hour", TOLD_AGAIN_BEFORE, True))
_AGAIN_EVERY = timedelta(hours=1)


def gap_steps(begins_at: datetime, ends_at: datetime, found_at: datetime) -> Iterator[GapStep]:
    """Yield when a gap is told again until somebody covers it: a day and an hour before, and each hour it lasts.

    That there is one is told by whatever makes it, at `found_at`.
    """
    for name, before, leaders_hear in _BEFORE:
        if begins_at - before > found_at:
            yield GapStep(name, begins_at - before, leaders_hear)
    at, number = begins_at, 0
    while at < ends_at:
        if at > found_at:
            yield GapStep(f"now{number}", at, number == 0)
        at, number = at + _AGAIN_EVERY, number + 1


def gap_step(begins_at: datetime, ends_at: datetime, found_at: datetime, now: datetime) -> GapStep | None:
    """Return the last step that has come; after a standstill the ones before it are not told any more."""
    come = [step for step in gap_steps(begins_at, ends_at, found_at) if step.at <= now]
    return max(come, key=lambda step: step.at, default=None)


def is_backlog(dues: Sequence[datetime], now: datetime, rules: ShiftRules) -> bool:
    """Tell whether so many checks wait that one person, the next due first, cannot do all of them in time."""
    if rules.backlog == 0 or len(dues) < rules.backlog:
        return False
    done = (now + rules.check_takes * number for number in range(1, len(dues) + 1))
    return any(at > due for at, due in zip(done, sorted(dues), strict=True))


def is_worked_off(dues: Sequence[datetime]) -> bool:
    """Tell whether a backlog is over: one person has one check to phone, or none."""
    return len(dues) <= 1
