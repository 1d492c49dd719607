"""Counts by conditions in SQL over orders, their limits and the desk's calls as they stand, without reading the rows.

The conditions and their names (`tickets t`, `clocks c`, `call_backs b` and the columns) are those of a report's frozen
data; what is no column here cannot be counted so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    bindparam,
    case,
    func,
    select,
    text,
)

from models.clock import Clock
from models.database import Session
from models.department import Department
from models.followup import FollowUp
from models.official_callback import OfficialCallback
from models.orm import UtcDateTime
from models.queries.reporting import CAME_AT, CLOSED_AT, COUNTS, UNSORTED, handler_at, returned_at, within
from models.queries.subjects import about
from models.ticket import Ticket
from rules.report_periods import Period
from rules.report_subject import Subject

# The tables inside are those of the database, whatever is called like them outside.
_OWN_TABLES = {"sqlite": {"schema_translate_map": {None: "main"}}}


class Rows:
    """What a period's counts are of, perhaps narrowed down to a subject; each count reads it as it is then.

    `at`: the moment for which is told who has an order.
    """

    def __init__(self, session: Session, span: Period, at: datetime, subject: Subject | None = None) -> None:
        self._session, self._span = session, span
        self._tickets = _tickets(session, at, subject).cte("tickets")
        self._all = (self._tickets, _clocks(span).cte("clocks"), _call_backs(span).cte("call_backs"))

    def found(self, query: str, given: Mapping[str, datetime]) -> Sequence[RowMapping]:
        """Return what a query finds that gives its columns names."""
        bound = [bindparam(name, type_=UtcDateTime()) for name in given if f":{name}" in query]
        counted = text(query).bindparams(*bound).columns().add_cte(*self._all)
        return self._run(counted, {name: given[name] for name in given if f":{name}" in query})

    def with_official(self) -> set[int]:
        """Return which of the orders the hotline called about in the period."""
        called = select(OfficialCallback.ticket_id).where(within(OfficialCallback.called_at, self._span))
        column = self._tickets.c.id
        return {row["id"] for row in self._run(select(column).where(column.in_(called)), {})}

    def _run(self, query: Any, given: Mapping[str, Any]) -> Sequence[RowMapping]:
        connection = self._session.connection()
        own: Any = _OWN_TABLES.get(connection.dialect.name, {})
        return connection.execute(query, dict(given), execution_options=own).mappings().all()


def _tickets(session: Session, at: datetime, subject: Subject | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            *(Ticket.id, Ticket.round, Ticket.state, Ticket.is_excluded, Ticket.community, Ticket.deadline_at),
            *(CAME_AT.label("came_at"), CLOSED_AT.label("closed_at")),
            # What came back to the city before the desk had it has no request that says when.
            func.coalesce(returned_at(), case((Ticket.state == "returned", CAME_AT))).label("returned_at"),
            (Ticket.state == "merged").label("merged"),
            handler_at(at).label("handler"),
            Department.name.label("unit"),
            func.coalesce(Ticket.category_path[0].as_string(), UNSORTED).label("category"),
        )
        .join(Department, Department.id == Ticket.lead_unit_id, isouter=True)
        .where(*COUNTS)
    )
    return query.where(*about(session, subject)) if subject else query


def _clocks(span: Period) -> Select[*tuple[Any, ...]]:
    columns = (Clock.id, Clock.ticket_id, Clock.stage, Clock.due_at, Clock.stopped_at, Clock.outcome, Clock.missed_at)
    query = select(*columns, Clock.paused_at.is_not(None).label("stands_still"), Department.name.label("unit"))
    return query.join(Department, Department.id == Clock.department_id, isouter=True).where(within(Clock.due_at, span))


def _call_backs(span: Period) -> Select[*tuple[Any, ...]]:
    reached = func.coalesce(FollowUp.contacted, False).label("reached")
    query = select(FollowUp.ticket_id, FollowUp.called_at, FollowUp.satisfied, FollowUp.solved, reached)
    return query.where(FollowUp.withdrawn_at.is_(None), within(FollowUp.called_at, span))
