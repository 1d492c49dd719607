"""Foresees the reminders of a ticket: when each would be said, to whom, as things stand now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions import clocks
from actions.audiences import Target, targets_for
from actions.desk import Desk
from models.clock import Clock
from models.queries import clocks as queries
from models.ticket import Ticket
from rules.ladder import REPEAT_KEY, Firing, rehearse
from rules.policy import Audience


@dataclass(frozen=True)
class Foreseen:
    """One reminder to come, to one audience; `held_until` when the night keeps it back. Moments are aware UTC."""

    at: datetime
    clock: Clock
    step: str
    severity: str
    audience: Audience
    targets: tuple[Target, ...]
    held_until: datetime | None

    @property
    def is_repeat(self) -> bool:
        """Tell whether this is a repeat after the last step."""
        return self.step.startswith(REPEAT_KEY)


def foresee(desk: Desk, ticket: Ticket, until: datetime) -> list[Foreseen]:
    """Return what the running clocks of a ticket will say up to `until` if nothing happens meanwhile, in order."""
    found: list[Foreseen] = []
    for clock in queries.clocks_of(desk.session, ticket.id, running_only=True):
        if clock.paused_at is not None:
            continue
        policy, view = clocks.policy_of(clock), clocks.view_of(clock)
        for firing in rehearse(policy, view, clock.fired, desk.now, until, desk.rules.night):
            found += [_foreseen(desk, ticket, clock, firing, audience) for audience in firing.audiences]
    return sorted(found, key=lambda each: each.at)


def _foreseen(desk: Desk, ticket: Ticket, clock: Clock, firing: Firing, audience: Audience) -> Foreseen:
    at = max(firing.due_at, desk.now)
    # Whoever is on duty then, not now.
    then = replace(desk, now=at)
    return Foreseen(
        at=at,
        clock=clock,
        step=firing.key,
        severity=str(firing.severity),
        audience=audience,
        targets=tuple(targets_for(then, audience, ticket, clock, firing.severity)),
        held_until=desk.rules.night.held_until(firing.severity, audience, ticket.is_urgent, at),
    )
