"""Finds messages under way, lends each to one sender at a time and keeps its tries."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Select, bindparam, case, func, or_, select, update

from models.built import built_once
from models.database import Session
from models.message import UNFINISHED, Attempt, Message, TakenBack
from models.once import store_once

_JUST_BEGUN = timedelta(minutes=1)


# Each try asks for it more than once.
_PROGRESS = select(
    *(Message.tries, Message.repeats, Message.created_at),
    *(func.coalesce(Message.trying_since, Message.created_at), Message.channel),
    *(Message.part, Message.parts, Message.lacks_part),
).where(Message.id == bindparam("message_id"))


class Progress(NamedTuple):
    """How far a message has come, without opening what it says; machine time."""

    tries: int
    repeats: int
    created_at: datetime
    trying_since: datetime
    channel: str
    part: int
    parts: int
    lacks_part: bool


def insert_message(session: Session, row: Message) -> bool:
    """Store a message unless another is under way to its destination; tells whether it was stored."""
    return store_once(session, row)


def progress_of(session: Session, message_id: int) -> Progress:
    """Return how often a message was tried and repeated."""
    return Progress._make(session.execute(_PROGRESS, {"message_id": message_id}).one())


def begun(message: Message) -> Progress:
    """Return the same of a message that has just been stored."""
    since = message.trying_since or message.created_at
    tried = message.tries, message.repeats, message.created_at, since, message.channel
    return Progress(*tried, part=1, parts=message.parts, lacks_part=False)


@built_once
def _destination(message_id: int) -> Select[str]:
    return select(Message.destination).where(Message.id == message_id)


def destination_of(session: Session, message_id: int) -> str:
    """Return where a message goes."""
    found: str = session.scalars(*_destination(message_id)).one()
    return found


def retry_query(real_now: datetime, limit: int) -> Select[int]:
    """Build the sender's query for messages whose next try has come."""
    query, values = _to_retry(real_now, real_now - _JUST_BEGUN, limit)
    return query.params(values)


@built_once
def _to_retry(real_now: datetime, just_now: datetime, limit: int) -> Select[int]:
    query = select(Message.id).where(Message.state == "waiting", Message.not_before <= real_now)
    has_just_begun = func.coalesce(Message.trying_since, Message.created_at) > just_now
    order = case((has_just_begun, 0), else_=1), Message.not_before
    # The condition of the index, written out: SQLite does not see through parameters that it is the same.
    return query.where(UNFINISHED).order_by(*order).limit(limit)


def messages_to_retry(session: Session, real_now: datetime, limit: int) -> list[int]:
    """Return messages whose next try has come: what failed a moment ago, then what has been waiting longest.

    What has been tried in vain for minutes most likely waits at a dead place, and one that hangs takes seconds.
    """
    return _to_retry.all(session, real_now, real_now - _JUST_BEGUN, limit)


def waiting_at(session: Session, destination: str) -> int | None:
    """Return the message that waits for its next try at a destination."""
    query = select(Message.id).where(UNFINISHED, Message.destination == destination, Message.state == "waiting")
    return session.scalar(query)


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


def end_waiting(session: Session, message_id: int, state: str, real_now: datetime) -> bool:
    """End a message that waits for its next try; tells whether it was such a one."""
    waiting = Message.id == message_id, Message.state == "waiting"
    return _rows(session.execute(update(Message).where(*waiting).values(state=state, ended_at=real_now))) == 1


def put_off(session: Session, message_id: int, until: datetime) -> None:
    """Let a waiting message wait until a machine moment."""
    waiting = Message.id == message_id, Message.state == "waiting"
    session.execute(update(Message).where(*waiting).values(not_before=until))


def first_try_at(session: Session, message_id: int) -> datetime:
    """Return when the first try of a message began."""
    query = select(Attempt.started_at).where(Attempt.message_id == message_id)
    return session.scalars(query.order_by(Attempt.id).limit(1)).one()


def code_before(session: Session, message_id: int) -> int | None:
    """Return the platform's code of the last try of a message that has ended."""
    ended = Attempt.message_id == message_id, Attempt.outcome.is_not(None)
    return session.scalar(select(Attempt.errcode).where(*ended).order_by(Attempt.id.desc()).limit(1))


@built_once
def _doubted_before(delivery_ids: Collection[int]) -> Select[datetime]:
    carried = select(TakenBack.message_id).where(TakenBack.delivery_id.in_(delivery_ids))
    doubted = Message.id.in_(carried), or_(Message.repeats > 0, Message.state == "sent")
    query = select(func.min(Attempt.started_at)).join(Message, Message.id == Attempt.message_id)
    return query.where(*doubted)


def doubted_before(session: Session, delivery_ids: Collection[int]) -> datetime | None:
    """Return when any of these deliveries was first tried in a message before that people may have read.

    That is one taken back of which nobody knows the end, or an earlier part.
    """
    return _doubted_before.first(session, delivery_ids)


@built_once
def _last_try(message_id: int) -> Select[datetime]:
    return select(func.max(Attempt.started_at)).where(Attempt.message_id == message_id)


def last_try_at(session: Session, message_id: int) -> datetime:
    """Return when the last try of a message began."""
    found: datetime = session.scalars(*_last_try(message_id)).one()
    return found


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


def doubt_waiting(session: Session) -> None:
    """Take what waits for its next try as sent by who vanished: in a restored database it may have left long ago."""
    change = update(Message).where(Message.state == "waiting", UNFINISHED)
    lost = {"state": "sending", "lease_token": secrets.token_hex(16), "not_before": Message.created_at}
    session.execute(change.values(**lost))


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
