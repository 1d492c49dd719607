"""Makes drill tickets: they go the whole way, remind nobody and count nowhere."""

from __future__ import annotations

from datetime import timedelta

from actions.desk import Desk
from actions.journal import Source, Story, record
from models.assignment import Assignment
from models.ticket import Ticket
from rules.lifecycle import EventKind, State

_LIMIT = timedelta(days=1)


def desk_drill(desk: Desk, source: Source) -> Ticket:
    """Return a drill ticket that waits to be signed."""
    return _drill(desk, source, State.PENDING_SIGN)


def unit_drill(desk: Desk, source: Source, department_id: int) -> Ticket:
    """Return a drill ticket that lies with a unit."""
    ticket = _drill(desk, source, State.ASSIGNED)
    ticket.lead_unit_id, ticket.assigned_at = department_id, desk.now
    share = Assignment(ticket_id=ticket.id, department_id=department_id, role="lead", assigned_at=desk.now)
    desk.session.add(share)
    desk.session.flush()
    return ticket


def _drill(desk: Desk, source: Source, state: State) -> Ticket:
    local = desk.now.astimezone(desk.rules.zone)
    # Within the number patterns of an installation, yet of a year no platform numbers its orders with.
    number = f"2000{local:%m%d}{source.inbox_id or 0:06d}"[:14]
    ticket = Ticket(
        platform="drill",
        ticket_no=number,
        tail=number[-4:],
        round=1,
        state=str(state),
        is_drill=True,
        kind="求助",
        category_path=[],
        special_flags=[],
        missing=[],
        deadline_reasons=[],
        title="练习：楼道灯不亮",
        content="练习工单，请放心操作。",
        address="练习小区1号楼",
        deadline_at=desk.now + _LIMIT,
        deadline_basis="deadline",
        grade="g24h",
        first_dispatched_at=desk.now,
        created_at=desk.now,
    )
    desk.session.add(ticket)
    desk.session.flush()
    record(desk, ticket, EventKind.CREATED, source, Story(facts={"drill": True}))
    return ticket
