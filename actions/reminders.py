"""Fires what has come due on a clock: one decision, its deliveries and the story of it, in one transaction."""

from __future__ import annotations

from datetime import datetime

import structlog

from actions import clocks, lateness, unit_calls
from actions.audiences import OFFICIALS, Target, lacks_agent, who_is_told
from actions.desk import Desk
from actions.journal import SYSTEM, Story, record
from actions.outbox import Due, put
from models.clock import Clock
from models.queries import deliveries as delivery_queries
from models.queries import heard as heard_queries
from models.ticket import Ticket
from rules.ladder import Decision, Firing, Why, decide
from rules.lifecycle import EventKind, Stage
from rules.policy import Audience, Severity
from rules.saying import Heard, Manners, Speaker, Word

log = structlog.get_logger("reminders")


def fire(desk: Desk, clock: Clock) -> Decision:
    """Decide what a clock has to say now and write it down."""
    decision = decide(clocks.policy_of(clock), clocks.view_of(clock), clock.fired, desk.now, desk.rules.night)
    if decision.reason is not Why.QUIET and desk.now >= clock.due_at and clock.missed_at is None:
        lateness.mark_missed(desk, clock)
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
    said: list[bool] = []
    in_gap = lacks_agent(desk, clock)
    for wanted in firing.audiences:
        told = who_is_told(desk, wanted, clock, firing.severity)
        said += [
            _put(desk, clock, firing, audience, target, in_gap=in_gap)
            for audience, targets in told
            for target in targets
        ]
        if not told:
            _put_nobody(desk, clock, firing, wanted)
    if not said:
        log.warning("nobody_to_tell", clock_id=clock.id, stage=clock.stage)
    # A repeat that everybody has just heard is no event: nobody was reminded.
    if ticket is not None and (any(said) or not said):
        _tell_story(desk, clock, ticket, firing, in_gap=in_gap)
    if ticket is not None and _asks_for_a_call(clock, firing):
        unit_calls.plan_unit_call(desk, ticket, clock.department_id)


def _put(desk: Desk, clock: Clock, firing: Firing, audience: Audience, target: Target, *, in_gap: bool) -> bool:
    """Put a firing for one destination; tells whether it is, or will be, said."""
    how = manners(desk)
    heard = heard_by(desk, clock, target.destination) if how.minds_others(firing, desk.now) else Heard()
    saying = how.saying(firing, audience, speaker_of(clock), heard, desk.now)
    if saying.instead is not None:
        _end_at_once(desk, clock, firing, audience, target.destination, "superseded", saying.instead)
        return False
    # What the night still holds of this clock for this chat is said by the higher step.
    if desk.at_hand is None or clock.id in desk.at_hand.held:
        lower = heard_queries.held_of_clock(desk.session, clock.id, target.destination, but_step=firing.key)
        delivery_queries.end_deliveries(desk.session, lower, "superseded", "a higher step fired", desk.now)
    put(desk, _due(clock, firing, audience, target, saying.release_at, in_gap=in_gap))
    return True


def manners(desk: Desk) -> Manners:
    """Return by what a fired reminder is said, held or left unsaid."""
    return Manners(desk.rules.night, desk.rules.throttle)


def speaker_of(clock: Clock) -> Speaker:
    """Return a clock as the manners see it."""
    is_urgent = bool(clock.ticket and clock.ticket.is_urgent)
    return Speaker(clock.id, clocks.policy_of(clock).repeat, is_urgent, clock.stage == Stage.ALERT)


def heard_by(desk: Desk, clock: Clock, destination: str) -> Heard:
    """Return what a destination has heard, or is going to hear, as far as a clock has to mind it."""
    reach, by_night = desk.rules.throttle.bundle_every, desk.rules.night.is_night(desk.now)
    words = heard_queries.words_around(desk.session, destination, desk.now, reach, with_steps=by_night)
    last = heard_queries.last_word(desk.session, clock.id, destination)
    return Heard(last, tuple(Word(clock_id, at) for clock_id, at in words))


def _due(
    clock: Clock,
    firing: Firing,
    audience: Audience,
    target: Target,
    release_at: datetime | None,
    *,
    in_gap: bool = False,
) -> Due:
    return Due(
        cause_kind="clock",
        cause_id=clock.id,
        step=firing.key,
        occurrence=max(1, firing.occurrence),
        # A sensitive matter is told by itself, in no list with others.
        kind="alert" if clock.stage == Stage.ALERT else "reminder",
        destination=target.destination,
        audience=str(audience),
        due_at=firing.due_at,
        severity=str(firing.severity),
        ticket_id=clock.ticket_id,
        clock_id=clock.id,
        mentions=target.mentions,
        facts={"stage": clock.stage} | ({"in_gap": True} if in_gap else {}),
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


def _tell_story(desk: Desk, clock: Clock, ticket: Ticket, firing: Firing, *, in_gap: bool) -> None:
    climbs = any(audience in OFFICIALS for audience in firing.audiences)
    told = [*firing.audiences, Audience.SUPERVISOR] if in_gap and not climbs else firing.audiences
    facts = {
        "stage": clock.stage,
        "clock": clock.id,
        "step": firing.key,
        "severity": str(firing.severity),
        "to": [str(audience) for audience in told],
        "unit": clock.department.name if clock.department else None,
        **({"in_gap": True} if in_gap else {}),
    }
    record(desk, ticket, EventKind.ESCALATED if climbs else EventKind.REMINDED, SYSTEM, Story(facts=facts))


def _asks_for_a_call(clock: Clock, firing: Firing) -> bool:
    """A unit that has not accepted at its limit is phoned by the agent on duty (lifecycle table, accept)."""
    return clock.stage == Stage.ACCEPT and firing.severity is Severity.BREACH and firing.occurrence == 0
