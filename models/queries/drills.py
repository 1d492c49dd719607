"""Finds who practises on which drill ticket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from models.built import built_once
from models.database import Session
from models.drill import Drill
from models.event import Event
from models.ticket import Ticket


@built_once
def _running_drill(userid: str) -> Select[Drill]:
    return select(Drill).where(Drill.userid == userid, Drill.ended_at.is_(None))


def running_drill(session: Session, userid: str) -> Drill | None:
    """Return the exercise of a person that has not ended."""
    return _running_drill.first(session, userid)


def drills_with_numbers(session: Session, numbers: Collection[str]) -> dict[str, Drill]:
    """Return the exercises whose tickets have these numbers, by number."""
    query = select(Ticket.ticket_no, Drill).join(Drill, Drill.ticket_id == Ticket.id)
    if not numbers:
        return {}
    found = session.execute(query.where(Ticket.ticket_no.in_(numbers), Ticket.is_drill))
    return {number: drill for number, drill in found}  # noqa: C416 - a row is no tuple to the type checker


@built_once
def _begun_before(moment: datetime) -> Select[Drill]:
    return select(Drill).where(Drill.ended_at.is_(None), Drill.started_at < moment)


def begun_before(session: Session, moment: datetime) -> list[Drill]:
    """Return the exercises begun before a moment that have not ended."""
    return _begun_before.all(session, moment)


def standing_events(session: Session, ticket_id: int) -> Sequence[Event]:
    """Return what happened to a ticket and was not taken back, in order."""
    undone = select(Event.undoes_id).where(Event.ticket_id == ticket_id, Event.undoes_id.is_not(None))
    query = select(Event).where(Event.ticket_id == ticket_id, Event.id.not_in(undone))
    return session.scalars(query.order_by(Event.id)).all()
