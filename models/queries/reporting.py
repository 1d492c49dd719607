"""Streams what a report speaks of as plain rows, and counts by SQL what needs no row; drills and voided orders never.

An order belongs to the period in which it came (its first dispatch, else its report, else when the desk had it), and
ends in the one in which it was replied to the platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Case, ColumnElement, ScalarSelect, Select, Text, and_, case, cast, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.assignment import Assignment
from models.caller import Caller
from models.clock import Clock
from models.database import Session
from models.delivery import Delivery
from models.department import Department
from models.event import Event
from models.followup import FollowUp
from models.micros import Micros
from models.official_callback import OfficialCallback
from models.orm import UtcDateTime
from models.relation import Relation
from models.request import Request
from models.ticket import Ticket
from rules.report_periods import Period
from rules.stages import OPEN_STATES

_AT_ONCE = 2000
_TOGETHER = 500
# The category of an order that has none.
UNSORTED = "未分类"
CAME_AT = func.coalesce(Ticket.first_dispatched_at, Ticket.reported_at, Ticket.created_at)
CLOSED_AT = func.coalesce(Ticket.replied_at, Ticket.archived_at)
COUNTS = (Ticket.is_drill.is_(False), Ticket.state != "voided")
# Counted neither as received nor as anything else but what they are.
APART = or_(Ticket.state == "merged", Ticket.is_excluded)
# Of these each limit is told, kept or not; of the others those that were not.
MEASURED = ("sign", "verify", "assign", "accept", "first_contact", "handle")
STAGES = (*MEASURED, "follow_up", "platform_reply", "promise")
_PENDING = ("prepared", "endorsed", "submitted")
_TOLD_OF = ("return_to_desk", "return_to_city", "extension", "suspend", "exclude", "transfer")
_BY_UNIT = ("accepted", "contacted", "progress", "promised", "resolved", "unit_message")

_WENT_BACK = (Request.kind == "return_to_city", Request.state == "granted")

Row = Any
# The ids of tickets, in ascending order; each query goes through them some hundred at a time.
Ids = Sequence[int]
Moment = ColumnElement[Any] | InstrumentedAttribute[Any]


def within(moment: Moment, span: Period) -> ColumnElement[bool]:
    """Limit a moment to a span, its end left out."""
    return and_(moment >= span.start, moment < span.end)


def open_at(at: datetime) -> ColumnElement[bool]:
    """Tell of a ticket whether it was there and not over at a moment, by its times where it has gone on since."""
    there = aliased(Ticket)
    open_now = select(there.id).where(there.state.in_([str(state) for state in OPEN_STATES]))
    ended_since = select(there.id).where(func.coalesce(there.replied_at, there.archived_at) >= at)
    went_back = select(Request.ticket_id).where(*_WENT_BACK, Request.closed_at >= at)
    # Each of the three has an index of its own, and few of all orders are in any of them.
    return and_(Ticket.id.in_(union(open_now, ended_since, went_back)), at > CAME_AT)


def returned_at() -> ScalarSelect[datetime | None]:
    """Return when a ticket went back to the city by a request that was granted."""
    return select(func.max(Request.closed_at)).where(Request.ticket_id == Ticket.id, *_WENT_BACK).scalar_subquery()


def handler_at(at: datetime) -> Case[str | None]:
    """Return who had accepted a ticket for its lead unit by a moment, and still held it; None of what was over then."""
    held = (Assignment.accepted_at < at, or_(Assignment.ended_at.is_(None), Assignment.ended_at >= at))
    found = select(func.max(func.lower(Assignment.accepted_by))).where(Assignment.ticket_id == Ticket.id, *held)
    is_over = func.coalesce(at > CLOSED_AT, False)
    return case((~is_over, found.where(Assignment.role == "lead").scalar_subquery()))


def concerned(
    session: Session, spans: Sequence[Period], ahead: Sequence[Period], at: datetime, numbers: Sequence[str] = ()
) -> list[int]:
    """Return the tickets that came or ended in spans, had a limit or a call in them, or were open at a moment.

    Of what is `ahead` of a span that is cut, those with a limit met before it began. Every round of the orders with
    these numbers is among them.
    """
    found: list[Select[int | None]] = []
    found += [select(Ticket.id).where(within(moment, span)) for span in spans for moment in (CAME_AT, CLOSED_AT)]
    found += [select(Clock.ticket_id).where(within(Clock.due_at, span), Clock.stage.in_(STAGES)) for span in spans]
    found += [
        select(Clock.ticket_id).where(
            within(Clock.due_at, span), Clock.stage.in_(MEASURED), Clock.stopped_at <= span.start
        )
        for span in ahead
    ]
    found += [select(FollowUp.ticket_id).where(within(FollowUp.called_at, span)) for span in spans]
    found += [select(Request.ticket_id).where(within(Request.closed_at, span)) for span in spans]
    found += [select(OfficialCallback.ticket_id).where(within(OfficialCallback.called_at, span)) for span in spans]
    found += [select(Ticket.id).where(open_at(at)), select(Ticket.id).where(Ticket.ticket_no.in_(numbers))]
    # The union leaves out what was found twice.
    return sorted(each for each in session.scalars(union(*found)) if each is not None)


def tickets(session: Session, ids: Ids, at: datetime) -> Iterator[Row]:
    """Yield these tickets, oldest first; `phone_hash` tells which came from one citizen, `handler` who had it then.

    What is kept as JSON comes as its text: of so many rows few have words of their own.
    """
    sent_back = select(func.count()).where(
        FollowUp.ticket_id == Ticket.id,
        FollowUp.is_valid,
        FollowUp.withdrawn_at.is_(None),
        or_(FollowUp.satisfied == "不满意", FollowUp.solved != "已解决"),
    )
    plain = (
        *(Ticket.id, Ticket.ticket_no, Ticket.round, Ticket.state, Ticket.kind, Ticket.grade, Ticket.is_excluded),
        *(Ticket.title, Ticket.content, Ticket.place_key, Ticket.community, Ticket.is_urgent, Ticket.confidential),
    )
    told = (Ticket.category_path, Ticket.special_flags)
    moments = (
        *(Ticket.deadline_at, Ticket.signed_at, Ticket.verified_at, Ticket.assigned_at, Ticket.accepted_at),
        *(Ticket.contacted_at, Ticket.resolved_at),
    )
    query = (
        select(
            *plain,
            *(cast(column, Text).label(column.key) for column in told),
            *(_micros(at) for at in moments),
            Micros(CAME_AT).label("came_at"),
            Micros(CLOSED_AT).label("closed_at"),
            Micros(returned_at()).label("returned_at"),
            sent_back.scalar_subquery().label("sent_back"),
            handler_at(at).label("handler"),
            Department.name.label("unit"),
            Caller.phone_hash,
        )
        .join(Department, Department.id == Ticket.lead_unit_id, isouter=True)
        .join(Caller, Caller.ticket_id == Ticket.id, isouter=True)
        .where(*COUNTS)
        .order_by(Ticket.id)
    )
    return _of(session, query, Ticket.id, ids)


def clocks(session: Session, ids: Ids, spans: Sequence[Period]) -> Iterator[Row]:
    """Yield the clocks of these tickets with a limit in a span, still running or passed."""
    in_spans = and_(Clock.stage.in_(MEASURED), or_(*(within(Clock.due_at, span) for span in spans)))
    wanted = or_(in_spans, Clock.stopped_at.is_(None), Clock.missed_at.is_not(None))
    query = (
        select(
            *(Clock.id, Clock.ticket_id, Clock.stage, Clock.seq, Clock.outcome),
            *(_micros(at) for at in (Clock.started_at, Clock.due_at, Clock.stopped_at)),
            *(_micros(at) for at in (Clock.missed_at, Clock.breached_at)),
            Clock.paused_at.is_not(None).label("stands_still"),
            Department.name.label("unit"),
        )
        .join(Department, Department.id == Clock.department_id, isouter=True)
        .where(Clock.stage.in_(STAGES), wanted)
        .order_by(Clock.id)
    )
    return _of(session, query, Clock.ticket_id, ids)


def requests(session: Session, ids: Ids, spans: Sequence[Period]) -> Iterator[Row]:
    """Yield the requests that wait, and those that were decided in a span."""
    wanted = or_(*(within(Request.closed_at, span) for span in spans), Request.state.in_(_PENDING))
    query = (
        select(
            *(Request.id, Request.ticket_id, Request.kind, Request.state, Department.name.label("unit")),
            *(_micros(at) for at in (Request.prepared_at, Request.submitted_at, Request.closed_at)),
            Micros(Request.until).label("until_at"),
        )
        .join(Department, Department.id == Request.from_unit_id, isouter=True)
        .where(Request.kind.in_(_TOLD_OF), wanted)
        .order_by(Request.id)
    )
    return _of(session, query, Request.ticket_id, ids)


def call_backs(session: Session, ids: Ids, spans: Sequence[Period]) -> Iterator[Row]:
    """Yield the desk's own call-backs of the spans; what was taken back is not there."""
    columns = (FollowUp.id, FollowUp.ticket_id, _micros(FollowUp.called_at), FollowUp.satisfied, FollowUp.solved)
    query = (
        select(*columns, func.coalesce(FollowUp.contacted, False).label("reached"))
        .where(FollowUp.withdrawn_at.is_(None))
        .where(or_(*(within(FollowUp.called_at, span) for span in spans)))
        .order_by(FollowUp.id)
    )
    return _of(session, query, FollowUp.ticket_id, ids)


def relations(session: Session, ids: Ids) -> Iterator[Row]:
    """Yield which of these tickets go on from an older order."""
    columns = (Relation.id, Relation.ticket_id, Relation.earlier_no, Relation.found_by, Relation.is_same_matter)
    query = select(*columns, _micros(Relation.found_at)).order_by(Relation.id)
    return _of(session, query, Relation.ticket_id, ids)


def urges(session: Session, spans: Sequence[Period]) -> Iterator[Row]:
    """Yield the reminders that went out to units in the spans, each with the unit's next word on the order."""
    answer = aliased(Event)
    answered_at = select(func.min(answer.recorded_at)).where(
        answer.ticket_id == Delivery.ticket_id, answer.kind.in_(_BY_UNIT), answer.recorded_at > Delivery.ended_at
    )
    query = (
        select(
            func.min(Delivery.id).label("id"),
            *(Delivery.ticket_id, Department.name.label("unit"), Micros(Delivery.ended_at).label("urged_at")),
            Micros(answered_at.scalar_subquery()).label("answered_at"),
        )
        .join(Ticket, Ticket.id == Delivery.ticket_id)
        .join(Department, Department.id == Ticket.lead_unit_id, isouter=True)
        .where(or_(*(within(Delivery.created_at, span) for span in spans)), *COUNTS)
        .where(Delivery.kind == "reminder", Delivery.state == "sent", Delivery.audience.in_(("unit", "unit_lead")))
        .group_by(Delivery.ticket_id, Department.name, Delivery.ended_at)
        .order_by(func.min(Delivery.id))
    )
    return _streamed(session, query)


def received(session: Session, span: Period) -> int:
    """Count the orders that came in a span; what was voided or taken in for practice never counts."""
    return _count(session, within(CAME_AT, span))


def first_came(session: Session) -> datetime | None:
    """Return when the first order came that counts: before it the desk knew nothing, which is not the same as none."""
    return session.scalar(select(func.min(CAME_AT, type_=UtcDateTime())).where(*COUNTS))


def closed(session: Session, span: Period) -> int:
    """Count the orders that were replied to the platform in a span."""
    return _count(session, within(CLOSED_AT, span))


def open_count(session: Session, at: datetime) -> int:
    """Count the orders that were open at a moment, however they stand by now."""
    return _count(session, open_at(at))


def late_limits(session: Session, span: Period, stage: str) -> int:
    """Count the limits of a stage that fell into a span and were passed."""
    late = select(func.count()).select_from(Clock).join(Clock.ticket)
    late = late.where(within(Clock.due_at, span), Clock.stage == stage, Clock.missed_at.is_not(None))
    return session.scalar(late.where(*COUNTS, ~APART)) or 0


def by_category(session: Session, span: Period) -> list[tuple[tuple[str, ...], int]]:
    """Count the orders that came in a span by their category path."""
    # As text, since PostgreSQL knows no order among JSON values.
    query = select(Ticket.category_path, Ticket.id).where(within(CAME_AT, span), *COUNTS, ~APART)
    counted: dict[tuple[str, ...], int] = {}
    for path, _id in _streamed(session, query):
        counted[tuple(path)] = counted.get(tuple(path), 0) + 1
    return sorted(counted.items())


def _count(session: Session, wanted: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Ticket).where(wanted, *COUNTS, ~APART)) or 0


def _of(session: Session, query: Any, column: Moment, ids: Ids) -> Iterator[Row]:
    """Yield what a query finds of these tickets, which are few among all: by their ids and nothing else."""
    for start in range(0, len(ids), _TOGETHER):
        # Asked of the connection, which makes no objects of the rows.
        yield from session.connection().execute(query.where(column.in_(ids[start : start + _TOGETHER])))


def _micros(moment: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return Micros(moment).label(moment.key)


def _streamed(session: Session, query: Any) -> Iterator[Row]:
    return iter(session.execute(query.execution_options(yield_per=_AT_ONCE)))
