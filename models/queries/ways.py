"""Finds what is known of the ways to groups and people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from models.database import Session
from models.way import Way


def way(session: Session, channel: str, destination: str) -> Way | None:
    """Return what is known of a channel to a destination."""
    return session.scalar(select(Way).where(Way.destination == destination, Way.channel == channel))


def way_kept(session: Session, channel: str, destination: str) -> Way:
    """Return the row of a channel to a destination, a new one when there is none yet."""
    return way(session, channel, destination) or new_way(session, channel, destination)


def new_way(session: Session, channel: str, destination: str) -> Way:
    """Return a new row of a channel to a destination of which nothing is known; it is written with what follows."""
    row = Way(channel=channel, destination=destination, refusals=0)
    session.add(row)
    return row


def ways_to(session: Session, *destinations: str) -> dict[tuple[str, str], Way]:
    """Return what is known of the ways to destinations, by destination and channel."""
    found = session.scalars(select(Way).where(Way.destination.in_(destinations)))
    return {(row.destination, row.channel): row for row in found}


def all_ways(session: Session) -> dict[tuple[str, str], Way]:
    """Return everything known of any way, by destination and channel."""
    return {(row.destination, row.channel): row for row in session.scalars(select(Way))}


def refused_ways(session: Session) -> list[Way]:
    """Return the ways that are refused, the longest so first."""
    return list(session.scalars(select(Way).where(Way.refused_since.is_not(None)).order_by(Way.refused_since)))


def try_all_again(session: Session, real_now: datetime) -> None:
    """Let every refused way be tried once more."""
    session.execute(update(Way).where(Way.refused_since.is_not(None)).values(try_again_at=real_now))
