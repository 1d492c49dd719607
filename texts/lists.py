"""Words lists of tickets and clocks, short enough to be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from actions import clocks as clock_actions
from actions.desk import Desk
from models.clock import Clock
from models.ticket import Ticket
from texts.moments import moment, span
from texts.names import STAGES, STATES

_LINES = 15


def tickets(desk: Desk, name: str, found: Sequence[Ticket]) -> str:
    """Return tickets with their state and next limit."""
    if not found:
        return f"{name}：没有。"
    lines = [f"{name}共{len(found)}件，最急的在前："]
    lines += [_ticket_line(desk, ticket) for ticket in found[:_LINES]]
    return "\n".join(lines + _rest(len(found)))


def clocks(desk: Desk, name: str, found: Sequence[Clock]) -> str:
    """Return clocks with how much time is left or over."""
    if not found:
        return f"{name}：没有。"
    lines = [f"{name}共{len(found)}项："]
    lines += [_clock_line(desk, clock) for clock in found[:_LINES]]
    return "\n".join(lines + _rest(len(found)))


def found_tickets(desk: Desk, word: str, found: Sequence[Ticket]) -> str:
    """Return the tickets a search found."""
    if not found:
        return f"没有找到“{word}”。"
    lines = [f"“{word}”找到{len(found)}件："]
    return "\n".join(lines + [_ticket_line(desk, ticket) for ticket in found[:_LINES]] + _rest(len(found)))


def what(ticket: Ticket) -> str:
    """Return the few words that tell a ticket apart; nothing of a sensitive one."""
    if ticket.confidential or ticket.special_flags:
        return "敏感件"
    return (ticket.title or ticket.address or ticket.community or "")[:18]


def _ticket_line(desk: Desk, ticket: Ticket) -> str:
    due = clock_actions.next_due(desk, ticket)
    by = ""
    if due is not None:
        late = f"已超{span(desk.now - due)}" if due <= desk.now else f"剩{span(due - desk.now)}"
        by = f"｜{late}（{moment(due, desk.rules.zone, now=desk.now)}）"
    unit = f"｜{ticket.lead_unit.name}" if ticket.lead_unit else ""
    return f"{ticket.ticket_no}｜{what(ticket)}｜{STATES[ticket.state]}{unit}{by}"


def _clock_line(desk: Desk, clock: Clock) -> str:
    ticket = clock.ticket
    late = f"超{span(desk.now - clock.due_at)}" if clock.due_at <= desk.now else f"剩{span(clock.due_at - desk.now)}"
    counted = "（计考核）" if clock.breached_at is not None else ""
    unit = f"｜{clock.department.name}" if clock.department else ""
    no = f"{ticket.ticket_no}｜{what(ticket)}" if ticket else ""
    return f"{no}{unit}｜{STAGES[clock.stage]}{late}{counted}"


def _rest(total: int) -> list[str]:
    return [f"……还有{total - _LINES}件，用 /查 缩小范围。"] if total > _LINES else []
