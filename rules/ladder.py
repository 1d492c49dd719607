"""Decides what a running clock has to say now and when to look at it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.night import PAUSED_BY_NIGHT, Night
from rules.policy import Audience, Severity, StagePolicy, Step
from rules.repeats import RepeatGrid
from rules.stages import Stage

REPEAT_KEY = "repeat#"
_NOTHING = timedelta(0)


class Why(StrEnum):
    """Why a decision is what it is."""

    STEP = "step"
    REPEAT = "repeat"
    WAITING = "waiting"
    QUIET = "quiet"
    FINISHED = "finished"


@dataclass(frozen=True)
class ClockView:
    """A running clock as the ladder sees it; all moments are aware UTC.

    `quiet_until` silences a clock that a stated time made overdue; `snoozed_until` holds what is below
    breach; `postponed` are the keys of steps that progress has put off for good.
    """

    stage: Stage
    started_at: datetime
    due_at: datetime
    urgent: bool = False
    paused: timedelta = _NOTHING
    quiet_until: datetime | None = None
    snoozed_until: datetime | None = None
    postponed: frozenset[str] = frozenset()

    def limit(self, night: Night) -> timedelta:
        """Return the time the clock was given, without its pauses."""
        if self.sleeps:
            return max(night.awake_between(self.started_at, self.due_at) - self.paused, _NOTHING)
        return max(self.due_at - self.started_at - self.paused, _NOTHING)

    @property
    def sleeps(self) -> bool:
        """Tell whether the clock stands still by night."""
        return self.stage in PAUSED_BY_NIGHT and not self.urgent


@dataclass(frozen=True)
class Firing:
    """One thing to say: `occurrence` is 0 for a step and n for the nth repeat; `due_at` is when it was due."""

    key: str
    occurrence: int
    due_at: datetime
    audiences: tuple[Audience, ...]
    severity: Severity


@dataclass(frozen=True)
class Decision:
    """What to say now, which steps that makes superfluous, and when something can next be due (None = never)."""

    fire: Firing | None
    superseded: tuple[Firing, ...]
    look_again_at: datetime | None
    reason: Why

    def keys(self) -> list[str]:
        """Return what has to be added to the fired keys when the decision is carried out."""
        return [firing.key for firing in (*self.superseded, *((self.fire,) if self.fire else ()))]


def decide(policy: StagePolicy, clock: ClockView, fired: Collection[str], now: datetime, night: Night) -> Decision:
    """Return what a clock has to say at `now`, given the keys that are done with.

    Steps before the start never exist. Of several due steps only the last fires, before any repeat; a repeat
    missed is not made up for. Asked again with its `keys` in `fired`, it says nothing new; nothing falls due before
    `look_again_at`, which also names the due moment itself and is always after `now`.
    """
    if clock.quiet_until is not None and now < clock.quiet_until:
        return Decision(None, (), clock.quiet_until, Why.QUIET)
    rungs = _rungs(policy, clock, night)
    grid = _grid(policy, clock, rungs, night)
    waiting, last = _unfired(rungs, fired), _last_repeat(fired)
    repeat = _due_repeat(policy, grid, last, now)
    last = repeat.occurrence if repeat is not None else last
    due = [firing for firing in waiting if _speaks_at(firing, clock) <= now]
    if not due and repeat is not None:
        return Decision(repeat, tuple(waiting), _next(clock, grid, last, [], now), Why.REPEAT)
    if not due:
        look_again_at = _next(clock, grid, last, waiting, now)
        return Decision(None, (), look_again_at, Why.WAITING if look_again_at else Why.FINISHED)
    highest = waiting.index(due[-1])
    look_again_at = _next(clock, grid, last, waiting[highest + 1 :], now)
    # Repeats that fell due meanwhile are done with: a step names everybody the ladder has reached, a repeat may not.
    passed = waiting[:highest] + ([repeat] if repeat is not None else [])
    return Decision(due[-1], tuple(passed), look_again_at, Why.STEP)


def rehearse(
    policy: StagePolicy, clock: ClockView, fired: Collection[str], now: datetime, until: datetime, night: Night
) -> list[Firing]:
    """Return everything the clock will say from `now` up to and including `until`, in order."""
    said, done, moment = [], set(fired), now
    while moment <= until:
        decision = decide(policy, clock, done, moment, night)
        if decision.fire is not None:
            said.append(decision.fire)
            # A repeat stands for all before it, so the older ones need not be kept.
            done = {key for key in done if not key.startswith(REPEAT_KEY)}.union(decision.keys())
        if decision.look_again_at is None:
            break
        moment = decision.look_again_at
    return said


def step_to_postpone(
    policy: StagePolicy, clock: ClockView, fired: Collection[str], now: datetime, night: Night
) -> str | None:
    """Return the key of the step that progress puts off: the next one before due that is not the last before due."""
    before_due = [firing for firing in _rungs(policy, clock, night) if firing.due_at < clock.due_at]
    coming = [firing for firing in _unfired(before_due, fired) if firing.due_at > now]
    return coming[0].key if coming and coming[0] is not before_due[-1] else None


def _rungs(policy: StagePolicy, clock: ClockView, night: Night) -> list[Firing]:
    """The steps that exist for this clock, earliest first; of two at one moment the later in the policy is higher."""
    limit = clock.limit(night)
    found = [_rung(step, clock, limit, night) for step in policy.steps if step.key not in clock.postponed]
    existing = [firing for firing in found if firing.due_at >= clock.started_at]
    return sorted(existing, key=lambda firing: firing.due_at)


def _rung(step: Step, clock: ClockView, limit: timedelta, night: Night) -> Firing:
    offset = step.at.resolve(limit)
    due_at = night.add_awake(clock.due_at, offset) if clock.sleeps else clock.due_at + offset
    return Firing(step.key, 0, due_at, step.to, step.severity_for(limit))


def _unfired(rungs: list[Firing], fired: Collection[str]) -> list[Firing]:
    """The steps above the highest that is done with; after a repeat none is left."""
    if _last_repeat(fired):
        return []
    highest = max((index for index, firing in enumerate(rungs) if firing.key in fired), default=-1)
    return rungs[highest + 1 :]


def _speaks_at(firing: Firing, clock: ClockView) -> datetime:
    if clock.snoozed_until is None or firing.severity is Severity.BREACH:
        return firing.due_at
    return max(firing.due_at, clock.snoozed_until)


def _last_repeat(fired: Collection[str]) -> int:
    return max((int(key.removeprefix(REPEAT_KEY)) for key in fired if key.startswith(REPEAT_KEY)), default=0)


def _grid(policy: StagePolicy, clock: ClockView, rungs: list[Firing], night: Night) -> RepeatGrid | None:
    if policy.repeat is None:
        return None
    # Repeats never begin before due, even where the configuration has no step at or after it.
    anchor = max(rungs[-1].due_at, clock.due_at) if rungs else clock.due_at
    return RepeatGrid(policy.repeat, anchor, clock.urgent, night)


def _due_repeat(policy: StagePolicy, grid: RepeatGrid | None, last_repeat: int, now: datetime) -> Firing | None:
    number = grid.highest_until(now) if grid else 0
    if grid is None or policy.repeat is None or number <= last_repeat:
        return None
    return Firing(f"{REPEAT_KEY}{number}", number, grid.moment(number), policy.repeat.to, Severity.BREACH)


def _next(
    clock: ClockView, grid: RepeatGrid | None, last_repeat: int, later: list[Firing], now: datetime
) -> datetime | None:
    """The next moment after `now` at which a step or repeat is due, or the clock itself."""
    moments = [_speaks_at(firing, clock) for firing in later]
    repeat = grid.first_after(last_repeat, now) if grid else None
    moments += [grid.moment(repeat)] if grid and repeat else []
    moments += [clock.due_at] if clock.due_at > now else []
    return min(moments, default=None)
