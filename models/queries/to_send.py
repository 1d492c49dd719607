"""Finds what waits to be said: to whom, in which order, and what has waited too long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select, update

from models.built import built_once
from models.card import Card
from models.database import Session
from models.delivery import WAITING, Delivery
from models.message import UNFINISHED, Message
from models.queries import cards
from models.set_aside import Undertaking
from models.ticket import Ticket

_SEVERITY_RANK = case({"breach": 0, "urge": 1, "info": 2}, value=Delivery.severity, else_=3)
# Written out like the condition of the index: SQLite does not see through parameters that it is the same.
_SENDABLE = and_(WAITING, Delivery.state == "pending")


@built_once
def _has_work(now: datetime, real_now: datetime, dead_since: datetime) -> Select[bool]:
    reasons = (
        exists().where(_SENDABLE),
        exists().where(WAITING, Delivery.state == "held", Delivery.release_at <= now),
        exists().where(UNFINISHED, Message.not_before <= real_now),
        exists().select_from(Undertaking),
        cards.settled_query(1).with_only_columns(Card.id).exists(),
        exists().where(Card.closed_at.is_(None), Card.created_at < dead_since),
    )
    return select(or_(*reasons))


def is_idle(session: Session, now: datetime, real_now: datetime, cards_live: timedelta) -> bool:
    """Tell whether a sender has nothing to do now: nothing to say, to try again, to take over or to change.

    One statement that writes nothing, for most rounds of the sender find nothing.
    """
    return not _has_work.first(session, now, real_now, real_now - cards_live)


def held_query(now: datetime, limit: int) -> Select[int]:
    """Build the sender's query for what was held up to now.

    In the order of the index: in that of ids SQLite would read the whole table.
    """
    query = select(Delivery.id).where(WAITING, Delivery.state == "held", Delivery.release_at <= now)
    return query.order_by(Delivery.due_at, Delivery.id).limit(limit)


_held = built_once(held_query)


def held_ids_until(session: Session, now: datetime, limit: int) -> list[int]:
    """Return ids of what was held up to now, the first due first."""
    return _held.all(session, now, limit)


def release(session: Session, delivery_id: int, mentions: Sequence[str] | None = None) -> None:
    """Let the sender have a held delivery, with the people to @ there by now where that is known."""
    values: dict[str, Any] = {"state": "pending"} | ({} if mentions is None else {"mentions": list(mentions)})
    session.execute(update(Delivery).where(Delivery.id == delivery_id, Delivery.state == "held").values(**values))


@built_once
def _destinations_to_serve(limit: int) -> Select[str]:
    under_way = exists().where(Message.destination == Delivery.destination, UNFINISHED)
    urgency = func.min(_SEVERITY_RANK)
    return (
        select(Delivery.destination)
        .where(_SENDABLE, ~under_way)
        .group_by(Delivery.destination)
        .order_by(urgency, func.min(Delivery.due_at))
        .limit(limit)
    )


def destinations_to_serve(session: Session, limit: int) -> list[str]:
    """Return destinations something waits for and nothing is under way to, the most urgent and oldest first."""
    return _destinations_to_serve.all(session, limit)


def waiting_query(destination: str, limit: int) -> Select[Delivery]:
    """Build the sender's query for what waits for a destination."""
    return (
        select(Delivery)
        .where(_SENDABLE, Delivery.destination == destination)
        .order_by(_SEVERITY_RANK, Delivery.due_at, Delivery.id)
        .limit(limit)
    )


_waiting = built_once(waiting_query)


def waiting_for(session: Session, destination: str, limit: int, *, but: Collection[int] = ()) -> list[Delivery]:
    """Return what waits for a destination, most urgent first, then by when it was due."""
    query, values = _waiting(destination, limit)
    return list(session.scalars(query.where(Delivery.id.not_in(but)) if but else query, values))


def waiting_ids(session: Session, destination: str, limit: int) -> list[int]:
    """Return the same by their ids, reading nothing else of them, which may be what is broken."""
    return list(session.scalars(waiting_query(destination, limit).with_only_columns(Delivery.id)))


def waiting_one(session: Session, delivery_id: int) -> list[Delivery]:
    """Return one delivery as long as it waits."""
    return list(session.scalars(select(Delivery).where(_SENDABLE, Delivery.id == delivery_id)))


def still_waiting(session: Session, ids: Collection[int]) -> list[int]:
    """Return which of these deliveries no message has taken."""
    return list(session.scalars(select(Delivery.id).where(_SENDABLE, Delivery.id.in_(ids)))) if ids else []


def may_wait(session: Session, ids: Collection[int], kinds: Collection[str]) -> bool:
    """Tell whether everything in a message is in good time and of these kinds."""
    in_good_time = Delivery.severity == "info", Delivery.kind.in_(kinds)
    query = select(func.count()).where(Delivery.id.in_(ids), *in_good_time)
    return session.scalar(query) == len(ids)


def late_query(before: datetime, audiences: Sequence[str], limit: int) -> Select[Delivery]:
    """Build the sender's query for what waits too long, in the order of the index as well."""
    late = Delivery.created_real_at < before, Delivery.clock_id.is_not(None), Delivery.audience.in_(audiences)
    return select(Delivery).where(_SENDABLE, *late).order_by(Delivery.due_at, Delivery.id).limit(limit)


_late = built_once(late_query)


def waiting_since(session: Session, before: datetime, audiences: Sequence[str], limit: int) -> list[Delivery]:
    """Return what these audiences are to hear of a clock and no message has taken since a machine moment."""
    return _late.all(session, before, audiences, limit)


def held_releases(session: Session, since: datetime) -> list[datetime]:
    """Return when what is held of all due since a moment will be said."""
    held = Delivery.created_at >= since, Delivery.state == "held", Delivery.release_at.is_not(None)
    return [at for at in session.scalars(select(Delivery.release_at).where(*held)) if at is not None]


def held_now(session: Session) -> list[tuple[datetime, str | None]]:
    """Return when everything that is held will be said, and of which ticket it is, the first first."""
    number_of = select(Ticket.ticket_no).where(Ticket.id == Delivery.ticket_id).scalar_subquery()
    query = select(Delivery.release_at, number_of)
    held = WAITING, Delivery.state == "held", Delivery.release_at.is_not(None)
    found = session.execute(query.where(*held).order_by(Delivery.release_at, Delivery.id))
    return [(release_at, number) for release_at, number in found if release_at is not None]


@built_once
def _next_release(after: datetime, until: datetime) -> Select[datetime | None]:
    within = (Delivery.release_at > after, Delivery.release_at <= until)
    return select(func.min(Delivery.release_at)).where(WAITING, *within)


def next_release(session: Session, after: datetime, until: datetime) -> datetime | None:
    """Return the earliest moment in (after, until] at which something held may be said."""
    return _next_release.first(session, after, until)
