"""Writes down that a limit passed, and takes it back when a stated time shows that nobody was late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.desk import Desk
from actions.journal import SYSTEM, Story, note, record
from actions.shifts import agent_before
from models.clock import Clock
from models.department import Department
from models.ticket import Ticket
from rules.deadlines import Basis
from rules.lifecycle import EventKind, Stage
from rules.reasons import ReasonCode

# Among a clock's reasons: it began when nobody said, so that passing its limit is never a breach.
START_UNKNOWN = {"code": str(ReasonCode.START_UNKNOWN), "facts": {}}


def begins_unknown(ticket: Ticket, stage: Stage) -> bool:
    """Tell whether a desk's clock rests on a dispatch nobody stated; an absolute deadline needs none."""
    if ticket.first_dispatched_at is not None:
        return False
    return stage is Stage.SIGN or ticket.deadline_basis != Basis.DEADLINE


def mark_missed(desk: Desk, clock: Clock) -> None:
    """Write down that a limit passed, at the minute it did, whenever that is noticed; once for a clock.

    Only what the contract fines or the city counts is a breach (lifecycle table, clocks).
    """
    if clock.missed_at is not None:
        return
    clock.missed_at = clock.due_at
    breaches = is_breach(desk, clock.stage, clock.reasons)
    if breaches:
        clock.breached_at = clock.due_at
    if clock.ticket is not None:
        note_missed(desk, clock.ticket, clock.stage, clock.due_at, clock.department, breaches=breaches)


def is_breach(desk: Desk, stage: str, reasons: Sequence[Any]) -> bool:
    """Tell whether passing the limit of such a clock is a breach."""
    return Stage(stage) in desk.rules.breach_stages and START_UNKNOWN not in reasons


def note_missed(
    desk: Desk,
    ticket: Ticket,
    stage: str,
    due_at: datetime,
    unit: Department | None,
    *,
    breaches: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Tell in a ticket's story that a limit passed; `more` is how that was found where no clock found it."""
    kind = EventKind.BREACHED if breaches else EventKind.MISSED
    # Who was on shift is written down now: the rota may be another one when somebody asks.
    agent = agent_before(desk, due_at)
    facts = {
        "stage": stage,
        "unit": unit.name if unit else None,
        "on_duty": agent.userid if agent else None,
        "shift": agent.shift if agent else None,
        **(more or {}),
    }
    note(desk, ticket, kind, SYSTEM, Story(facts=facts), occurred_at=due_at)


def correct_breach(desk: Desk, clock: Clock, why: str) -> None:
    """Take a clock out of the ledger that was in time after all; its breach event stands, marked by another.

    `why` is stated (a time says so), settled (the platform or an official says so), moved (another limit counts) or
    withdrawn (the clock should not have run).
    """
    clock.missed_at = clock.breached_at = None
    if clock.ticket is not None:
        facts = {"stage": clock.stage, "breach": "corrected", "why": why}
        record(desk, clock.ticket, EventKind.CORRECTED, SYSTEM, Story(facts=facts))
