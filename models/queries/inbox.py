"""Finds and claims inbound messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update

from models.database import Session
from models.inbox import InboxRow
from models.once import store_once


def inbox_row(session: Session, source: str, external_id: str) -> InboxRow | None:
    """Return the stored message with this identity of the platform."""
    return session.scalar(select(InboxRow).where(InboxRow.source == source, InboxRow.external_id == external_id))


def insert_once(session: Session, row: InboxRow) -> bool:
    """Store the row unless its message is stored already; tells whether it was new."""
    return store_once(session, row)


def unanswered(session: Session, real_now: datetime, limit: int) -> list[int]:
    """Return ids of open messages that nobody is working on, oldest first."""
    free = or_(InboxRow.claimed_until.is_(None), InboxRow.claimed_until < real_now)
    query = select(InboxRow.id).where(InboxRow.state == "open", free).order_by(InboxRow.received_at).limit(limit)
    return list(session.scalars(query))


def claim_inbox(session: Session, row_id: int, token: str, until: datetime, real_now: datetime) -> bool:
    """Lend an open message to one handler until `until`; tells whether this caller got it."""
    free = or_(InboxRow.claimed_until.is_(None), InboxRow.claimed_until < real_now)
    change = (
        update(InboxRow)
        .where(InboxRow.id == row_id, InboxRow.state == "open", free)
        .values(claim_token=token, claimed_until=until, tries=InboxRow.tries + 1)
    )
    return _changed_one(session.execute(change))


def close_inbox(session: Session, row_id: int, token: str, values: dict[str, Any]) -> bool:
    """Write the end of a claimed message; tells whether the claim was still this caller's."""
    change = (
        update(InboxRow)
        .where(InboxRow.id == row_id, InboxRow.state == "open", InboxRow.claim_token == token)
        .values(**values)
    )
    return _changed_one(session.execute(change))


def was_asked_again(session: Session, row_id: int) -> bool:
    """Tell whether the platform redelivered a message while it was being worked on."""
    return bool(session.scalar(select(InboxRow.asked_again).where(InboxRow.id == row_id)))


def oldest_unanswered_at(session: Session) -> datetime | None:
    """Return when the oldest open message came in."""
    query = select(InboxRow.received_at).where(InboxRow.state == "open").order_by(InboxRow.received_at).limit(1)
    return session.scalar(query)


def _changed_one(result: Any) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1
