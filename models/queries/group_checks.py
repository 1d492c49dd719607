"""Finds what has been tried in groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from models.built import built_once
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


@built_once
def _untold_since(before: datetime) -> Select[GroupCheck]:
    query = select(GroupCheck).where(GroupCheck.pushed_at <= before, GroupCheck.told_at.is_(None))
    return query.order_by(GroupCheck.group_id)


def untold_since(session: Session, before: datetime) -> list[GroupCheck]:
    """Return the trials begun before a moment of which no administrator was told yet."""
    return _untold_since.all(session, before)
