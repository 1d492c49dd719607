"""Words one delivery that is not a reminder: an order, a notice, a hand-over note, a late answer, a call to make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.desk import Desk
from models.clock import Clock
from models.delivery import Delivery
from models.drill import Drill
from models.inbox import InboxRow
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import rounds
from models.ticket import Ticket
from rules.stages import Stage
from texts import (
    alerts,
    drill,
    evidence,
    faults,
    files,
    first_day,
    handover,
    notices,
    orders,
    outages,
    phoning,
    shift_changes,
    shift_watch,
)
from texts.orders import OrderFacts
from texts.refused_ways import told_of_way
from texts.repeats import called_before


def wording(desk: Desk, row: Delivery) -> str:
    """Return the text of a delivery from the facts as they stand now."""
    if row.kind in files.KINDS:
        return files.KINDS[row.kind](desk, row)
    match row.kind:
        case "order":
            return orders.order_for_group(_order(desk, row))
        case "order_direct":
            return orders.order_for_lead(_order(desk, row))
        case "alert":
            return alerts.alert(desk, row)
        case "notice":
            return notices.notice(desk, row)
        case "hand_over":
            return handover.note(desk, row)
        case "hand_over_list" | "hand_over_asked":
            return (handover.whole_list if row.kind == "hand_over_list" else handover.ask_to_confirm)(desk, row)
        case "shift_asked" | "shift_told":
            return shift_changes.delivered(desk, row)
        case kind if kind in shift_watch.KINDS:
            return shift_watch.delivered(desk, row)
        case "outage":
            return outages.note(desk, [row])
        case "late_answer":
            return _late_answer(desk, row)
        case "file_lost":
            return evidence.lost(desk, [row])
        case "fault":
            return faults.fault(row.facts)
        case "drill":
            return drill.told(desk, desk.session.get_one(Drill, row.cause_id), row.destination)
        case "first_day":
            return first_day.told(desk, row)
        case "refused_way":
            return told_of_way(desk, row)
        case "card_update" | "tap_answer":
            return str(row.facts["text"])
        case "please_phone":
            return phoning.please_phone(desk, row)
    raise ValueError(f"no words for a delivery of kind {row.kind}")


def _order(desk: Desk, row: Delivery) -> OrderFacts:
    ticket = desk.session.get_one(Ticket, row.ticket_id)
    unit = people_queries.department(desk.session, row.facts["unit_id"])
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    return OrderFacts(
        ticket_no=ticket.ticket_no,
        unit=unit.name,
        title=ticket.title,
        place=ticket.address or ticket.community,
        content=ticket.content,
        kind=ticket.kind,
        deadline_at=ticket.deadline_at,
        internal_deadline_at=ticket.internal_deadline_at,
        accept_by=_due_of(running, Stage.ACCEPT, unit.id),
        contact_by=_due_of(running, Stage.FIRST_CONTACT, unit.id),
        now=desk.now,
        zone=desk.rules.zone,
        is_lead=bool(row.facts["is_lead"]),
        is_urgent=ticket.is_urgent,
        is_sensitive=ticket.is_sensitive,
        is_secret=ticket.confidential or "举报" in ticket.special_flags,
        is_again=rounds.dispatch_number(desk.session, ticket) > 1,
        called_before=called_before(desk, ticket),
        assist_units=tuple(row.facts["assists"]),
    )


def _due_of(running: Sequence[Clock], stage: Stage, unit_id: int) -> datetime | None:
    return next((clock.due_at for clock in running if (clock.stage, clock.department_id) == (stage, unit_id)), None)


def _late_answer(desk: Desk, row: Delivery) -> str:
    said = desk.session.get_one(InboxRow, row.cause_id)
    return said.answer or ""
