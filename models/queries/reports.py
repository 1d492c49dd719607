"""Finds ordered and issued reports and their files, and lends a report to whoever makes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, or_, select, update

from models.database import Session
from models.delivery import Delivery
from models.once import store_once
from models.report import IssuedFile, Report


def store(session: Session, report: Report) -> bool:
    """Store an ordered report; tells whether its number and its slot were free."""
    return store_once(session, report)


def by_slot(session: Session, slot: str) -> Report | None:
    """Return the one report of a slot, whatever has become of it."""
    return session.scalar(select(Report).where(Report.slot == slot))


def by_number(session: Session, number: str) -> Report | None:
    """Return a report by its number."""
    return session.scalar(select(Report).where(Report.number == number))


def last_number(session: Session, prefix: str) -> int:
    """Return the highest running number that begins with a prefix, such as RB-20261126-."""
    found = session.scalars(select(Report.number).where(Report.number.startswith(prefix, autoescape=True)))
    return max((int(number.removeprefix(prefix)) for number in found), default=0)


def to_make(session: Session, real_now: datetime, but: Collection[int]) -> Report | None:
    """Return the oldest report to be made, one whose maker never came back included; those of `but` are left out."""
    free = or_(Report.claimed_until.is_(None), Report.claimed_until < real_now)
    query = select(Report).where(Report.state == "draft", free, Report.id.not_in(but))
    return session.scalar(query.order_by(Report.id).limit(1))


def claim(session: Session, report_id: int, token: str, until: datetime, real_now: datetime) -> bool:
    """Lend a report to one maker; tells whether this caller got it."""
    free = or_(Report.claimed_until.is_(None), Report.claimed_until < real_now)
    change = update(Report).where(Report.id == report_id, Report.state == "draft", free)
    return _rows(session.execute(change.values(claim_token=token, claimed_until=until))) == 1


def claimed(session: Session, report_id: int, token: str) -> Report | None:
    """Return a report that is still lent under a token, kept from everybody else until the transaction ends."""
    mine = Report.id == report_id, Report.claim_token == token, Report.state == "draft"
    if not _rows(session.execute(update(Report).where(*mine).values(claim_token=token))):
        return None
    return session.get_one(Report, report_id, populate_existing=True)


def lately(session: Session, limit: int) -> Sequence[Report]:
    """Return the reports ordered last, of all kinds and states, the newest first."""
    return list(session.scalars(select(Report).order_by(Report.ordered_at.desc(), Report.id.desc()).limit(limit)))


def files_of(session: Session, report_id: int) -> Sequence[IssuedFile]:
    """Return the files of a report in the order they are sent."""
    return list(session.scalars(select(IssuedFile).where(IssuedFile.report_id == report_id).order_by(IssuedFile.id)))


def waiting_of(session: Session, report_id: int, told: str, carried: str) -> Sequence[tuple[int, str]]:
    """Return what of a report no message has taken yet, and where to; `told` and `carried` are its causes."""
    files = select(IssuedFile.id).where(IssuedFile.report_id == report_id)
    of_it = or_(
        and_(Delivery.cause_kind == told, Delivery.cause_id == report_id),
        and_(Delivery.cause_kind == carried, Delivery.cause_id.in_(files)),
    )
    free = Delivery.message_id.is_(None), Delivery.state.in_(("pending", "held"))
    query = select(Delivery.id, Delivery.destination).where(of_it, *free).order_by(Delivery.id)
    return [(delivery_id, destination) for delivery_id, destination in session.execute(query)]


def file_of_evidence(session: Session, evidence_id: int) -> IssuedFile | None:
    """Return the file as which a piece of evidence was sent before."""
    return session.scalar(select(IssuedFile).where(IssuedFile.evidence_id == evidence_id))


def _rows(result: Any) -> int:
    return cast("CursorResult[Any]", result).rowcount
