"""Finds requests: those of a ticket, those that wait for somebody, and what was given back or passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from models.built import built_once
from models.database import Session
from models.delivery import Delivery
from models.event import Event
from models.request import Request
from models.ticket import Ticket
from rules.requests import RequestKind, RequestState, is_pending

_PENDING = [str(state) for state in RequestState if is_pending(state)]
# By these a unit gets rid of a ticket.
_GIVEN_BACK = [str(kind) for kind in (RequestKind.RETURN_TO_DESK, RequestKind.RETURN_TO_CITY, RequestKind.TRANSFER)]
_REAL = Request.ticket.has(Ticket.is_drill.is_(False))


@built_once
def _requests_of(ticket_id: int) -> Select[Request]:
    return select(Request).where(Request.ticket_id == ticket_id).order_by(Request.id)


def requests_of(session: Session, ticket_id: int) -> list[Request]:
    """Return the requests of a ticket, oldest first."""
    return _requests_of.all(session, ticket_id)


def has_lapsed(session: Session, request: Request) -> bool:
    """Tell whether a request ended because its ticket had gone past it, and not by anybody's word."""
    if request.state != RequestState.WITHDRAWN:
        return False
    query = select(Event.facts).where(Event.ticket_id == request.ticket_id, Event.kind == "request_withdrawn")
    ended = [facts for facts in session.scalars(query.order_by(Event.id)) if facts.get("request_id") == request.id]
    return bool(ended and ended[-1].get("lapsed"))


def waiting_requests(session: Session) -> list[Request]:
    """Return the requests that wait for somebody, oldest first; those of drills wait for nobody."""
    return list(session.scalars(select(Request).where(Request.state.in_(_PENDING), _REAL).order_by(Request.id)))


def requests_of_deliveries(session: Session, rows: Sequence[Delivery]) -> dict[int, Request]:
    """Return the requests that notices speak of, by their ids."""
    ids = {row.facts["request_id"] for row in rows if row.kind == "notice" and "request_id" in row.facts}
    found = session.scalars(select(Request).where(Request.id.in_(ids))) if ids else ()
    return {request.id: request for request in found}


def given_back(session: Session, since: datetime, *, from_unit_id: int | None = None, limit: int = 30) -> list[Request]:
    """Return what units (or one) asked to give back or pass on since a moment, newest first."""
    query = select(Request).where(Request.kind.in_(_GIVEN_BACK), Request.prepared_at >= since, _REAL)
    if from_unit_id is not None:
        query = query.where(Request.from_unit_id == from_unit_id)
    return list(session.scalars(query.order_by(Request.id.desc()).limit(limit)))
