"""Finds and claims inbound messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, and_, func, or_, select, true, update

from models.database import Session
from models.inbox import OWED, InboxRow
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
    """Return the last messages of a chat before one, newest first, among the few thousand that came before it.

    What was set aside was never heard, and may be unreadable.
    """
    query = select(InboxRow).where(InboxRow.id < before_id, InboxRow.id >= before_id - _LOOKED_BACK)
    query = query.where(InboxRow.state != "set_aside")
    query = query.where(InboxRow.source == source, InboxRow.chat_id == chat_id)
    if sender is not None:
        query = query.where(InboxRow.sender == sender)
    return list(session.scalars(query.order_by(InboxRow.id.desc()).limit(_REMEMBERED)))


def answers_since(session: Session, source: str, address: str, since: datetime) -> list[datetime]:
    """Return when a chat (a group's chat id or a person's userid) was answered since a machine moment, of late.

    What is still owed has not been said.
    """
    newest = session.scalar(select(func.max(InboxRow.id))) or 0
    place = or_(InboxRow.chat_id == address, and_(InboxRow.chat_id.is_(None), InboxRow.sender == address))
    said = InboxRow.source == source, InboxRow.answered_at >= since, ~InboxRow.answer_owed, place
    query = select(InboxRow.answered_at).where(InboxRow.id > newest - _LOOKED_BACK, *said)
    return [at for at in session.scalars(query) if at is not None]


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


def hold_inbox(session: Session, row_id: int, token: str, until: datetime) -> bool:
    """Lend an open message longer to whoever has it; tells whether it was still lent under this token."""
    mine = InboxRow.id == row_id, InboxRow.state == "open", InboxRow.claim_token == token
    return _changed_one(session.execute(update(InboxRow).where(*mine).values(claimed_until=until)))


def tries_of(session: Session, row_id: int) -> int:
    """Return how often a message was tried, reading nothing else of it, which may be what is broken."""
    return session.scalars(select(InboxRow.tries).where(InboxRow.id == row_id)).one()


def uncount(session: Session, row_id: int, token: str) -> None:
    """Take back a try of a message that is still lent under this token."""
    mine = InboxRow.id == row_id, InboxRow.state == "open", InboxRow.claim_token == token
    session.execute(update(InboxRow).where(*mine).values(tries=InboxRow.tries - 1))


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


def owed(session: Session, before: datetime, limit: int) -> list[int]:
    """Return ids of messages answered before a moment whose answer nobody is known to have got, oldest first."""
    # The condition of the index, written out: SQLite does not see in `answer_owed = 1` that it is the same.
    query = select(InboxRow.id).where(OWED, InboxRow.answered_at < before)
    return list(session.scalars(query.order_by(InboxRow.answered_at).limit(limit)))


def no_longer_owed(session: Session, row_id: int) -> bool:
    """Note that an answer arrived or goes another way; tells whether this caller was the first to do so."""
    mine = InboxRow.id == row_id, InboxRow.state != "open", InboxRow.answer_owed
    return _changed_one(session.execute(update(InboxRow).where(*mine).values(answer_owed=False)))


def oldest_unanswered_at(session: Session) -> datetime | None:
    """Return when the oldest open message came in."""
    query = select(InboxRow.received_at).where(InboxRow.state == "open").order_by(InboxRow.received_at).limit(1)
    return session.scalar(query)


def write_sender(session: Session, row_id: int, userid: str) -> None:
    """Write down who sent a message."""
    session.execute(update(InboxRow).where(InboxRow.id == row_id).values(sender=userid))


def sender_of(session: Session, row_id: int) -> str | None:
    """Return who sent a message, reading nothing else of it."""
    return session.scalar(select(InboxRow.sender).where(InboxRow.id == row_id))


def came_from(session: Session, row_id: int) -> tuple[str, str | None]:
    """Return who sent a message in which chat of the platform, reading nothing else of it."""
    sender, chat_id = session.execute(select(InboxRow.sender, InboxRow.chat_id).where(InboxRow.id == row_id)).one()
    return sender, chat_id


def _changed_one(result: Any) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1
