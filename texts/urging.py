"""Words the answers to nudging: whom the desk urged or phoned, and what it keeps quiet until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.desk import Desk
from models.clock import Clock
from models.ticket import Ticket
from texts.moments import moment, span
from texts.names import STAGES
from texts.next_step import next_step, short


def urged(desk: Desk, ticket: Ticket, nudged: Sequence[tuple[Clock, datetime | None]]) -> str:
    """Answer /催办 with every unit that is urged, now or, as night holds it, in the morning."""
    now = "；".join(_whom(clock) + _urged_to(desk, clock) for clock, held_until in nudged if held_until is None)
    minutes = int(desk.rules.throttle.interval(ticket.is_urgent).total_seconds() // 60)
    said = [f"已催{now}，{minutes}分钟内不再重复催。"] if now else []
    held = [(clock, held_until) for clock, held_until in nudged if held_until is not None]
    if held:
        later = "；".join((_whom(clock) if len(nudged) > 1 else "") + _urged_to(desk, clock) for clock, _ in held)
        said.append(f"夜间不打扰单位，{_at(desk, held[0][1])}再催{later}。")
    return f"{ticket.ticket_no} {''.join(said)}"


def _whom(clock: Clock) -> str:
    return clock.department.name if clock.department else "值班坐席"


def _urged_to(desk: Desk, clock: Clock) -> str:
    over = f"已超{span(desk.now - clock.due_at)}" if clock.due_at <= desk.now else f"{_at(desk, clock.due_at)}到期"
    return f"{STAGES[clock.stage]}（{over}）"


def called(desk: Desk, ticket: Ticket, *, reached: bool) -> str:
    """Answer /电催."""
    if reached:
        return f"{ticket.ticket_no} 已记电催：接通。{next_step(desk, ticket)}"
    again = f"请稍后再打，打通后发：/电催 {short(desk, ticket)} 已通"
    return f"{ticket.ticket_no} 已记电催：未通。{again}。{next_step(desk, ticket)}"


def snoozed(desk: Desk, ticket: Ticket, until: datetime) -> str:
    """Answer /暂缓提醒."""
    return f"{ticket.ticket_no} {_at(desk, until)}前不再提醒，超时除外。{next_step(desk, ticket)}"


def _at(desk: Desk, at: datetime) -> str:
    return moment(at, desk.rules.zone, now=desk.now)
