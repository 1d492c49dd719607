"""Looks at what became of the tries on each channel and at each address, by when they were made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select

from models.database import Session
from models.message import UNFINISHED, Attempt, Message

# Newer tries say enough; a platform that is away for an hour leaves thousands.
_AT_MOST = 500


class Failure(NamedTuple):
    """A try that did not arrive, or of which nobody knows; machine time."""

    started_at: datetime
    errcode: int | None


def last_arrival_query(channel: str, since: datetime) -> Select[datetime]:
    """Build the query for the newest try of a channel that arrived; it walks back from now."""
    arrived = Attempt.started_at >= since, Attempt.outcome == "sent", _is_on(channel)
    return select(Attempt.started_at).where(*arrived).order_by(Attempt.started_at.desc()).limit(1)


def last_arrival(session: Session, channel: str, since: datetime) -> datetime | None:
    """Return when a message last arrived on a channel since a moment."""
    return session.scalar(last_arrival_query(channel, since))


def failures_since(session: Session, channel: str, since: datetime) -> list[Failure]:
    """Return the tries on a channel after a moment that did not arrive, newest first."""
    query = select(Attempt.started_at, Attempt.errcode)
    failed = Attempt.started_at > since, Attempt.outcome.in_(("failed", "retry", "unknown")), _is_on(channel)
    found = session.execute(query.where(*failed).order_by(Attempt.started_at.desc()).limit(_AT_MOST))
    return [Failure(at, errcode) for at, errcode in found]


def is_waited_for(session: Session, channel: str) -> bool:
    """Tell whether a message of a channel has no end yet."""
    return session.scalar(select(Message.id).where(UNFINISHED, Message.channel == channel).limit(1)) is not None


class Try(NamedTuple):
    """One try at an address; machine time."""

    channel: str
    address_hash: str
    started_at: datetime
    message_id: int


def tries_since(session: Session, since: datetime) -> list[Try]:
    """Return every try since a moment of which the channel is known, the oldest first."""
    columns = Attempt.channel, Attempt.address_hash, Attempt.started_at, Attempt.message_id
    query = select(*columns).where(Attempt.started_at > since, Attempt.channel.is_not(None))
    found = session.execute(query.order_by(Attempt.started_at))
    return [Try(str(channel), name, at, message_id) for channel, name, at, message_id in found]


def destinations_of(session: Session, message_ids: Collection[int]) -> dict[int, str]:
    """Return where messages went."""
    return dict(session.execute(select(Message.id, Message.destination).where(Message.id.in_(message_ids))).all())


def _is_on(channel: str) -> ColumnElement[bool]:
    # Not a join, which SQLite would begin with the messages.
    return exists().where(Message.id == Attempt.message_id, Message.channel == channel)
