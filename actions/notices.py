"""Puts notices: short messages about what happened, to named destinations, each said once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from actions.audiences import Target
from actions.desk import Desk
from actions.outbox import Due, put
from models.queries import heard
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
    apart: timedelta | None = None,
    release_at: datetime | None = None,
) -> int:
    """Have a notice about an event sent to each target; returns how many were new. Nobody is told of a drill.

    Notices of one kind that come sooner than `apart` after another wait for each other: compose makes them one message.
    With `release_at` they wait until then.
    """
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
                release_at=_held_until(desk, code, target, apart) if apart else release_at,
            ),
        )
        for target in targets
    )


def _held_until(desk: Desk, code: str, target: Target, apart: timedelta) -> datetime | None:
    last = heard.last_of_step(desk.session, code, target.destination)
    if last is None or last + apart <= desk.now:
        return None
    return last if last > desk.now else last + apart
