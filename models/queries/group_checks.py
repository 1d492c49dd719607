"""Finds what has been tried in groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.database import Session
from models.group_check import GroupCheck


def check_of(session: Session, group_id: int) -> GroupCheck | None:
    """Return what has been tried in a group; None when nothing has."""
    return session.get(GroupCheck, group_id)


def checks(session: Session) -> dict[int, GroupCheck]:
    """Return what has been tried, by group."""
    return {row.group_id: row for row in session.scalars(select(GroupCheck))}


def check_with_code(session: Session, code: str) -> GroupCheck | None:
    """Return the trial that a code belongs to."""
    return session.scalar(select(GroupCheck).where(GroupCheck.code == code))


def untold_since(session: Session, before: datetime) -> list[GroupCheck]:
    """Return the trials begun before a moment of which no administrator was told yet."""
    query = select(GroupCheck).where(GroupCheck.pushed_at <= before, GroupCheck.told_at.is_(None))
    return list(session.scalars(query.order_by(GroupCheck.group_id)))
