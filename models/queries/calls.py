"""Finds the calls that are planned."""

from __future__ import annotations

from sqlalchemy import select

from models.call_task import CallTask
from models.database import Session


def open_calls(session: Session, ticket_id: int | None = None) -> list[CallTask]:
    """Return the calls still to be made, of one ticket or all, oldest first."""
    query = select(CallTask).where(CallTask.closed_at.is_(None)).order_by(CallTask.id)
    return list(session.scalars(query if ticket_id is None else query.where(CallTask.ticket_id == ticket_id)))


def last_call(session: Session, ticket_id: int, purpose: str) -> CallTask | None:
    """Return the last calls planned of a ticket for a purpose, over or not."""
    query = select(CallTask).where(CallTask.ticket_id == ticket_id, CallTask.purpose == purpose)
    return session.scalars(query.order_by(CallTask.id.desc()).limit(1)).first()
