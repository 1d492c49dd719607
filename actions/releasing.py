"""Lets go of what was held: who hears it is read from the rota again, for the shift may have changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from actions.audiences import Target, targets_or_supervisors
from actions.desk import Desk
from actions.outbox import Due, put
from models.clock import Clock
from models.delivery import Delivery
from models.queries import deliveries as queries
from rules.policy import Audience

log = structlog.get_logger("releasing")
OTHERS_ON_DUTY = "others are on duty"


def release_due(desk: Desk, limit: int = 200) -> int:
    """Free every held delivery whose moment has come for the sender; returns how many there were."""
    rows = queries.held_until(desk.session, desk.now, limit)
    clocks = queries.clocks_of_deliveries(desk.session, rows)
    for row in rows:
        try:
            with desk.session.begin_nested():
                _release(desk, row, clocks.get(row.clock_id or 0))
        except Exception:
            # Whoever it was meant for hears it rather than nobody.
            log.exception("cannot_readdress", delivery_id=row.id)
            queries.release(desk.session, row.id, row.mentions)
    return len(rows)


def who_hears_it(desk: Desk, clock: Clock, audience: str, severity: str, destination: str) -> Sequence[Target]:
    """Return where something meant for `destination` is said now: there, or where its audience is by now."""
    _audience, targets = targets_or_supervisors(desk, Audience(audience), clock, severity)
    here = [target for target in targets if target.destination == destination]
    kind = destination.partition(":")[0]
    return here or [target for target in targets if target.destination.startswith(f"{kind}:")] or targets


def _release(desk: Desk, row: Delivery, clock: Clock | None) -> None:
    targets = [Target(row.destination, tuple(row.mentions))]
    if clock is not None and clock.is_running:
        targets = list(who_hears_it(desk, clock, row.audience, row.severity, row.destination)) or targets
    if targets[0].destination == row.destination:
        queries.release(desk.session, row.id, targets[0].mentions)
    elif queries.end_deliveries(desk.session, [row.id], "superseded", OTHERS_ON_DUTY, desk.now):
        for target in targets:
            put(desk, _for(row, target))


def _for(row: Delivery, target: Target) -> Due:
    """The same thing to be said to somebody else; once, should it have reached them already."""
    return Due(
        cause_kind=row.cause_kind,
        cause_id=row.cause_id,
        step=row.step,
        occurrence=row.occurrence,
        kind=row.kind,
        destination=target.destination,
        audience=row.audience,
        due_at=row.due_at,
        severity=row.severity,
        ticket_id=row.ticket_id,
        clock_id=row.clock_id,
        mentions=target.mentions,
        facts=row.facts,
        release_at=row.release_at,
    )
