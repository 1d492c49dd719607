"""Shows a citizen's identity to somebody who may see it, and keeps a line of who, when and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.desk import Desk
from actions.journal import Source, Story, record
from models.access_log import AccessEntry
from models.ticket import Ticket
from rules.lifecycle import EventKind


@dataclass(frozen=True)
class Identity:
    """Who called; never printed by accident."""

    name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    address: str | None = field(repr=False)


def reveal(desk: Desk, ticket: Ticket, source: Source, *, reason: str | None, channel: str) -> Identity:
    """Return the identity behind a ticket and write the access log in the same transaction."""
    desk.session.add(
        AccessEntry(
            at=desk.now,
            actor=source.actor or "",
            ticket_id=ticket.id,
            action="reveal",
            reason=reason[:200] if reason else None,
            channel=channel,
        )
    )
    record(desk, ticket, EventKind.REVEALED, source, Story(text=reason, facts={"channel": channel}))
    caller = ticket.caller
    return Identity(caller.name, caller.phone, caller.address) if caller else Identity(None, None, None)
