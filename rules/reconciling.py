"""Compares what the platform recorded of an order with what we recorded, and judges late or in time by its times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.stages import ENDED_STATES, Stage, State

# The moments both sides know, in the order of an order's life.
MOMENTS = ("dispatched_at", "signed_at", "verified_at", "assigned_at", "replied_at")
MOMENT_OF_STAGE: dict[Stage, str] = {
    Stage.SIGN: "signed_at",
    Stage.VERIFY: "verified_at",
    Stage.ASSIGN: "assigned_at",
    Stage.PLATFORM_REPLY: "replied_at",
}
_ENDED_THERE = frozenset({State.REPLIED, State.ARCHIVED, State.RETURNED, State.VOIDED})


class Kind(StrEnum):
    """What is different, the gravest first: what costs money, then what is to be entered, then what is to be looked at.

    `late_there` we have as in time and the platform as late; `in_time_there` the other way round.
    """

    LATE_THERE = "late_there"
    REPLY_NOT_THERE = "reply_not_there"
    SIGN_NOT_THERE = "sign_not_there"
    MISSING_HERE = "missing_here"
    DEADLINE_EARLIER = "deadline_earlier"
    REPLY_NOT_HERE = "reply_not_here"
    SIGN_NOT_HERE = "sign_not_here"
    CLOSED_THERE = "closed_there"
    IN_TIME_THERE = "in_time_there"
    DEADLINE_LATER = "deadline_later"
    TIME = "time"
    MISSING_THERE = "missing_there"
    UNIT = "unit"


class Verdict(StrEnum):
    """What is known of the time we have: right, wrong, or late by the platform's record alone and to be settled."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    CLAIMED = "claimed"


RANKS = {kind: rank for rank, kind in enumerate(Kind)}
# What supervisors hear of by themselves.
MATTERS = frozenset(
    {Kind.LATE_THERE, Kind.REPLY_NOT_THERE, Kind.SIGN_NOT_THERE, Kind.MISSING_HERE, Kind.DEADLINE_EARLIER}
)


@dataclass(frozen=True)
class Tolerance:
    """How far two records of a moment may lie apart and still be the same: in general, and for single fields."""

    general: timedelta = timedelta(minutes=2)
    of_field: Mapping[str, timedelta] = field(default_factory=dict)
    stale_after: timedelta = timedelta(days=1)

    def same(self, name: str, one: datetime, other: datetime) -> bool:
        """Tell whether two moments of a field say the same."""
        return abs(one - other) <= self.of_field.get(name, self.general)


@dataclass(frozen=True)
class Side:
    """An order as one side has it: its moments by name, deadline, state and unit; None where it says nothing.

    `tells` are the moments this side would give if it had them: an export without a column says nothing about it.
    """

    moments: Mapping[str, datetime | None]
    deadline_at: datetime | None = None
    state: State | None = None
    unit: str | None = None
    tells: frozenset[str] = frozenset(MOMENTS)

    def at(self, name: str) -> datetime | None:
        """Return one moment."""
        return self.moments.get(name)

    def denies(self, name: str) -> bool:
        """Tell whether this side knows that something has not happened."""
        return name in self.tells and self.at(name) is None


@dataclass(frozen=True)
class Difference:
    """One thing the two sides say differently; `name` is the field, `ours` and `theirs` what each says of it.

    `dispatched_there_at` and `due_there_at` are told where late or in time is what differs.
    """

    kind: Kind
    name: str = ""
    ours: datetime | str | None = None
    theirs: datetime | str | None = None
    dispatched_there_at: datetime | None = None
    due_there_at: datetime | None = None


def differences(ours: Side, theirs: Side, tolerance: Tolerance) -> list[Difference]:
    """Return everything the two sides say differently of one order, the gravest first."""
    found = [*_moments(ours, theirs, tolerance), *_state(ours, theirs), *_deadline(ours, theirs, tolerance)]
    if ours.unit and theirs.unit and ours.unit != theirs.unit:
        found.append(Difference(Kind.UNIT, "unit", ours.unit, theirs.unit))
    return sorted(found, key=lambda each: RANKS[each.kind])


def _moments(ours: Side, theirs: Side, tolerance: Tolerance) -> Iterable[Difference]:
    for name in MOMENTS:
        here, there = ours.at(name), theirs.at(name)
        if here is not None and there is not None and not tolerance.same(name, here, there):
            yield Difference(Kind.TIME, name, here, there)
    for name, not_there, not_here in (
        ("signed_at", Kind.SIGN_NOT_THERE, Kind.SIGN_NOT_HERE),
        ("replied_at", Kind.REPLY_NOT_THERE, Kind.REPLY_NOT_HERE),
    ):
        here, there = ours.at(name), theirs.at(name)
        if here is not None and theirs.denies(name) and theirs.state not in _ENDED_THERE:
            yield Difference(not_there, name, here, None)
        # Of an order that came in late nobody has to enter what passed before that.
        if there is not None and here is None and ours.state is not None and _is_waiting(ours.state, name):
            yield Difference(not_here, name, None, there)


def _is_waiting(state: State, name: str) -> bool:
    return state is State.PENDING_SIGN if name == "signed_at" else state not in ENDED_STATES


def _state(ours: Side, theirs: Side) -> Iterable[Difference]:
    if ours.state is None or theirs.state is None:
        return
    if ours.state in (State.REPLIED, State.ARCHIVED) and theirs.state not in ENDED_STATES:
        if not theirs.denies("replied_at") and theirs.at("replied_at") is None:
            yield Difference(Kind.REPLY_NOT_THERE, "state", str(ours.state), str(theirs.state))
    elif theirs.state in _ENDED_THERE and ours.state not in ENDED_STATES and theirs.at("replied_at") is None:
        yield Difference(Kind.CLOSED_THERE, "state", str(ours.state), str(theirs.state))


def _deadline(ours: Side, theirs: Side, tolerance: Tolerance) -> Iterable[Difference]:
    here, there = ours.deadline_at, theirs.deadline_at
    if here is None or there is None or tolerance.same("deadline_at", here, there):
        return
    kind = Kind.DEADLINE_EARLIER if there < here else Kind.DEADLINE_LATER
    yield Difference(kind, "deadline_at", here, there)


@dataclass(frozen=True)
class Timed:
    """A clock of ours that has stopped: its stage, what it ran from and to, and when we say it was done."""

    stage: Stage
    started_at: datetime
    due_at: datetime
    stopped_at: datetime


@dataclass(frozen=True)
class Judged:
    """What the platform's time says of a clock: whether it agrees with ours, and whether that is late.

    `due_there_at` is the limit as the platform counts it, from `dispatched_there_at`.
    """

    platform_at: datetime
    agrees: bool
    is_late: bool
    due_there_at: datetime
    dispatched_there_at: datetime | None


def judge(clock: Timed, theirs: Side, tolerance: Tolerance) -> Judged | None:
    """Judge a clock by the platform's time; None where the platform gives none.

    A time within the tolerance agrees with ours only when both are late or neither is: forty seconds may be money.
    """
    name = MOMENT_OF_STAGE[clock.stage]
    at = theirs.at(name)
    if at is None:
        return None
    due = _due_there(clock, theirs)
    is_late = at > due
    agrees = tolerance.same(name, clock.stopped_at, at) and is_late is (clock.stopped_at > clock.due_at)
    return Judged(at, agrees, is_late, due, theirs.at("dispatched_at"))


def _due_there(clock: Timed, theirs: Side) -> datetime:
    """The limit as the platform would count it: from its own dispatch, to its own deadline."""
    if clock.stage is Stage.SIGN and (dispatched := theirs.at("dispatched_at")) is not None:
        return dispatched + (clock.due_at - clock.started_at)
    if clock.stage is Stage.PLATFORM_REPLY and theirs.deadline_at is not None:
        return theirs.deadline_at
    return clock.due_at
