"""Takes, renews and lets go of the rights that one process has at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, update

from models.database import Session
from models.lease import Lease
from models.once import store_once


class Seen(NamedTuple):
    """A lease at one moment."""

    holder: str
    token: int
    beats: int


def look(session: Session, name: str) -> Seen | None:
    """Return a lease as it stands; None while nobody ever held it."""
    row = session.get(Lease, name)
    return None if row is None else Seen(row.holder, row.token, row.beats)


def lease(session: Session, name: str) -> Lease | None:
    """Return a lease for people to read."""
    return session.get(Lease, name)


def found(session: Session, name: str, holder: str, real_now: datetime) -> bool:
    """Take a lease that nobody ever held, with token 1; tells whether this caller got it."""
    return store_once(session, Lease(name=name, holder=holder, token=1, beats=0, renewed_at=real_now))


def take(session: Session, name: str, seen: Seen, holder: str, real_now: datetime) -> bool:
    """Take a lease that is still as it was seen, under the next token; tells whether this caller got it."""
    as_seen = Lease.name == name, Lease.token == seen.token, Lease.beats == seen.beats
    taken = {"holder": holder, "token": seen.token + 1, "beats": 0, "renewed_at": real_now}
    return _changed_one(session.execute(update(Lease).where(*as_seen).values(**taken)))


def renew(session: Session, name: str, token: int, real_now: datetime) -> bool:
    """Show that the holder lives; tells whether the token is still the one that counts."""
    mine = Lease.name == name, Lease.token == token
    return _changed_one(session.execute(update(Lease).where(*mine).values(beats=Lease.beats + 1, renewed_at=real_now)))


def let_go(session: Session, name: str, token: int) -> None:
    """Leave a lease to whoever comes next, at once."""
    session.execute(update(Lease).where(Lease.name == name, Lease.token == token).values(holder=""))


def _changed_one(result: Any) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1
