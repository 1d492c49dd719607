"""Turns what waits for a destination into messages: fresh facts, one line per clock, bundled, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.desk import Desk
from bot.wecom.bodies import GROUP_TEXT_BYTES
from models.clock import Clock
from models.delivery import Delivery
from models.queries import deliveries as queries
from models.queries import people as people_queries
from models.ticket import Ticket
from rules.bundling import numbered, pack
from texts import reminders
from texts.reminders import ReminderFacts
from texts.wording import wording

# Lines of a bundle leave room for its heading and its footing.
_ROOM_FOR_LINES = GROUP_TEXT_BYTES - 400
_WAITING_AT_ONCE = 500
_CLOSED = ("replied", "archived", "returned", "merged", "voided")


@dataclass(frozen=True)
class Composed:
    """One message to be sent, carrying these deliveries; `gone` are deliveries that need no saying any more."""

    delivery_ids: tuple[int, ...]
    text: str
    mentions: tuple[str, ...] = ()
    gone: tuple[int, ...] = ()


def compose(desk: Desk, destination: str) -> list[Composed]:
    """Return the messages for a destination in the order they should leave."""
    waiting = queries.waiting_for(desk.session, destination, desk.now, _WAITING_AT_ONCE)
    gone = [row for row in waiting if _is_gone(desk, row)]
    alive = [row for row in waiting if row not in gone]
    messages = [Composed((), "", gone=tuple(row.id for row in gone))] if gone else []
    bundled = [row for row in alive if row.kind == "reminder"]
    for row in alive:
        if row.kind != "reminder":
            messages.append(Composed((row.id,), wording(desk, row), tuple(row.mentions)))
        elif bundled:
            messages += _bundle(desk, destination, bundled)
            bundled = []
    return messages


def _is_gone(desk: Desk, row: Delivery) -> bool:
    if row.kind != "reminder":
        return False
    clock = desk.session.get(Clock, row.clock_id) if row.clock_id else None
    if clock is None or not clock.is_running or clock.paused_at is not None:
        return True
    ticket = desk.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    return ticket is not None and ticket.state in _CLOSED


def _bundle(desk: Desk, destination: str, rows: list[Delivery]) -> list[Composed]:
    by_clock: dict[int, list[Delivery]] = {}
    for row in rows:
        by_clock.setdefault(row.clock_id or 0, []).append(row)
    groups = list(by_clock.values())
    if len(groups) == 1:
        return [_single(desk, destination, groups[0])]
    lines = [reminders.bundle_line(_facts(desk, destination, group[-1])) for group in groups]
    messages, start = [], 0
    for page in pack(lines, _ROOM_FOR_LINES):
        members = groups[start : start + len(page)]
        start += len(page)
        messages.append(_page(desk, destination, page, members))
    return messages


def _single(desk: Desk, destination: str, group: list[Delivery]) -> Composed:
    text = reminders.reminder(_facts(desk, destination, group[-1]))
    return Composed(tuple(row.id for row in group), text, _mentions(group))


def _page(desk: Desk, destination: str, lines: list[str], members: list[list[Delivery]]) -> Composed:
    rows = [row for group in members for row in group]
    facts = [_facts(desk, destination, group[-1]) for group in members]
    for_unit = any(row.audience in ("unit", "unit_lead") for row in rows)
    heading = reminders.bundle_heading(len(members), sum(each.is_over for each in facts))
    footing = reminders.bundle_footing(for_unit=for_unit)
    return Composed(tuple(row.id for row in rows), "\n".join([heading, *numbered(lines), footing]), _mentions(rows))


def _mentions(rows: Iterable[Delivery]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(userid for row in rows for userid in row.mentions))


def _facts(desk: Desk, destination: str, row: Delivery) -> ReminderFacts:
    clock = desk.session.get_one(Clock, row.clock_id)
    ticket = desk.session.get(Ticket, row.ticket_id) if row.ticket_id else None
    unit_id = clock.department_id or (ticket.lead_unit_id if ticket else None)
    return ReminderFacts(
        stage=clock.stage,
        due_at=clock.due_at,
        now=desk.now,
        zone=desk.rules.zone,
        ticket_no=ticket.ticket_no if ticket else None,
        place=shown_place(ticket) if ticket else None,
        unit=people_queries.department(desk.session, unit_id).name if unit_id else None,
        subject=clock.subject,
        is_urgent=bool(ticket and ticket.is_urgent),
        in_group=destination.startswith("group:"),
        to_officials=row.audience in ("supervisor", "leader"),
        started_at=clock.started_at,
    )


def shown_place(ticket: Ticket) -> str | None:
    """Return the few words that tell a group which ticket is meant; nothing of a sensitive one."""
    if ticket.confidential or ticket.special_flags:
        return None
    return (ticket.title or ticket.address or ticket.community or "")[:24] or None
