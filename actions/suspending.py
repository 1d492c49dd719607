"""Lets a suspended ticket go on: by itself at its date, or earlier by an agent's word; its clocks are due later."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from actions import clocks
from actions.desk import Desk
from actions.journal import SYSTEM, Source, Story
from actions.moves import Making, make, require
from actions.setting_aside import Subject
from actions.taking_back import remember, saved
from actions.telling_of_faults import guarded_aloud
from actions.telling_of_requests import tell_of_resumption
from actions.ticket_dues import resumed_due
from actions.ticket_facts import reasons_as_json
from models.clock import Clock
from models.event import Event
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.lifecycle import Move, Stage
from rules.reasons import Reason, ReasonCode
from rules.stage_dues import Standing

_GOES_ON = ("paused_at", "paused_seconds", "due_at", "look_again_at", "reasons")


def resume(desk: Desk, ticket: Ticket, source: Source, note: str | None) -> Event:
    """Let a ticket go on now, before its date; raises Refusal."""
    return _go_on(desk, ticket, source, desk.now, note)


def resume_ripe(desk: Desk) -> int:
    """Let every ticket go on whose date has come, as of that date; returns how many."""
    ripe = queries.to_resume(desk.session, desk.now)
    # The clocks of one that cannot go on stand still as long as nobody does it by hand.
    return sum(
        guarded_aloud(desk, Subject("resume", each, each), partial(_resume, desk, each), "resume") for each in ripe
    )


def _resume(desk: Desk, ticket_id: int) -> None:
    ticket = desk.session.get_one(Ticket, ticket_id)
    _go_on(desk, ticket, SYSTEM, ticket.resume_at or desk.now, None)


def _go_on(desk: Desk, ticket: Ticket, source: Source, at: datetime, note: str | None) -> Event:
    require(ticket, Move.RESUMED)
    standing = [c for c in clock_queries.clocks_of(desk.session, ticket.id, running_only=True) if c.paused_at]
    since = min((clock.paused_at for clock in standing if clock.paused_at), default=at)
    fields = {"state": ticket.suspended_from, "suspended_from": None, "resume_at": None}
    fields |= _later(desk, ticket, since, at)
    making = Making(at=at, fields=fields, story=Story(note, facts=_told(ticket, since)))
    event = make(desk, ticket, Move.RESUMED, source, making)
    for clock in standing:
        remember(event, rows=[saved(clock, *_GOES_ON)])
        standing_still = Standing(clock.started_at, clock.due_at, clock.paused_at or at)
        clocks.go_on(desk, clock, resumed_due(desk, ticket, Stage(clock.stage), standing_still, at), at)
        _keep_reasons(ticket, clock)
    tell_of_resumption(desk, ticket, event, source)
    return event


def _later(desk: Desk, ticket: Ticket, since: datetime, at: datetime) -> dict[str, Any]:
    """The deadlines of the ticket move by as long as its clocks stood still; the inner one stays out of the night."""
    stood = max(at - since, timedelta(0))
    if ticket.deadline_at is None or not stood:
        return {}
    after = ticket.deadline_at + stood
    facts = {"from": since, "at": at, "before": ticket.deadline_at, "after": after}
    told = reasons_as_json([Reason(ReasonCode.SUSPENDED, facts)])
    inner = ticket.internal_deadline_at
    standing = Standing(since, inner, since) if inner is not None else None
    return {
        "deadline_at": after,
        "deadline_reasons": [*ticket.deadline_reasons, *told],
        "internal_deadline_at": resumed_due(desk, ticket, Stage.HANDLE, standing, at).at if standing else None,
    }


def _told(ticket: Ticket, since: datetime) -> dict[str, Any]:
    before = ticket.deadline_at.isoformat() if ticket.deadline_at else None
    return {"suspended_at": since.isoformat(), "before": before}


def _keep_reasons(ticket: Ticket, clock: Clock) -> None:
    if clock.stage == Stage.PLATFORM_REPLY:
        clock.reasons = list(ticket.deadline_reasons)
