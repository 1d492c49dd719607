"""Finds cards: the one that was tapped, that of a message, and those whose matter is settled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select

from models.built import built_once
from models.card import Card, CardTap
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.event import Event
from models.message import Attempt
from models.once import store_once
from models.request import Request
from models.rota import Backlog, RotaChange
from models.ticket import Ticket
from rules.rota_changes import ChangeState
from rules.stages import ENDED_STATES

_ENDED = [str(state) for state in ENDED_STATES]


def by_task(session: Session, task_id: str) -> Card | None:
    """Return the card with this task id."""
    return session.scalar(select(Card).where(Card.task_id == task_id))


def of_message(session: Session, message_id: int) -> Card | None:
    """Return the card that a message is."""
    return session.scalar(select(Card).where(Card.message_id == message_id))


def holder_of(session: Session, card_id: int) -> str:
    """Return whose card it is."""
    return session.get_one(Card, card_id).userid


def settled_query(limit: int) -> Select[Card]:
    """Build the sender's query for open cards that ask for nothing any more."""
    return _settled().where(Card.closed_at.is_(None)).order_by(Card.id).limit(limit)


def _settled() -> Select[Card]:
    is_settled = or_(
        Clock.stopped_at.is_not(None),
        Request.state != Card.request_state,
        Ticket.state.in_(_ENDED),
        RotaChange.state != str(ChangeState.ASKED),
        Backlog.ended_at.is_not(None),
        Backlog.answer.is_not(None),
    )
    query = select(Card).outerjoin(Clock, Clock.id == Card.clock_id).outerjoin(Request, Request.id == Card.request_id)
    query = query.outerjoin(Ticket, Ticket.id == Card.ticket_id).outerjoin(Backlog, Backlog.id == Card.backlog_id)
    return query.outerjoin(RotaChange, RotaChange.id == Card.rota_change_id).where(is_settled)


_settled_open = built_once(settled_query)


def settled(session: Session, limit: int) -> list[Card]:
    """Return open cards that ask for nothing any more: their clock has stopped, their request or ticket moved on."""
    return _settled_open.all(session, limit)


def is_settled(session: Session, card_id: int) -> bool:
    """Tell whether one card asks for nothing any more."""
    return session.scalars(_settled().where(Card.id == card_id)).first() is not None


@built_once
def _older_than(before: datetime, limit: int) -> Select[Card]:
    query = select(Card).where(Card.closed_at.is_(None), Card.created_at < before)
    return query.order_by(Card.id).limit(limit)


def older_than(session: Session, before: datetime, limit: int) -> list[Card]:
    """Return open cards that went out before a machine moment."""
    return _older_than.all(session, before, limit)


def closed_since(session: Session, ticket_id: int, since: datetime) -> list[Card]:
    """Return the cards about a ticket that were closed at a desk moment or later."""
    query = select(Card).where(Card.ticket_id == ticket_id, Card.closed_at >= since)
    return list(session.scalars(query.order_by(Card.id)))


def forget_taps(session: Session, inbox_ids: Collection[int]) -> None:
    """Forget what was tapped by these messages."""
    session.execute(delete(CardTap).where(CardTap.inbox_id.in_(inbox_ids)))


def has_tapped(session: Session, card_id: int, key: str, userid: str) -> bool:
    """Tell whether somebody has done something by this button already."""
    query = select(CardTap.id).where(CardTap.card_id == card_id, CardTap.key == key, CardTap.userid == userid)
    return session.scalar(query) is not None


def tap_once(session: Session, tap: CardTap) -> bool:
    """Keep a tap unless there is one like it; tells whether it is the first."""
    return store_once(session, tap)


def last_event(session: Session, ticket_id: int, kinds: Collection[str]) -> Event | None:
    """Return the last event of one of these kinds."""
    query = select(Event).where(Event.ticket_id == ticket_id, Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()


def updates_of(session: Session, card_id: int) -> Sequence[Delivery]:
    """Return the changes of a card that were put, oldest first."""
    query = select(Delivery).where(
        Delivery.cause_kind == "card", Delivery.cause_id == card_id, Delivery.step == "update"
    )
    return list(session.scalars(query.order_by(Delivery.id)))


def updates_in(session: Session, message_id: int) -> Sequence[Delivery]:
    """Return the changes of cards that a message carried."""
    query = select(Delivery).where(Delivery.message_id == message_id, Delivery.kind == "card_update")
    return list(session.scalars(query))


def was_refused_lately(session: Session, errcode: int, real_now: datetime, within: timedelta) -> bool:
    """Tell whether the platform has lately refused something by this code."""
    query = select(Attempt.id).where(Attempt.started_at > real_now - within, Attempt.errcode == errcode)
    return session.scalar(query.limit(1)) is not None
