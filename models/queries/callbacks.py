"""Finds the hotline's own call-backs, and counts the desk's; the two are never mixed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select

from models.database import Session
from models.department import Department
from models.evidence import Evidence
from models.followup import FollowUp
from models.incoming_file import IncomingFile
from models.official_callback import OfficialCallback
from models.ticket import Ticket
from rules.report_periods import Period
from rules.three_rates import Callback

_AT_ONCE = 2000


@dataclass(frozen=True)
class OfficialRow:
    """An official call-back with its number; `ticket_id` is None for a number the desk never had."""

    id: int
    called_at: datetime
    platform: str
    ticket_no: str
    ticket_id: int | None
    callback: Callback


def official_in(session: Session, period: Period) -> Iterator[OfficialRow]:
    """Yield the official call-backs of a period, oldest first.

    Unit and category are those of our ticket, else as exported: the platform often knows only the township.
    """
    columns = (
        *(OfficialCallback.id, OfficialCallback.called_at, OfficialCallback.platform, OfficialCallback.ticket_no),
        *(OfficialCallback.ticket_id, OfficialCallback.is_valid, OfficialCallback.contacted),
        *(OfficialCallback.solved, OfficialCallback.satisfied),
        func.coalesce(Department.name, OfficialCallback.unit).label("unit"),
        *(Ticket.category_path, OfficialCallback.category),
    )
    query = (
        select(*columns)
        .join(Ticket, Ticket.id == OfficialCallback.ticket_id, isouter=True)
        .join(Department, Department.id == Ticket.lead_unit_id, isouter=True)
        .where(OfficialCallback.called_at >= period.start, OfficialCallback.called_at < period.end)
        .order_by(OfficialCallback.called_at, OfficialCallback.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        answers = row.is_valid, row.contacted, row.solved, row.satisfied
        category = row.category_path[0] if row.category_path else row.category
        callback = Callback.kept(*answers, unit=row.unit, category=category)
        yield OfficialRow(row.id, row.called_at, row.platform, row.ticket_no, row.ticket_id, callback)


def official_of(session: Session, ticket_id: int) -> list[OfficialCallback]:
    """Return the official call-backs of a ticket, oldest first."""
    query = select(OfficialCallback).where(OfficialCallback.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(OfficialCallback.called_at)))


def known_official(session: Session, numbers: Collection[str]) -> list[OfficialCallback]:
    """Return every official call-back of these numbers, whatever the platform."""
    return list(session.scalars(select(OfficialCallback).where(OfficialCallback.ticket_no.in_(numbers))))


def official_of_file(session: Session, file_sha256: str, since: datetime) -> list[OfficialCallback]:
    """Return the call-backs since a moment that a file was the last to say, oldest first."""
    query = select(OfficialCallback).where(OfficialCallback.called_at >= since)
    query = query.where(OfficialCallback.file_sha256 == file_sha256)
    return list(session.scalars(query.order_by(OfficialCallback.called_at, OfficialCallback.id)))


def desk_calls_of(session: Session, ticket_id: int) -> list[FollowUp]:
    """Return the desk's own call-backs of a ticket that were not taken back, oldest first."""
    query = select(FollowUp).where(FollowUp.ticket_id == ticket_id, FollowUp.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(FollowUp.called_at, FollowUp.id)))


def recorded(session: Session, follow_up_ids: Collection[int]) -> set[int]:
    """Return those of these call-backs of which there is a recording, but what was taken back."""
    elsewhere = IncomingFile.ticket_id.is_(None) | (IncomingFile.ticket_id != Evidence.ticket_id)
    is_taken_back = exists().where(and_(IncomingFile.evidence_id == Evidence.id, elsewhere))
    query = select(Evidence.follow_up_id).where(Evidence.follow_up_id.in_(follow_up_ids), ~is_taken_back)
    return {each for each in session.scalars(query) if each is not None} if follow_up_ids else set()


def unrecorded_call(session: Session, ticket_id: int, userid: str) -> FollowUp | None:
    """Return the last call-back of a ticket by this agent when it has no recording yet."""
    mine = FollowUp.ticket_id == ticket_id, FollowUp.called_by == userid, FollowUp.withdrawn_at.is_(None)
    last = session.scalar(select(FollowUp).where(*mine).order_by(FollowUp.id.desc()).limit(1))
    return last if last is not None and not recorded(session, [last.id]) else None


def recorded_events(session: Session, ticket_id: int) -> set[int]:
    """Return the events of a ticket that tell of a call-back of which there is a recording."""
    calls = {call.id: call.event_id for call in desk_calls_of(session, ticket_id)}
    return {event_id for call_id in recorded(session, calls) if (event_id := calls[call_id]) is not None}
