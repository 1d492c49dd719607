"""Nudges a unit by hand, and holds reminders back for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions import clocks
from actions.audiences import Target, targets_for
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.outbox import Due, put
from actions.refusals import Refusal
from models.clock import Clock
from models.queries import clocks as queries
from models.queries import heard as heard_queries
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


def urge(desk: Desk, ticket: Ticket, source: Source) -> tuple[Clock, datetime | None]:
    """Remind whoever has to act now; the same place hears it at most every 30 minutes (urgent 10). Raises Refusal.

    Tells whose clock it was, and until when the night holds it: units are not asked before the morning in good time.
    """
    running = {clock.stage: clock for clock in queries.clocks_of(desk.session, ticket.id, running_only=True)}
    clock = next((running[stage] for stage in _ORDER if stage in running), None)
    if clock is None:
        raise Refusal("nothing_running", ticket_no=ticket.ticket_no, state=ticket.state)
    audience = _AUDIENCE[Stage(clock.stage)]
    severity = Severity.BREACH if desk.now >= clock.due_at else Severity.URGE
    held_until = desk.rules.night.held_until(severity, audience, ticket.is_urgent, desk.now)
    targets = targets_for(desk, audience, ticket, clock, severity)
    fresh = [target for target in targets if _may_hear(desk, ticket, clock, target, held_until)]
    if not fresh and held_until is not None:
        raise Refusal("urged_for_the_morning", ticket_no=ticket.ticket_no, at=held_until.astimezone(desk.rules.zone))
    if not fresh:
        apart = desk.rules.throttle.interval(ticket.is_urgent)
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
                release_at=held_until,
            ),
        )
    return clock, held_until


def _may_hear(desk: Desk, ticket: Ticket, clock: Clock, target: Target, held_until: datetime | None) -> bool:
    """A place that has just heard of a clock, or is to hear of it in the morning anyway, hears nothing more."""
    if held_until is not None and heard_queries.held_of_clock(desk.session, clock.id, target.destination, but_step=""):
        return False
    last = heard_queries.last_word_by(desk.session, clock.id, target.destination, desk.now)
    return last is None or desk.now - last >= desk.rules.throttle.interval(ticket.is_urgent)


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
