"""Counts what the board and the metrics show; each count costs one small index range."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from models.clock import Clock
from models.database import Session
from models.inbox import InboxRow


def count_overdue_clocks(session: Session, now: datetime) -> int:
    """Count running clocks of tickets past their limit; not those that are paused."""
    query = select(func.count()).select_from(Clock)
    overdue = query.where(
        Clock.stopped_at.is_(None), Clock.paused_at.is_(None), Clock.due_at <= now, Clock.ticket_id.is_not(None)
    )
    return session.scalar(overdue) or 0


def count_unanswered(session: Session) -> int:
    """Count inbound messages that still wait for their answer."""
    return session.scalar(select(func.count()).select_from(InboxRow).where(InboxRow.state == "open")) or 0


def next_limits(session: Session, ticket_ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Return stage and due of the running clock of each ticket that ends first; nothing where all are paused."""
    query = (
        select(Clock.ticket_id, Clock.stage, Clock.due_at)
        .where(Clock.ticket_id.in_(ticket_ids), Clock.stopped_at.is_(None), Clock.paused_at.is_(None))
        .order_by(Clock.due_at)
    )
    found: dict[int, tuple[str, datetime]] = {}
    for ticket_id, stage, due_at in session.execute(query):
        if ticket_id is not None:
            found.setdefault(ticket_id, (stage, due_at))
    return found
