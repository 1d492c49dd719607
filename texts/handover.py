"""Words the hand-over note: everything the next agent finds on the desk, the most pressing first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.desk import Desk
from actions.handing_over import SHOWN_IN_GROUP
from actions.pressing import Pressed, tickets_by_pressing
from models.call_task import CallTask
from models.clock import Clock
from models.delivery import Delivery
from models.queries import balance
from models.queries import calls as call_queries
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import requests as request_queries
from models.queries import rotas as rota_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.deadlines import Basis
from rules.roster import OnDuty
from rules.stages import OPEN_STATES, Stage
from texts.fitting import size
from texts.holding import held_now, snoozed
from texts.lists import standing
from texts.moments import clock_time, day, from_to, moment
from texts.names import REQUESTS, STATES

_ROOM_FOR_REST = 120
_MOST_TICKETS = 1000


@dataclass(frozen=True)
class _Room:
    """How much a hand-over shows: bytes, and how many tickets on a line of their own."""

    n_bytes: int
    tickets: int = _MOST_TICKETS


# One message of the app; what a group reads on a phone; what one reads in a conversation of one's own, in some parts.
_ON_REQUEST, _IN_GROUP, _IN_FULL = _Room(2048), _Room(2048, SHOWN_IN_GROUP), _Room(12_000)
_MOST_NAMED = 5
_CALLS = {"verify": "初核", "follow_up": "回访"}
_WAITING = {"endorsed": "待报平台", "submitted": "待平台批复", "prepared": "待审批"}
_DESK_STATES = ("pending_sign", "pending_verify", "pending_assign", "resolved", "pending_reply")


def note(desk: Desk, row: Delivery) -> str:
    """Return the note of a shift, with the figures of this moment: what a phone shows in a group, all of it to one."""
    agent = people_queries.names_of(desk.session, [row.facts["agent"]]).get(row.facts["agent"], "")
    heading = f"【交接班】{row.facts['shift']} {agent} 接班，请逐件接手"
    if not row.destination.startswith("group:"):
        return figures(desk, f"{heading}，明细发：/待办", _IN_FULL)
    listed = f"，全部清单已私发{agent}" if row.facts.get("is_listed") else ""
    return figures(desk, f"{heading}{listed}，明细发：/待办", _IN_GROUP)


def whole_list(desk: Desk, row: Delivery) -> str:
    """Return everything that whoever begins a shift takes over; a long one leaves in parts."""
    return figures(desk, f"【交接班】{row.facts['shift']}清单", _IN_FULL)


def ask_to_confirm(desk: Desk, row: Delivery) -> str:
    """Ask whoever begins a shift to say so."""
    shift, came_at = row.facts["shift"], row.facts.get("came_at")
    what = f"{shift}开始了"
    if came_at is not None:
        what = f"{shift}从{clock_time(datetime.fromisoformat(came_at), desk.rules.zone)}起由您值班"
    return f"【接班确认】{what}，接班请发：/交班 接班。要接的工单看：/交班"


def taken_over(desk: Desk, duty: OnDuty, *, is_new: bool) -> str:
    """Answer whoever says that he has taken over."""
    until = clock_time(duty.ends_at, desk.rules.zone)
    return f"{'已记' if is_new else '早已记'}您接班，{duty.shift}到{until}。要办的看：/待办"


def figures(desk: Desk, heading: str, room: _Room = _ON_REQUEST) -> str:
    """Return the hand-over under its heading: counts, promises, requests, calls and sends, then every open ticket.

    As many tickets as there is room for stand on a line each; the rest are counted by the day they are due.
    """
    pressed = tickets_by_pressing(desk, queries.in_states(desk.session, OPEN_STATES, limit=_MOST_TICKETS))
    running = clock_queries.running_clocks_of(desk.session, [each.ticket.id for each in pressed])
    lines = [heading, _counts(desk), *_overdue(desk, running), *_promises(desk, running)]
    lines += [*_requests(desk), *_calls(desk), *_assumed(pressed), *_sends(desk), *_gaps(desk)]
    return "\n".join([*lines, *_tickets(desk, pressed, room.n_bytes - size("\n".join(lines)), room.tickets)])


def _counts(desk: Desk) -> str:
    counts = queries.count_open(desk.session)
    waiting = "，".join(f"{STATES[state]}{counts[state]}件" for state in _DESK_STATES if counts.get(state))
    return f"在办{sum(counts.values())}件" + (f"，其中{waiting}。" if waiting else "。")


def _overdue(desk: Desk, running: Sequence[Clock]) -> list[str]:
    over = {clock.ticket_id for clock in running if clock.due_at <= desk.now}
    counted = {clock.ticket_id for clock in running if clock.breached_at is not None}
    also = f"（计考核{len(counted)}件）" if counted else ""
    return [f"已超时{len(over)}件{also}，明细发：/超时"] if over else []


def _promises(desk: Desk, running: Sequence[Clock]) -> list[str]:
    due = [(clock.ticket, clock.due_at) for clock in running if clock.stage == Stage.PROMISE]
    named = [f"{ticket.ticket_no} {moment(at, desk.rules.zone, now=desk.now)}" for ticket, at in due if ticket]
    return [f"单位承诺{len(named)}件：{_some(named)}"] if named else []


def _requests(desk: Desk) -> list[str]:
    waiting = request_queries.waiting_requests(desk.session)
    lines = []
    for state, name in _WAITING.items():
        named = [f"{REQUESTS[row.kind]}申请{row.id}（{row.ticket.ticket_no}）" for row in waiting if row.state == state]
        lines += [f"{name}{len(named)}项：{_some(named)}"] if named else []
    return lines


def _calls(desk: Desk) -> list[str]:
    # A citizen who is not to be tried again waits for the reply, which has its limit; a unit is phoned at any time.
    calls = [task for task in call_queries.open_calls(desk.session) if task.purpose != "follow_up" or task.next_try_at]
    named = [
        f"{desk.session.get_one(Ticket, task.ticket_id).ticket_no} {_call(desk, task)}{_at(desk, task.next_try_at)}"
        for task in calls
    ]
    return [f"待打电话{len(calls)}个：{_some(named)}"] if calls else []


def _call(desk: Desk, task: CallTask) -> str:
    if task.purpose != "urge":
        return _CALLS[task.purpose]
    return f"催{people_queries.department(desk.session, task.department_id).name}" if task.department_id else "催单位"


def _at(desk: Desk, at: datetime | None) -> str:
    return f" {moment(at, desk.rules.zone, now=desk.now)}" if at else ""


def _assumed(pressed: Sequence[Pressed]) -> list[str]:
    named = [each.ticket.ticket_no for each in pressed if each.ticket.deadline_basis == Basis.ASSUMED]
    return [f"时限暂按7天、待核对{len(named)}件：{_some(named)}"] if named else []


def _sends(desk: Desk) -> list[str]:
    day = timedelta(days=1)
    ends = balance.balance(desk.session, desk.now - day, None).by_state
    unknown = ends.get("unknown", 0)
    words = [held for held in (held_now(desk), snoozed(desk)) if held]
    words += [f"发送结果不明{unknown}条，请电话核实"] * bool(unknown)
    return [f"提醒：{'；'.join(words)}。"] if words else []


def _gaps(desk: Desk) -> list[str]:
    zone = desk.rules.zone
    told = [from_to(row.begins_at, row.ends_at, zone, now=desk.now) for row in rota_queries.open_gaps(desk.session)]
    return [f"排班空缺{len(told)}段：{_some(told)}"] if told else []


def _tickets(desk: Desk, pressed: Sequence[Pressed], room: int, most: int) -> list[str]:
    lines = [_ticket(desk, each) for each in pressed[:most]]
    if len(pressed) <= most and size("\n".join(lines)) < room:
        return lines
    kept = 0
    while kept < len(lines) and size("\n".join(lines[: kept + 1])) < room - _ROOM_FOR_REST:
        kept += 1
    return [*lines[:kept], _rest(desk, pressed[kept:])]


def _ticket(desk: Desk, pressed: Pressed) -> str:
    by = standing(desk, pressed.clock) if pressed.clock else STATES[pressed.ticket.state]
    return f"· {pressed.ticket.ticket_no} {'紧急 ' if pressed.ticket.is_urgent else ''}{by}"


def _rest(desk: Desk, pressed: Sequence[Pressed]) -> str:
    days = Counter(day(each.clock.due_at, desk.rules.zone, now=desk.now) for each in pressed if each.clock)
    shown = "、".join(f"{name}{count}件" for name, count in list(days.items())[:3])
    later = sum(list(days.values())[3:])
    return f"另有{len(pressed)}件，到期：{shown}" + (f"、以后{later}件。" if later else "。")


def _some(words: Sequence[str]) -> str:
    more = f"等{len(words)}个" if len(words) > _MOST_NAMED else ""
    return "、".join(words[:_MOST_NAMED]) + more + "。"
