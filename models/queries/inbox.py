"""Finds and claims inbound messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, or_, select, true, update

from models.database import Session
from models.inbox import InboxRow
from models.once import write_once

# A quote is of something said lately.
_LOOKED_BACK, _REMEMBERED = 3000, 200


def inbox_row(session: Session, source: str, external_id: str) -> InboxRow | None:
    """Return the stored message with this identity of the platform."""
    return session.scalar(select(InboxRow).where(InboxRow.source == source, InboxRow.external_id == external_id))


def insert_once(session: Session, row: InboxRow) -> int | None:
    """Store the row unless its message is stored already; return its id, None when it was not new."""
    return write_once(session, row)


def rows_of_chat(
    session: Session, source: str, chat_id: str | None, before_id: int, *, sender: str | None = None
) -> list[InboxRow]:
    """Return the last messages of a chat before one, newest first, among the few thousand that came before it."""
    query = select(InboxRow).where(InboxRow.id < before_id, InboxRow.id >= before_id - _LOOKED_BACK)
    query = query.where(InboxRow.source == source, InboxRow.chat_id == chat_id)
    if sender is not None:
        query = query.where(InboxRow.sender == sender)
    return list(session.scalars(query.order_by(InboxRow.id.desc()).limit(_REMEMBERED)))


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


def close_inbox(session: Session, row_id: int, token: str, values: dict[str, Any], *, late: bool) -> bool | None:
    """Write the end of a claimed message; None when the claim was no longer this caller's.

    Tells whether the answer is late: as the caller says, or because the platform redelivered the message meanwhile.
    """
    inbox = cast(Table, InboxRow.__table__)
    change = (
        update(inbox)
        .where(inbox.c.id == row_id, inbox.c.state == "open", inbox.c.claim_token == token)
        .values(**values, answered_late=true() if late else inbox.c.asked_again)
        .returning(inbox.c.answered_late)
    )
    is_late: bool | None = session.scalar(change)
    return is_late


def oldest_unanswered_at(session: Session) -> datetime | None:
    """Return when the oldest open message came in."""
    query = select(InboxRow.received_at).where(InboxRow.state == "open").order_by(InboxRow.received_at).limit(1)
    return session.scalar(query)


def _changed_one(result: Any) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1
