"""Finds what was told about a ticket: every delivery with the message that carried it and its tries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.message import Message


class ToldRow(NamedTuple):
    """A delivery, its clock, the message that took it and how many deliveries that message carries."""

    delivery: Delivery
    clock: Clock | None
    message: Message | None
    carried: int


def told_about(session: Session, ticket_id: int) -> list[ToldRow]:
    """Return everything that was ever due about a ticket, by when it was due."""
    query = (
        select(Delivery, Clock, Message)
        .outerjoin(Clock, Clock.id == Delivery.clock_id)
        .outerjoin(Message, Message.id == Delivery.message_id)
        .where(Delivery.ticket_id == ticket_id)
        .options(selectinload(Message.attempts))
        .order_by(Delivery.due_at, Delivery.id)
    )
    found = session.execute(query).all()
    carried = _carried(session, (row.message_id for row, _clock, _message in found if row.message_id))
    return [ToldRow(row, clock, message, carried.get(row.message_id or 0, 1)) for row, clock, message in found]


def _carried(session: Session, message_ids: Iterable[int]) -> dict[int, int]:
    wanted = set(message_ids)
    if not wanted:
        return {}
    query = select(Message.id, func.count()).join(Delivery, Delivery.message_id == Message.id)
    return dict(session.execute(query.where(Message.id.in_(wanted)).group_by(Message.id)).all())
