"""Keeps which fined limits were met by a time typed later (补录), so that the platform can confirm it."""

from __future__ import annotations

from collections.abc import Iterable

from actions.desk import Desk
from actions.lateness import is_breach
from models.clock import Clock
from models.event import Event
from models.platform_times import StatedTime
from models.together import store


def keep_stated(desk: Desk, event: Event, stopped: Iterable[Clock]) -> None:
    """Keep the time that an event states for each fined clock it stopped."""
    for clock in stopped:
        if clock.ticket_id is None or not is_breach(desk, clock.stage, clock.reasons):
            continue
        row = StatedTime(
            ticket_id=clock.ticket_id,
            clock_id=clock.id,
            event_id=event.id,
            due_at=clock.due_at,
            stated_at=event.occurred_at,
            recorded_at=event.recorded_at,
        )
        store(desk.session, row)
