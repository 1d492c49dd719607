"""Finds tickets by words, each of which may stand in any column: matter, place, class, kind, state or unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import load_only

from models.assignment import Assignment
from models.database import Session
from models.queries.reporting import CAME_AT, within
from models.queries.subjects import written_as
from models.queries.tickets import SHORT
from models.ticket import Ticket
from rules.report_periods import Period


@dataclass(frozen=True)
class Sought:
    """A word that is looked for, and what it names: a unit by id, a state by its code."""

    word: str
    unit_id: int | None = None
    state: str | None = None


def fitting(
    session: Session,
    sought: Iterable[Sought],
    period: Period | None = None,
    *,
    department_id: int | None = None,
    limit: int,
) -> list[Ticket]:
    """Return the tickets that fit every word and came in the period, newest first, with what a line says of them."""
    query = select(Ticket).where(Ticket.is_drill.is_(False), *(_fits(session, each) for each in sought))
    if period is not None:
        query = query.where(within(CAME_AT, period))
    if department_id is not None:
        query = query.where(_of_unit(department_id))
    return list(session.scalars(query.options(load_only(*SHORT)).order_by(Ticket.id.desc()).limit(limit)))


def kinds(session: Session) -> Collection[str]:
    """Return what kinds of order there are: 投诉, 咨询."""
    return [kind for kind in session.scalars(select(Ticket.kind).distinct()) if kind]


def _fits(session: Session, sought: Sought) -> ColumnElement[bool]:
    word = sought.word
    columns = (Ticket.title, Ticket.address, Ticket.place_key, Ticket.community, Ticket.content)
    fits = [column.contains(word, autoescape=True) for column in columns]
    of_class = written_as(session, Ticket.category_path, lambda path: any(word in level for level in path))
    fits += [of_class, Ticket.kind == word]
    if sought.unit_id is not None:
        fits.append(_of_unit(sought.unit_id))
    if sought.state is not None:
        fits.append(Ticket.state == sought.state)
    return or_(*fits)


def _of_unit(department_id: int) -> ColumnElement[bool]:
    """A unit's is also what it had once, or helps with."""
    held = select(Assignment.ticket_id).where(Assignment.department_id == department_id)
    return or_(Ticket.lead_unit_id == department_id, Ticket.id.in_(held))
