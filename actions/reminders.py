"""Fires what has come due on a clock: one decision, its deliveries and the story of it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from actions import calls, clocks
from actions.audiences import Target, targets_for
from actions.desk import Desk
from actions.journal import SYSTEM, Story, record
from actions.outbox import Due, put
from models.clock import Clock
from models.queries import clocks as queries
from models.queries import deliveries as delivery_queries
from models.ticket import Ticket
from rules.ladder import REPEAT_KEY, Decision, Firing, Why, decide
from rules.lifecycle import EventKind, Stage
from rules.policy import Audience, Severity

log = structlog.get_logger("reminders")
_SET_ASIDE_FOR = timedelta(hours=1)


def fire_due(desk: Desk, limit: int = 200) -> int:
    """Fire every clock whose moment has come; a clock that raises is put off for an hour and the others go on."""
    due = queries.due_clocks(desk.session, desk.now, limit)
    for clock in due:
        clock_id = clock.id
        try:
            with desk.session.begin_nested():
                fire(desk, clock)
        except Exception:
            # One poisoned clock must not silence the others; it is counted and shown.
            log.exception("clock_failed", clock_id=clock_id)
            _put_off(desk, clock_id)
    return len(due)


def fire(desk: Desk, clock: Clock) -> Decision:
    """Decide what a clock has to say now and write it down."""
    decision = decide(clocks.policy_of(clock), clocks.view_of(clock), clock.fired, desk.now, desk.rules.night)
    if decision.reason is not Why.QUIET and desk.now >= clock.due_at and clock.missed_at is None:
        clocks.mark_missed(desk, clock)
    for firing in decision.superseded:
        _supersede(desk, clock, firing)
    if decision.fire is not None:
        _say(desk, clock, decision.fire)
    done = decision.keys()
    clock.fired = [*clock.fired, *(key for key in done if key not in clock.fired)]
    clock.look_again_at = decision.look_again_at
    return decision


def _say(desk: Desk, clock: Clock, firing: Firing) -> None:
    ticket = clock.ticket
    n_targets = 0
    for wanted in firing.audiences:
        audience, targets = _targets(desk, wanted, ticket, clock, firing)
        for target in targets:
            _put(desk, clock, firing, audience, target)
        if not targets:
            _put_nobody(desk, clock, firing, wanted)
        n_targets += len(targets)
    if n_targets == 0:
        log.warning("nobody_to_tell", clock_id=clock.id, stage=clock.stage)
    if ticket is not None:
        _tell_story(desk, clock, ticket, firing)
    if ticket is not None and _asks_for_a_call(clock, firing):
        calls.plan_unit_call(desk, ticket, clock.department_id)


def _targets(
    desk: Desk, audience: Audience, ticket: Ticket | None, clock: Clock, firing: Firing
) -> tuple[Audience, Sequence[Target]]:
    targets = targets_for(desk, audience, ticket, clock, firing.severity)
    if targets or audience in (Audience.SUPERVISOR, Audience.LEADER):
        return audience, targets
    # Nobody there to remind is itself a matter for the supervisors.
    return Audience.SUPERVISOR, targets_for(desk, Audience.SUPERVISOR, ticket, clock, firing.severity)


def _put(desk: Desk, clock: Clock, firing: Firing, audience: Audience, target: Target) -> None:
    urgent = bool(clock.ticket and clock.ticket.is_urgent)
    release_at = desk.rules.night.held_until(firing.severity, audience, urgent, desk.now)
    is_repeat = firing.key.startswith(REPEAT_KEY)
    if is_repeat and _said_just_now(desk, clock, target, urgent):
        _end_at_once(desk, clock, firing, audience, target.destination, "superseded", "said just now")
        return
    if is_repeat and release_at is None and not urgent:
        release_at = _after_last_repeat(desk, clock, target)
    put(desk, _due(clock, firing, audience, target, release_at))


def _said_just_now(desk: Desk, clock: Clock, target: Target, urgent: bool) -> bool:
    """A repeat keeps the distance its policy gives it, or the general one when that is shorter."""
    repeat = clocks.policy_of(clock).repeat
    apart = desk.rules.throttle.interval(urgent)
    if repeat is not None:
        apart = min(apart, repeat.interval(urgent))
    last = delivery_queries.last_said_at(desk.session, clock.id, target.destination)
    return last is not None and desk.now - last < apart


def _after_last_repeat(desk: Desk, clock: Clock, target: Target) -> datetime | None:
    """Repeats of many clocks for one chat come together, at most once an hour; a clock's first word never waits."""
    if delivery_queries.last_said_at(desk.session, clock.id, target.destination) is None:
        return None
    last = delivery_queries.last_repeat_of_others_at(desk.session, clock.id, target.destination)
    if last is None:
        return None
    free_at = last + desk.rules.throttle.bundle_every
    return free_at if free_at > desk.now else None


def _due(clock: Clock, firing: Firing, audience: Audience, target: Target, release_at: datetime | None) -> Due:
    return Due(
        cause_kind="clock",
        cause_id=clock.id,
        step=firing.key,
        occurrence=max(1, firing.occurrence),
        kind="reminder",
        destination=target.destination,
        audience=str(audience),
        due_at=firing.due_at,
        severity=str(firing.severity),
        ticket_id=clock.ticket_id,
        clock_id=clock.id,
        mentions=target.mentions,
        facts={"stage": clock.stage},
        release_at=release_at,
    )


def _supersede(desk: Desk, clock: Clock, firing: Firing) -> None:
    for audience in firing.audiences:
        _end_at_once(desk, clock, firing, audience, f"audience:{audience}", "superseded", "a higher step fired")


def _put_nobody(desk: Desk, clock: Clock, firing: Firing, audience: Audience) -> None:
    _end_at_once(desk, clock, firing, audience, f"audience:{audience}", "failed", "nobody to tell")


def _end_at_once(
    desk: Desk, clock: Clock, firing: Firing, audience: Audience, destination: str, state: str, reason: str
) -> None:
    due = _due(clock, firing, audience, Target(destination), None)
    values = {**due.__dict__, "ended_as": state, "end_reason": reason}
    put(desk, Due(**values))


def _tell_story(desk: Desk, clock: Clock, ticket: Ticket, firing: Firing) -> None:
    climbs = any(audience in (Audience.SUPERVISOR, Audience.LEADER) for audience in firing.audiences)
    facts = {
        "stage": clock.stage,
        "clock": clock.id,
        "step": firing.key,
        "severity": str(firing.severity),
        "to": [str(audience) for audience in firing.audiences],
        "unit": clock.department.name if clock.department else None,
    }
    record(desk, ticket, EventKind.ESCALATED if climbs else EventKind.REMINDED, SYSTEM, Story(facts=facts))


def _asks_for_a_call(clock: Clock, firing: Firing) -> bool:
    """A unit that has not accepted at its limit is phoned by the agent on duty (lifecycle table, accept)."""
    return clock.stage == Stage.ACCEPT and firing.severity is Severity.BREACH and firing.occurrence == 0


def _put_off(desk: Desk, clock_id: int) -> None:
    clock = desk.session.get_one(Clock, clock_id)
    clock.failures += 1
    clock.look_again_at = desk.now + _SET_ASIDE_FOR
