"""Finds when the desk was away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from models.built import built_once
from models.database import Session
from models.machinery import Outage


@built_once
def _last_outage() -> Select[Outage]:
    return select(Outage).order_by(Outage.ended_at.desc()).limit(1)


def last_outage(session: Session) -> Outage | None:
    """Return the last span in which the desk was away."""
    return _last_outage.first(session)


@built_once
def _ended_after(moment: datetime) -> Select[Outage]:
    return select(Outage).where(Outage.ended_at > moment)


def ended_after(session: Session, moment: datetime) -> list[Outage]:
    """Return the spans in which the desk was away that ended after a moment."""
    return _ended_after.all(session, moment)
