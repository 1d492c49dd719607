"""Finds what is known of the ways to groups and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, update

from models.built import built_once
from models.database import Session
from models.way import Way


@built_once
def _way(channel: str, destination: str) -> Select[Way]:
    return select(Way).where(Way.destination == destination, Way.channel == channel)


def way(session: Session, channel: str, destination: str) -> Way | None:
    """Return what is known of a channel to a destination."""
    return _way.first(session, channel, destination)


def way_kept(session: Session, channel: str, destination: str) -> Way:
    """Return the row of a channel to a destination, a new one when there is none yet."""
    return way(session, channel, destination) or new_way(session, channel, destination)


def new_way(session: Session, channel: str, destination: str) -> Way:
    """Return a new row of a channel to a destination of which nothing is known; it is written with what follows."""
    row = Way(channel=channel, destination=destination, refusals=0)
    session.add(row)
    return row


@built_once
def _ways_to(destinations: Sequence[str]) -> Select[Way]:
    return select(Way).where(Way.destination.in_(destinations))


def ways_to(session: Session, *destinations: str) -> dict[tuple[str, str], Way]:
    """Return what is known of the ways to destinations, by destination and channel."""
    return {(row.destination, row.channel): row for row in _ways_to.all(session, destinations)}


def all_ways(session: Session) -> dict[tuple[str, str], Way]:
    """Return everything known of any way, by destination and channel."""
    return {(row.destination, row.channel): row for row in session.scalars(select(Way))}


def refused_ways(session: Session) -> list[Way]:
    """Return the ways that are refused, the longest so first."""
    return list(session.scalars(select(Way).where(Way.refused_since.is_not(None)).order_by(Way.refused_since)))


def try_all_again(session: Session, real_now: datetime) -> None:
    """Let every refused way be tried once more."""
    session.execute(update(Way).where(Way.refused_since.is_not(None)).values(try_again_at=real_now))
