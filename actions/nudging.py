"""Nudges a unit by hand, and holds reminders back for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import clocks
from actions.audiences import Target, targets_for
from actions.desk import Desk
from actions.journal import Source, Story, record
from actions.outbox import Due, put
from actions.refusals import Refusal
from models.clock import Clock
from models.event import Event
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


@dataclass(frozen=True)
class Nudge:
    """Whose clock is urged, and until when the night holds it: units are not asked before the morning in good time."""

    clock: Clock
    held_until: datetime | None


def urge(desk: Desk, ticket: Ticket, source: Source) -> list[Nudge]:
    """Remind whoever has to act now, each unit that holds the ticket by itself; returns what was urged.

    The same place hears it at most every 30 minutes (urgent 10). Raises Refusal when nobody may hear it now.
    """
    pressing = _pressing(queries.clocks_of(desk.session, ticket.id, running_only=True))
    if not pressing:
        raise Refusal("nothing_running", ticket_no=ticket.ticket_no, state=ticket.state)
    nudges = [Nudge(clock, _held_until(desk, ticket, clock)) for clock in pressing]
    fresh = [(nudge, targets) for nudge in nudges if (targets := _fresh_targets(desk, ticket, nudge))]
    if not fresh:
        raise _heard_already(desk, ticket, nudges[0])
    for nudge, targets in fresh:
        event = record(desk, ticket, EventKind.URGED, source, Story(facts={"stage": nudge.clock.stage}))
        for target in targets:
            put(desk, _due(desk, ticket, nudge, event, target))
    return [nudge for nudge, _targets in fresh]


def _pressing(running: Sequence[Clock]) -> list[Clock]:
    """Return the clock to urge by: the most pressing kind, of each unit on whom such a clock runs, else of the desk."""
    first: dict[int | None, Clock] = {}
    for clock in sorted((c for c in running if Stage(c.stage) in _ORDER), key=lambda c: _ORDER.index(Stage(c.stage))):
        first.setdefault(clock.department_id, clock)
    of_units = [clock for unit_id, clock in first.items() if unit_id is not None]
    return of_units or list(first.values())[:1]


def _severity(desk: Desk, clock: Clock) -> Severity:
    return Severity.BREACH if desk.now >= clock.due_at else Severity.URGE


def _held_until(desk: Desk, ticket: Ticket, clock: Clock) -> datetime | None:
    audience = _AUDIENCE[Stage(clock.stage)]
    return desk.rules.night.held_until(_severity(desk, clock), audience, ticket.is_urgent, desk.now)


def _fresh_targets(desk: Desk, ticket: Ticket, nudge: Nudge) -> list[Target]:
    clock = nudge.clock
    targets = targets_for(desk, _AUDIENCE[Stage(clock.stage)], ticket, clock, _severity(desk, clock))
    return [target for target in targets if _may_hear(desk, ticket, clock, target, nudge.held_until)]


def _heard_already(desk: Desk, ticket: Ticket, nudge: Nudge) -> Refusal:
    if nudge.held_until is not None:
        at = nudge.held_until.astimezone(desk.rules.zone)
        return Refusal("urged_for_the_morning", ticket_no=ticket.ticket_no, at=at)
    apart = desk.rules.throttle.interval(ticket.is_urgent)
    return Refusal("urged_just_now", ticket_no=ticket.ticket_no, minutes=int(apart.total_seconds() // 60))


def _due(desk: Desk, ticket: Ticket, nudge: Nudge, event: Event, target: Target) -> Due:
    return Due(
        cause_kind="event",
        cause_id=event.id,
        step="urge",
        kind="reminder",
        destination=target.destination,
        audience=str(_AUDIENCE[Stage(nudge.clock.stage)]),
        due_at=desk.now,
        severity=str(_severity(desk, nudge.clock)),
        ticket_id=ticket.id,
        clock_id=nudge.clock.id,
        mentions=target.mentions,
        release_at=nudge.held_until,
    )


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
