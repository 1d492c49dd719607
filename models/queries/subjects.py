"""Says in SQL which orders are of a subject: the one definition of statistics, reports and the export."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, String, and_, cast, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from models.database import Session
from models.department import Department
from models.ticket import Ticket
from rules.report_subject import Subject, is_area, place_words
from rules.sensitive import is_sensitive


def about(session: Session, subject: Subject) -> list[ColumnElement[bool]]:
    """Return what holds of the orders that a subject narrows down to, all of it together."""
    wanted: list[ColumnElement[bool]] = []
    if subject.unit:
        named = select(Department.id).where(Department.name == subject.unit)
        wanted.append(Ticket.lead_unit_id.in_(named))
    if category := subject.category:
        wanted.append(written_as(session, Ticket.category_path, lambda path: category in path))
    if subject.areas:
        wanted.append(Ticket.community.in_([each for each in communities(session) if is_area(each, subject.areas)]))
    if subject.place:
        wanted.append(_at_place(session, subject.place))
    return wanted


def tickets_about(session: Session, subject: Subject) -> list[int]:
    """Return the ids of the orders of a subject, whenever they came."""
    return list(session.scalars(select(Ticket.id).where(*about(session, subject))))


def communities(session: Session) -> Collection[str]:
    """Return every community as it is written on orders."""
    written = select(Ticket.community).where(Ticket.community.is_not(None)).distinct()
    return [each for each in session.scalars(written) if each]


def _at_place(session: Session, place: str) -> ColumnElement[bool]:
    """Choose by the place without its room; where sensitive orders are is not told, and so not counted either."""
    words = place_words(place)
    if words is None:
        return false()
    key, written = Ticket.place_key, Ticket.address
    if words.key_endings is None:
        fits = key.contains(words.key, autoescape=True)
    else:
        of_building = [key.contains(f"{words.key}{digit}", autoescape=True) for digit in words.key_endings]
        fits = or_(key == words.key, *of_building, written.contains(words.written, autoescape=True))
    is_open = written_as(session, Ticket.special_flags, lambda flags: not is_sensitive(flags))
    return and_(fits, ~Ticket.confidential, is_open)


def written_as(
    session: Session, column: InstrumentedAttribute[list[str]], fits: Callable[[list[str]], bool]
) -> ColumnElement[bool]:
    """Choose by a column of lists, among its few different ones in Python: the databases do not read JSON alike."""
    written = cast(column, String)
    known: Collection[str] = session.scalars(select(written).distinct()).all()
    return written.in_([each for each in known if fits(json.loads(each))])
