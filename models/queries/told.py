"""Finds what was told about a ticket: every delivery with the message that carried it and its tries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.message import Attempt, Message, TakenBack


class ToldRow(NamedTuple):
    """A delivery, its clock, the message that took it and how many deliveries that message carries.

    `attempts` are all tries of it: also those of messages that were taken back and worded anew.
    """

    delivery: Delivery
    clock: Clock | None
    message: Message | None
    carried: int
    attempts: list[Attempt]


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
    before = _tried_before(session, ticket_id)
    return [
        ToldRow(
            row,
            clock,
            message,
            carried.get(row.message_id or 0, 1),
            before.get(row.id, []) + (message.attempts if message else []),
        )
        for row, clock, message in found
    ]


def _tried_before(session: Session, ticket_id: int) -> dict[int, list[Attempt]]:
    query = (
        select(TakenBack.delivery_id, Attempt)
        .join(Delivery, Delivery.id == TakenBack.delivery_id)
        .join(Attempt, Attempt.message_id == TakenBack.message_id)
        .where(Delivery.ticket_id == ticket_id)
        .order_by(Attempt.id)
    )
    found: dict[int, list[Attempt]] = {}
    for delivery_id, attempt in session.execute(query):
        found.setdefault(delivery_id, []).append(attempt)
    return found


def _carried(session: Session, message_ids: Iterable[int]) -> dict[int, int]:
    wanted = set(message_ids)
    if not wanted:
        return {}
    query = select(Message.id, func.count()).join(Delivery, Delivery.message_id == Message.id)
    return dict(session.execute(query.where(Message.id.in_(wanted)).group_by(Message.id)).all())
