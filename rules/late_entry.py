"""Says what a ticket that comes in under way has behind it and what runs now, by its state and its given moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.proven_state import proven_state
from rules.stages import UNIT_STAGES, WITH_UNIT, EventKind, Stage, State

Moments = Mapping[str, datetime | None]
DISPATCHED = "first_dispatched_at"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Passage:
    """One stage a ticket passes: the field of the moment it ended and of the one it began, and what is told of it."""

    ended: str
    event: EventKind
    stage: Stage
    began: str


PASSAGES: tuple[Passage, ...] = (
    Passage("signed_at", EventKind.SIGNED, Stage.SIGN, DISPATCHED),
    Passage("verified_at", EventKind.VERIFIED, Stage.VERIFY, "signed_at"),
    Passage("assigned_at", EventKind.ASSIGNED, Stage.ASSIGN, "verified_at"),
    Passage("accepted_at", EventKind.ACCEPTED, Stage.ACCEPT, "assigned_at"),
    Passage("contacted_at", EventKind.CONTACTED, Stage.FIRST_CONTACT, "assigned_at"),
    Passage("resolved_at", EventKind.RESOLVED, Stage.HANDLE, "assigned_at"),
    Passage("replied_at", EventKind.REPLIED, Stage.PLATFORM_REPLY, DISPATCHED),
)
_CONTACTED = PASSAGES[4]
# These are due by the official deadline, whatever began them.
_DUE_BY_DEADLINE = frozenset({Stage.HANDLE, Stage.PLATFORM_REPLY})
_ORDER = ("reported_at", DISPATCHED, *(each.ended for each in PASSAGES))
_BEGAN: dict[Stage, str] = {each.stage: each.began for each in PASSAGES} | {Stage.FOLLOW_UP: "resolved_at"}
_N_BEHIND: dict[State, int] = {
    State.PENDING_SIGN: 0,
    State.PENDING_VERIFY: 1,
    State.PENDING_ASSIGN: 2,
    State.ASSIGNED: 3,
    State.ACCEPTED: 4,
    State.HANDLING: 4,
    State.RESOLVED: 6,
    State.PENDING_REPLY: 6,
    State.REPLIED: 7,
    State.ARCHIVED: 7,
}
_RUNNING: dict[State, tuple[Stage, ...]] = {
    State.PENDING_SIGN: (Stage.SIGN,),
    State.PENDING_VERIFY: (Stage.VERIFY,),
    State.PENDING_ASSIGN: (Stage.ASSIGN,),
    State.ASSIGNED: (Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.HANDLE),
    State.ACCEPTED: (Stage.FIRST_CONTACT, Stage.HANDLE),
    State.HANDLING: (Stage.FIRST_CONTACT, Stage.HANDLE),
    State.RESOLVED: (Stage.FOLLOW_UP,),
    State.PENDING_REPLY: (),
}


def is_far_overdue(started_at: datetime, deadline_at: datetime | None, now: datetime) -> bool:
    """Tell whether an order is overdue by more than its whole limit, or by more than a day."""
    return deadline_at is not None and now - deadline_at > min(deadline_at - started_at, _A_DAY)


def reached(state: State, moments: Moments) -> State:
    """Return how far a ticket had come: its state, or before it was suspended or closed what its moments prove."""
    return state if state in _N_BEHIND else proven_state(moments) or State.PENDING_SIGN


def behind(state: State, moments: Moments, *, has_unit: bool) -> tuple[Passage, ...]:
    """Return the stages passed, in order; those of a unit only when there is one. A voided ticket counts nowhere."""
    n_behind = _N_BEHIND[reached(state, moments)]
    passed = PASSAGES[:n_behind]
    # Contact is no state of its own: only its moment says that it lies behind.
    early = n_behind >= _N_BEHIND[State.ASSIGNED] and _CONTACTED not in passed and moments.get(_CONTACTED.ended)
    found = (*passed, _CONTACTED) if early else passed
    return tuple(each for each in found if has_unit or each.stage not in UNIT_STAGES)


def running(state: State, moments: Moments) -> tuple[Stage, ...]:
    """Return the stages whose clocks run now, the official one last; none for a ticket that is closed."""
    here = reached(state, moments)
    if here not in _RUNNING or (state is not here and state is not State.SUSPENDED):
        return ()
    stages = [stage for stage in _RUNNING[here] if not (stage is _CONTACTED.stage and moments.get(_CONTACTED.ended))]
    return (*stages, Stage.PLATFORM_REPLY)


def began_at(stage: Stage, moments: Moments) -> tuple[datetime | None, bool]:
    """Return when a stage began, else the latest moment given before; and whether it can be told from that when due."""
    field = _BEGAN.get(stage, DISPATCHED)
    given = moments.get(field)
    if given is not None:
        return given, True
    known = [at for name in _ORDER[: _ORDER.index(field)] if (at := moments.get(name)) is not None]
    return max(known, default=None), stage in _DUE_BY_DEADLINE


def needs_unit(state: State, moments: Moments) -> bool:
    """Tell whether a ticket cannot come in without its lead unit."""
    return bool(running(state, moments)) and reached(state, moments) in WITH_UNIT
