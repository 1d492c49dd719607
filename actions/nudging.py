"""Nudges a unit by hand, and holds reminders back for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions import clocks
from actions.audiences import targets_for
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.outbox import Due, put
from actions.refusals import Refusal
from models.clock import Clock
from models.queries import clocks as queries
from models.queries import deliveries as delivery_queries
from models.ticket import Ticket
from rules.lifecycle import EventKind, Stage
from rules.policy import Audience, Severity

# Whom a nudge by hand reaches, by the clock that is running.
_AUDIENCE = {
    Stage.SIGN: Audience.ON_DUTY,
    Stage.VERIFY: Audience.ON_DUTY,
    Stage.ASSIGN: Audience.NAMED,
    Stage.ACCEPT: Audience.UNIT_LEAD,
    Stage.FIRST_CONTACT: Audience.UNIT_LEAD,
    Stage.HANDLE: Audience.UNIT_LEAD,
    Stage.PROMISE: Audience.UNIT_LEAD,
    Stage.FOLLOW_UP: Audience.ON_DUTY,
    Stage.PLATFORM_REPLY: Audience.ON_DUTY,
}
# The most pressing kind of clock first.
_ORDER = (
    Stage.ACCEPT,
    Stage.FIRST_CONTACT,
    Stage.PROMISE,
    Stage.HANDLE,
    Stage.SIGN,
    Stage.VERIFY,
    Stage.ASSIGN,
    Stage.FOLLOW_UP,
    Stage.PLATFORM_REPLY,
)
_LONGEST_SNOOZE = timedelta(days=3)


def urge(desk: Desk, ticket: Ticket, source: Source) -> tuple[Clock, int]:
    """Remind whoever has to act now; the same place hears it at most every 30 minutes (urgent 10). Raises Refusal."""
    running = {clock.stage: clock for clock in queries.clocks_of(desk.session, ticket.id, running_only=True)}
    clock = next((running[stage] for stage in _ORDER if stage in running), None)
    if clock is None:
        raise Refusal("nothing_running", ticket_no=ticket.ticket_no, state=ticket.state)
    audience = _AUDIENCE[Stage(clock.stage)]
    severity = Severity.BREACH if desk.now >= clock.due_at else Severity.URGE
    targets = targets_for(desk, audience, ticket, clock, severity)
    apart = desk.rules.throttle.interval(ticket.is_urgent)
    fresh = []
    for target in targets:
        last = delivery_queries.last_said_at(desk.session, clock.id, target.destination)
        if last is None or desk.now - last >= apart:
            fresh.append(target)
    if not fresh:
        raise Refusal("urged_just_now", ticket_no=ticket.ticket_no, minutes=int(apart.total_seconds() // 60))
    event = record(desk, ticket, EventKind.URGED, source, Story(facts={"stage": clock.stage}))
    for target in fresh:
        put(
            desk,
            Due(
                cause_kind="event",
                cause_id=event.id,
                step="urge",
                kind="reminder",
                destination=target.destination,
                audience=str(audience),
                due_at=desk.now,
                severity=str(severity),
                ticket_id=ticket.id,
                clock_id=clock.id,
                mentions=target.mentions,
            ),
        )
    return clock, len(fresh)


def snooze(desk: Desk, ticket: Ticket, source: Source, length: timedelta, reason: str) -> datetime:
    """Hold reminders below breach for a while; what is due by then comes afterwards. Raises Refusal."""
    if not timedelta(minutes=1) <= length <= _LONGEST_SNOOZE:
        raise Refusal("snooze_length", ticket_no=ticket.ticket_no)
    running = queries.clocks_of(desk.session, ticket.id, running_only=True)
    if not running:
        raise Refusal("nothing_running", ticket_no=ticket.ticket_no, state=ticket.state)
    until = desk.now + length
    for clock in running:
        clock.snoozed_until = until
        clocks.look_again(desk, clock)
    record(desk, ticket, EventKind.SNOOZED, source, Story(text=reason, facts={"until": until.isoformat()}))
    return until
