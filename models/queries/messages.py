"""Finds messages under way, lends each to one sender at a time and keeps its tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Select, select, update

from models.database import Session
from models.message import UNFINISHED, Attempt, Message
from models.once import store_once


class Progress(NamedTuple):
    """How far a message has come, without opening what it says; `created_at` is machine time."""

    tries: int
    repeats: int
    created_at: datetime
    channel: str


def insert_message(session: Session, row: Message) -> bool:
    """Store a message unless another is under way to its destination; tells whether it was stored."""
    return store_once(session, row)


def progress_of(session: Session, message_id: int) -> Progress:
    """Return how often a message was tried and repeated."""
    query = select(Message.tries, Message.repeats, Message.created_at, Message.channel).where(Message.id == message_id)
    return Progress(*session.execute(query).one())


def retry_query(real_now: datetime, limit: int) -> Select[int]:
    """Build the sender's query for messages whose next try has come."""
    query = select(Message.id).where(Message.state == "waiting", Message.not_before <= real_now)
    # The condition of the index, written out: SQLite does not see through parameters that it is the same.
    return query.where(UNFINISHED).order_by(Message.not_before).limit(limit)


def messages_to_retry(session: Session, real_now: datetime, limit: int) -> list[int]:
    """Return messages whose next try has come, the longest waiting first."""
    return list(session.scalars(retry_query(real_now, limit)))


def messages_with_lost_lease(session: Session, real_now: datetime, limit: int) -> Sequence[tuple[int, str | None]]:
    """Return id and token of messages whose sender vanished between the commit and the answer."""
    query = select(Message.id, Message.lease_token).where(Message.state == "sending", Message.not_before < real_now)
    found = session.execute(query.where(UNFINISHED).order_by(Message.not_before).limit(limit))
    return [(message_id, token) for message_id, token in found]


def take_message(session: Session, message_id: int, token: str, lease_until: datetime, real_now: datetime) -> bool:
    """Lend a waiting message to one sender; tells whether this caller got it."""
    change = (
        update(Message)
        .where(Message.id == message_id, Message.state == "waiting", Message.not_before <= real_now)
        .values(state="sending", lease_token=token, not_before=lease_until, tries=Message.tries + 1)
    )
    return _rows(session.execute(change)) == 1


def move_message(session: Session, message_id: int, token: str, values: dict[str, Any]) -> bool:
    """Write what became of a message being sent; tells whether it was still this sender's."""
    change = (
        update(Message)
        .where(Message.id == message_id, Message.state == "sending", Message.lease_token == token)
        .values(**values)
    )
    return _rows(session.execute(change)) == 1


def take_apart(session: Session, message_id: int, real_now: datetime) -> bool:
    """End a waiting message that never left as superseded; tells whether it was such a one."""
    change = (
        update(Message)
        .where(Message.id == message_id, Message.state == "waiting", Message.repeats == 0)
        .values(state="superseded", ended_at=real_now)
    )
    return _rows(session.execute(change)) == 1


def close_attempt(session: Session, message_id: int, values: dict[str, Any]) -> None:
    """Write the outcome of a message's attempt that is still under way."""
    change = update(Attempt).where(Attempt.message_id == message_id, Attempt.outcome.is_(None)).values(**values)
    session.execute(change)


def recent_attempts(session: Session, address_hash: str, since: datetime) -> list[datetime]:
    """Return when messages left for an address since a machine moment, oldest first."""
    query = select(Attempt.started_at).where(Attempt.address_hash == address_hash, Attempt.started_at >= since)
    return list(session.scalars(query.order_by(Attempt.started_at)))


def bodies_since(session: Session, address_hash: str, since: datetime) -> set[str]:
    """Return the digests of what left for an address since a machine moment."""
    query = select(Attempt.body_sha256).where(Attempt.address_hash == address_hash, Attempt.started_at >= since)
    return set(session.scalars(query))


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
