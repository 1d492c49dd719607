"""Words a ticket for a unit that holds it: its own part, its own limits, what people did, on half a phone screen."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk import Desk
from models.assignment import Assignment
from models.queries import clocks as clock_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.stages import WITH_UNIT, State
from texts import evidence, requests
from texts.moments import moment
from texts.names import STATES
from texts.story import event_lines, running_line

_LAST_EVENTS = 4
# Who was reminded of what when is the desk's to know.
_OF_THE_DESK = frozenset(
    {"reminded", "escalated", "missed", "breached", "call_tried", "called", "revealed", "snoozed", "called_again"}
)
# The unit's message that they were read from stands next to them.
_SAID_ALREADY = frozenset({"accepted", "contacted", "progress", "promised", "resolved"})


def unit_states(desk: Desk, tickets: Sequence[Ticket], unit_id: int) -> dict[int, str]:
    """Return where each ticket stands for a unit, by ticket id: an assisting one reads of its own part."""
    shares = queries.running_assignments(desk.session, [ticket.id for ticket in tickets])
    own = {share.ticket_id: share for share in shares if share.department_id == unit_id}
    return {ticket.id: _state(ticket, own.get(ticket.id)) for ticket in tickets}


def _state(ticket: Ticket, share: Assignment | None) -> str:
    if ticket.state == State.ASSIGNED and share is not None and share.is_lead:
        return "待受理"
    if share is None or share.is_lead or ticket.state not in WITH_UNIT:
        return STATES.get(ticket.state, ticket.state)
    if share.done_at is not None:
        return "协办｜已办完"
    return "协办｜已受理" if share.accepted_at is not None else "协办｜待受理"


def unit_brief(desk: Desk, ticket: Ticket, unit_id: int) -> list[str]:
    """Return what a unit needs: what it is about, by when it must do what, and what people last did."""
    lines = [_heading(desk, ticket, unit_id), *_matter(desk, ticket, unit_id), *_limits(desk, ticket, unit_id)]
    events = [event for event in queries.events_of(desk.session, ticket.id) if event.kind not in _OF_THE_DESK]
    last = [event for event in events if event.text or event.kind not in _SAID_ALREADY][-_LAST_EVENTS:]
    return (
        lines + (["最近："] if last else []) + [f"· {line}" for line in event_lines(desk, ticket, last, for_unit=True)]
    )


def unit_bare(desk: Desk, ticket: Ticket, unit_id: int) -> list[str]:
    """Return what everybody of a unit may read of a sensitive order: where it stands and by when."""
    limits = _limits(desk, ticket, unit_id)
    return [_heading(desk, ticket, unit_id), *limits, "敏感件，内容请单位负责人私聊我查看。"]


def _heading(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    state = unit_states(desk, [ticket], unit_id)[ticket.id]
    words = (ticket.ticket_no, "紧急" if ticket.is_urgent else "", ticket.kind, state)
    return "｜".join(word for word in words if word)


def _matter(desk: Desk, ticket: Ticket, unit_id: int) -> list[str]:
    units = queries.assignments_of(desk.session, ticket.id)
    others = [
        f"{'主办' if share.is_lead else '协办'}{share.department.name}"
        for share in units
        if share.department_id != unit_id
    ]
    rows = (
        ("地点", ticket.address or ticket.community),
        ("诉求", ticket.content or ticket.title),
        ("同办", "、".join(others)),
        ("申请", requests.pending(desk, ticket)),
        ("证据", evidence.has(desk, ticket)),
    )
    return [f"{name}：{value}" for name, value in rows if value]


def _limits(desk: Desk, ticket: Ticket, unit_id: int) -> list[str]:
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    own = sorted((clock for clock in running if clock.department_id == unit_id), key=lambda clock: clock.due_at)
    zone, now = desk.rules.zone, desk.now
    lines = [f"· {running_line(clock, now, zone, named=False)}" for clock in own]
    by = [f"· 平台：{moment(ticket.deadline_at, zone, now=now)}到期"] if own and ticket.deadline_at else []
    return lines + by
