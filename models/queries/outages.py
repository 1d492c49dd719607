"""Finds when the desk was away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.database import Session
from models.machinery import Outage


def last_outage(session: Session) -> Outage | None:
    """Return the last span in which the desk was away."""
    return session.scalar(select(Outage).order_by(Outage.ended_at.desc()).limit(1))


def ended_after(session: Session, moment: datetime) -> list[Outage]:
    """Return the spans in which the desk was away that ended after a moment."""
    return list(session.scalars(select(Outage).where(Outage.ended_at > moment)))
