"""Finds the rotas of other times, what was changed of them by day, gaps, and backlogs of first checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from models.built import built_once
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.rota import Backlog, PastRota, RotaChange, RotaGap
from models.ticket import Ticket
from rules.rota_changes import ASKS_THE_OTHER
from rules.stages import Stage, State


@built_once
def _past_lines(kind: str) -> Select[PastRota]:
    return select(PastRota).where(PastRota.kind == kind).order_by(PastRota.id)


def past_lines(session: Session, kind: str) -> list[PastRota]:
    """Return the lines of a rota that others replaced."""
    return _past_lines.all(session, kind)


def past_lines_called(session: Session, kind: str, name: str) -> list[PastRota]:
    """Return the lines of one name that others replaced."""
    query = select(PastRota).where(PastRota.kind == kind, PastRota.name == name)
    return list(session.scalars(query.order_by(PastRota.id)))


@built_once
def _changes_of_days(first: date, last: date) -> Select[RotaChange]:
    query = select(RotaChange).where(
        RotaChange.in_force_at.is_not(None),
        or_(RotaChange.day.between(first, last), RotaChange.back_day.between(first, last)),
    )
    return query.order_by(RotaChange.id)


def changes_of_days(session: Session, first: date, last: date) -> list[RotaChange]:
    """Return what ever came into force for a shift of these days, in the order in which it was asked for."""
    return _changes_of_days.all(session, first, last)


@built_once
def _changes_in(state: str) -> Select[RotaChange]:
    return select(RotaChange).where(RotaChange.state == state).order_by(RotaChange.id)


def changes_in(session: Session, state: str) -> list[RotaChange]:
    """Return the changes in one state, oldest first."""
    return _changes_in.all(session, state)


def changes_from(session: Session, first: date) -> list[RotaChange]:
    """Return the changes in force now of shifts of this day or a later one."""
    query = select(RotaChange).where(RotaChange.in_force_at.is_not(None), RotaChange.ended_at.is_(None))
    query = query.where(or_(RotaChange.day >= first, RotaChange.back_day >= first))
    return list(session.scalars(query.order_by(RotaChange.id)))


def said_together(session: Session, row: RotaChange, state: str | None = None) -> list[RotaChange]:
    """Return what was asked for in one message and stands alike: leave of several days has a row for each shift.

    With a `state`, those of them that stand so.
    """
    if row.asked_in is None or row.kind in ASKS_THE_OTHER:
        return [row]
    query = select(RotaChange).where(RotaChange.asked_in == row.asked_in, RotaChange.kind == row.kind)
    return list(session.scalars(query.where(RotaChange.state == (state or row.state)).order_by(RotaChange.id)))


def last_change_by(session: Session, userid: str) -> RotaChange | None:
    """Return the change that a person asked for or answered last."""
    answered = and_(RotaChange.other == userid, RotaChange.decided_in.is_not(None))
    query = select(RotaChange).where(or_(RotaChange.asked_by == userid, answered))
    found = list(session.scalars(query.order_by(RotaChange.id.desc()).limit(20)))
    return max(found, key=lambda row: (acted_at(row, userid), row.id), default=None)


def acted_at(row: RotaChange, userid: str) -> datetime:
    """Return when a person had a hand in a change last: asked for it, or answered."""
    return row.decided_at if row.other == userid and row.decided_at is not None else row.asked_at


@built_once
def _open_gaps() -> Select[RotaGap]:
    return select(RotaGap).where(RotaGap.closed_at.is_(None)).order_by(RotaGap.begins_at)


def open_gaps(session: Session) -> list[RotaGap]:
    """Return the gaps that are neither covered nor over, earliest first."""
    return _open_gaps.all(session)


@built_once
def _open_backlog() -> Select[Backlog]:
    return select(Backlog).where(Backlog.ended_at.is_(None))


def open_backlog(session: Session) -> Backlog | None:
    """Return the backlog that lasts, of which there is one at a time."""
    return _open_backlog.first(session)


_CHECKS_WAITING = (
    select(Clock.due_at, Ticket.is_urgent)
    .join(Ticket, Ticket.id == Clock.ticket_id)
    .where(
        Clock.stage == str(Stage.VERIFY),
        Clock.stopped_at.is_(None),
        Clock.paused_at.is_(None),
        Ticket.state == str(State.PENDING_VERIFY),
        Ticket.is_drill.is_(False),
    )
    .order_by(Clock.due_at, Clock.id)
)


def checks_waiting(session: Session) -> Sequence[tuple[datetime, bool]]:
    """Return when each first check that waits now is due, and whether its order is urgent, earliest first."""
    return [(due_at, is_urgent) for due_at, is_urgent in session.execute(_CHECKS_WAITING)]


def told_of(session: Session, cause_kind: str, cause_id: int, step: str | None = None) -> list[tuple[str, str]]:
    """Return whom something was told, as (destination, audience); what never went out does not count."""
    query = select(Delivery.destination, Delivery.audience).where(
        Delivery.cause_kind == cause_kind,
        Delivery.cause_id == cause_id,
        Delivery.state.in_(("pending", "sent", "unknown")),
    )
    query = query if step is None else query.where(Delivery.step == step)
    return [(destination, audience) for destination, audience in session.execute(query.distinct())]


def waiting_of(session: Session, cause_kind: str, cause_id: int, step: str | None = None) -> list[int]:
    """Return ids of what still waits to be told of something."""
    query = select(Delivery.id).where(
        Delivery.cause_kind == cause_kind,
        Delivery.cause_id == cause_id,
        Delivery.state.in_(("pending", "held")),
        Delivery.message_id.is_(None),
    )
    return list(session.scalars(query if step is None else query.where(Delivery.step == step)))


@built_once
def _asked_of_shift(shift_id: int, destination: str) -> Select[datetime]:
    return select(Delivery.created_at).where(
        Delivery.cause_kind == "shift",
        Delivery.cause_id == shift_id,
        Delivery.step == "confirm",
        Delivery.destination == destination,
    )


def asked_of_shift(session: Session, shift_id: int, destination: str) -> datetime | None:
    """Return when somebody was asked to say that he has taken over a shift."""
    return _asked_of_shift.first(session, shift_id, destination)
