"""Words the hand-over note: what the next agent finds on the desk."""

from __future__ import annotations

from datetime import timedelta

from actions.desk import Desk
from models.delivery import Delivery
from models.queries import clocks as clock_queries
from models.queries import deliveries as delivery_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from rules.stages import OPEN_STATES
from texts.moments import moment
from texts.names import STAGES, STATES

_LINES = 10
_DESK_STATES = ("pending_sign", "pending_verify", "pending_assign", "resolved", "pending_reply")


def note(desk: Desk, row: Delivery) -> str:
    """Return the note of a shift, with the figures of this moment."""
    agent = people_queries.names_of(desk.session, [row.facts["agent"]]).get(row.facts["agent"], "")
    return "\n".join([f"【交接班】{row.facts['shift']} {agent} 接班", *figures(desk)])


def figures(desk: Desk) -> list[str]:
    """Return the lines of a hand-over: counts, what runs out next, calls to make, unknown sends."""
    counts = queries.count_open(desk.session, [str(state) for state in OPEN_STATES])
    waiting = "，".join(f"{STATES[state]}{counts[state]}" for state in _DESK_STATES if counts.get(state))
    lines = [f"在办{sum(counts.values())}件" + (f"，其中{waiting}。" if waiting else "。")]
    overdue = clock_queries.overdue_clocks(desk.session, desk.now)
    if overdue:
        lines.append(f"已超时{len({clock.ticket_id for clock in overdue})}件，明细：/超时")
    soon = clock_queries.due_soon_clocks(desk.session, desk.now, desk.now + timedelta(hours=6), limit=_LINES)
    if soon:
        lines.append("6小时内到期：")
    for clock in soon:
        ticket_no = clock.ticket.ticket_no if clock.ticket else ""
        lines.append(f"· {ticket_no} {STAGES[clock.stage]} {moment(clock.due_at, desk.rules.zone, now=desk.now)}")
    calls = len(queries.open_call_tasks(desk.session))
    if calls:
        lines.append(f"待打电话{calls}个，明细：/待办")
    ends = delivery_queries.counts_by_state(desk.session, desk.now - timedelta(days=1), None)
    if ends.get("held") or ends.get("unknown"):
        lines.append(f"提醒：夜间暂存{ends.get('held', 0)}条，结果不明{ends.get('unknown', 0)}条。")
    return lines
