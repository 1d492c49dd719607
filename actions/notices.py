"""Puts notices: short messages about what happened, to named destinations, each said once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.audiences import Target
from actions.desk import Desk
from actions.outbox import Due, put
from models.ticket import Ticket


def notify(
    desk: Desk,
    code: str,
    event_id: int,
    targets: Iterable[Target],
    *,
    audience: str,
    ticket: Ticket | None,
    severity: str = "info",
    facts: dict[str, Any] | None = None,
) -> int:
    """Have a notice about an event sent to each target; returns how many were new. Nobody is told of a drill."""
    if ticket is not None and ticket.is_drill:
        return 0
    return sum(
        put(
            desk,
            Due(
                cause_kind="event",
                cause_id=event_id,
                step=code,
                kind="notice",
                destination=target.destination,
                audience=audience,
                due_at=desk.now,
                severity=severity,
                ticket_id=ticket.id if ticket else None,
                mentions=target.mentions,
                facts={"code": code, **(facts or {})},
            ),
        )
        for target in targets
    )
