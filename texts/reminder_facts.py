"""Gathers what a reminder tells: the same for what is sent, what waits and what is foreseen."""

from __future__ import annotations

from datetime import datetime, tzinfo

from models.clock import Clock
from models.ticket import Ticket
from rules.policy import Audience
from texts.fitting import clipped
from texts.reminders import ReminderFacts


def facts_of(
    clock: Clock,
    ticket: Ticket | None,
    *,
    unit: str | None,
    destination: str,
    audience: str,
    now: datetime,
    zone: tzinfo,
    by_night: bool,
    in_gap: bool = False,
) -> ReminderFacts:
    """Return what a reminder of a clock tells an audience at a destination when it is written at `now`."""
    return ReminderFacts(
        stage=clock.stage,
        due_at=clock.due_at,
        now=now,
        zone=zone,
        ticket_no=ticket.ticket_no if ticket else None,
        place=shown_place(ticket) if ticket else None,
        unit=unit,
        subject=clock.subject,
        is_urgent=bool(ticket and ticket.is_urgent),
        in_group=destination.startswith("group:"),
        to_officials=audience in (Audience.SUPERVISOR, Audience.LEADER, Audience.LEADERS),
        to_desk=audience == Audience.ON_DUTY,
        started_at=clock.started_at,
        by_night=by_night,
        in_gap=in_gap,
    )


def unit_of(clock: Clock, ticket: Ticket | None) -> str | None:
    """Return the name of the unit a reminder speaks of: the clock's own, else the ticket's lead unit."""
    unit = clock.department or (ticket.lead_unit if ticket else None)
    return unit.name if unit else None


def shown_place(ticket: Ticket) -> str | None:
    """Return the few words that tell a group which ticket is meant; nothing of a sensitive one."""
    if ticket.is_sensitive:
        return None
    return clipped(ticket.title or ticket.address or ticket.community or "", 24) or None
