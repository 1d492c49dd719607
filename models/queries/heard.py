"""Finds what a chat has heard lately or is going to hear: the distance of repeats is kept by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, TextClause, case, func, select

from models.database import Session
from models.delivery import WAITING, Delivery
from models.message import UNFINISHED, Message

_NOT_ENDED_OTHERWISE = ("pending", "held", "sent", "unknown")
# What is held is said at its release, everything else when it is due.
_SAID_AT = func.coalesce(Delivery.release_at, Delivery.due_at)
_AT_ONCE = Delivery.release_at.is_(None)
# A scan comes a little after what is due, more so when desk time is fast; what was put later than this was said late.
_LATE_FROM = timedelta(minutes=5)


def last_word(session: Session, clock_id: int, destination: str) -> datetime | None:
    """Return when a destination last heard of a clock, or will."""
    return _latest(session, *_said(clock_id, destination))


def last_word_by(session: Session, clock_id: int, destination: str, now: datetime) -> datetime | None:
    """Return when a destination last heard of a clock up to now, whatever still waits."""
    return _latest(session, *_said(clock_id, destination), _SAID_AT.op("<=")(now))


def _latest(session: Session, *those: ColumnElement[bool]) -> datetime | None:
    columns = _SAID_AT, case((_AT_ONCE, Delivery.due_at)), case((_AT_ONCE, Delivery.created_at))
    found = session.execute(select(*map(func.max, columns)).where(*those)).one()
    said_at: datetime | None
    said_at, due_at, put_at = found
    is_late = due_at is not None and put_at - due_at >= _LATE_FROM
    return max(said_at, put_at) if said_at and is_late else said_at


def words_around(
    session: Session, destination: str, now: datetime, reach: timedelta, *, with_steps: bool
) -> list[tuple[int, datetime]]:
    """Return clock and moment of the repeats a destination was sent within `reach`, or is going to be sent.

    What is free and not on its way yet counts as said now: the next message carries it. With steps also what units
    were told of a limit that has passed. Looking at the platform is left out: no ticket waits for that.
    """
    under_way = select(Message.id).where(Message.destination == destination, UNFINISHED)
    sent = (Delivery.ended_at >= now - reach) & Delivery.state.in_(("sent", "unknown"))
    on_its_way = Delivery.message_id.in_(under_way) & (Delivery.state == "pending")
    said = [each for kind in (sent, on_its_way) for each in _words(session, destination, kind, with_steps)]
    waiting = _words(session, destination, WAITING, with_steps)
    return said + [(clock_id, max(at, now)) for clock_id, at in waiting]


def _words(
    session: Session, destination: str, condition: ColumnElement[bool] | TextClause, with_steps: bool
) -> list[tuple[int, datetime]]:
    counts: ColumnElement[bool] = Delivery.step.startswith("repeat#", autoescape=True)
    if with_steps:
        counts = counts | (Delivery.audience.in_(("unit", "unit_lead")) & (Delivery.severity == "breach"))
    query = (
        select(Delivery.clock_id, Delivery.release_at, Delivery.due_at)
        .where(Delivery.destination == destination, Delivery.cause_kind == "clock", Delivery.kind == "reminder")
        .where(counts, Delivery.ticket_id.is_not(None), condition)
    )
    return [(clock_id or 0, release_at or due_at) for clock_id, release_at, due_at in session.execute(query)]


def last_of_step(session: Session, step: str, destination: str) -> datetime | None:
    """Return when a destination last heard a notice of this kind, or will."""
    said = Delivery.step == step, Delivery.destination == destination, Delivery.cause_kind == "event"
    return session.scalar(select(func.max(_SAID_AT)).where(*said, Delivery.state.in_(_NOT_ENDED_OTHERWISE)))


def held_of_clock(session: Session, clock_id: int, destination: str, *, but_step: str) -> Sequence[int]:
    """Return ids of what a destination is still to hear of a clock, except of one step."""
    query = select(Delivery.id).where(
        Delivery.clock_id == clock_id,
        Delivery.destination == destination,
        Delivery.state == "held",
        Delivery.message_id.is_(None),
        Delivery.step != but_step,
    )
    return list(session.scalars(query))


def clocks_with_something_held(session: Session, clock_ids: Sequence[int]) -> frozenset[int]:
    """Return those of these clocks of which something waits for its release."""
    query = select(Delivery.clock_id).where(
        Delivery.clock_id.in_(clock_ids), Delivery.state == "held", Delivery.message_id.is_(None)
    )
    return frozenset(found for found in session.scalars(query) if found is not None)


def _said(clock_id: int, destination: str) -> tuple[ColumnElement[bool], ...]:
    is_said = Delivery.state.in_(_NOT_ENDED_OTHERWISE)
    return (Delivery.clock_id == clock_id, Delivery.destination == destination, is_said)
