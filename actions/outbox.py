"""Puts what is due to be said, once for each cause, step, audience and destination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.desk import Desk
from models.delivery import Delivery
from models.queries import deliveries as queries

# Marks a session in which something was put that may go out at once.
_TO_SEND = "something_to_send"


@dataclass(frozen=True)
class Due:
    """One thing to be said to one destination; equal (cause, step, occurrence, audience, destination) is said once."""

    cause_kind: str
    cause_id: int
    kind: str
    destination: str
    audience: str
    due_at: datetime
    step: str = "once"
    occurrence: int = 1
    severity: str = "info"
    ticket_id: int | None = None
    clock_id: int | None = None
    mentions: Sequence[str] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    release_at: datetime | None = None
    ended_as: str | None = None
    end_reason: str | None = None

    @classmethod
    def like(cls, row: Delivery, destination: str, mentions: Sequence[str] = ()) -> Due:
        """Return what a delivery says, of the same cause and at the same time, for somebody else."""
        return cls(
            cause_kind=row.cause_kind,
            cause_id=row.cause_id,
            step=row.step,
            occurrence=row.occurrence,
            kind=row.kind,
            destination=destination,
            audience=row.audience,
            due_at=row.due_at,
            severity=row.severity,
            ticket_id=row.ticket_id,
            clock_id=row.clock_id,
            mentions=mentions,
            facts=row.facts,
            release_at=row.release_at,
        )


def put(desk: Desk, due: Due) -> bool:
    """Store a delivery in the transaction of its cause; tells whether it was new."""
    state = due.ended_as or ("held" if due.release_at and due.release_at > desk.now else "pending")
    row = Delivery(
        cause_kind=due.cause_kind,
        cause_id=due.cause_id,
        step=due.step,
        occurrence=due.occurrence,
        audience=due.audience,
        destination=due.destination,
        kind=due.kind,
        severity=due.severity,
        ticket_id=due.ticket_id,
        clock_id=due.clock_id,
        mentions=list(due.mentions),
        facts=due.facts,
        due_at=due.due_at,
        created_at=desk.now,
        created_real_at=desk.real_now,
        release_at=due.release_at,
        state=state,
        ended_at=desk.now if due.ended_as else None,
        end_reason=due.end_reason,
    )
    is_new = queries.insert_delivery(desk.session, row)
    if is_new and state == "pending":
        desk.session.info[_TO_SEND] = True
    return is_new


def has_something_to_send(desk: Desk) -> bool:
    """Tell whether anything was put in this session that may go out at once."""
    return bool(desk.session.info.get(_TO_SEND))
