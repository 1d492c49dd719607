"""Words the next step of a ticket: by when, who does what, and what to send."""

from __future__ import annotations

from datetime import datetime

from actions import calls, clocks
from actions.desk import Desk
from models.queries import people, study
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.calling_times import TRIES
from rules.lifecycle import EventKind
from rules.stages import Stage, State
from texts.moments import moment, span

# State -> the clock that runs on the desk, and what the agent on duty does.
_OF_DESK: dict[str, tuple[Stage, str]] = {
    "pending_sign": (Stage.SIGN, "签收：/签收 {no}"),
    "pending_verify": (Stage.VERIFY, "电话初核，核完发：/初核 {no} 属实"),
    "pending_assign": (Stage.ASSIGN, "转办：/转办 {no} 单位名"),
    "resolved": (Stage.FOLLOW_UP, "回访：/回访 {no} 满意 已解决"),
    "pending_reply": (Stage.PLATFORM_REPLY, "回复平台，回复后发：/已回复 {no}"),
}
_CHECK_BY_NIGHT = "发：/初核 {no} 夜间（夜间不打电话，白天再打）"
_OF_UNIT: dict[str, tuple[tuple[Stage, str], ...]] = {
    "assigned": ((Stage.ACCEPT, "受理"),),
    "accepted": ((Stage.FIRST_CONTACT, "首联"), (Stage.HANDLE, "办结")),
    "handling": ((Stage.HANDLE, "办结"),),
}
# Stage -> its name, and what a unit does by then.
_OWN = (
    (Stage.ACCEPT, "受理", "受理"),
    (Stage.FIRST_CONTACT, "首联", "联系诉求人"),
    (Stage.HANDLE, "办理", "办结"),
)


def short(desk: Desk, ticket: Ticket) -> str:
    """Return the shortest end of a ticket's number that names it alone at this moment, at least four digits."""
    return queries.shortest_tail(desk.session, ticket)


def next_step(desk: Desk, ticket: Ticket) -> str:
    """Return what the desk waits for or does next, by when; empty when nothing is left to do."""
    if ticket.state in _OF_DESK:
        stage, what = _of_desk(desk, ticket)
        if stage is Stage.VERIFY and not desk.rules.night.may_phone_citizen(desk.now, ticket.is_urgent):
            what = _CHECK_BY_NIGHT
        if stage is Stage.ASSIGN and (suggested := _suggested(desk, ticket)):
            what = what.replace("转办：", "转办，建议：").replace("单位名", suggested)
        return before(desk, clocks.due_of(desk, ticket, stage)) + what.format(no=short(desk, ticket))
    unit = ticket.lead_unit
    for stage, what in _OF_UNIT.get(ticket.state, ()):
        due = clocks.due_of(desk, ticket, stage, unit.id if unit else None)
        if due is not None:
            over = (
                f"已超{span(desk.now - due)}" if due <= desk.now else f"{moment(due, desk.rules.zone, now=desk.now)}前"
            )
            return f"下一步：{unit.name if unit else '单位'}{what}（{over}）。"
    return ""


def _of_desk(desk: Desk, ticket: Ticket) -> tuple[Stage, str]:
    """Return what the desk does next and its clock; who was tried three times in vain is not called any more."""
    if ticket.state == State.RESOLVED and calls.citizen_tries(desk, ticket, "follow_up") >= TRIES:
        return Stage.PLATFORM_REPLY, "回复平台（回访三次未接通）：/已回复 {no} 三次未接通"
    return _OF_DESK[ticket.state]


def _suggested(desk: Desk, ticket: Ticket) -> str | None:
    """Return the unit that was suggested for an order which no unit has had yet: the command is sent as it stands."""
    row = None if ticket.is_sensitive else study.suggestion_of(desk.session, ticket.id)
    if row is None or row.unit_id is None:
        return None
    if any(event.kind == EventKind.ASSIGNED for event in queries.events_of(desk.session, ticket.id)):
        return None
    unit = people.department(desk.session, row.unit_id)
    return unit.name if unit.is_active else None


def next_due(desk: Desk, ticket: Ticket, unit_id: int | None = None) -> datetime | None:
    """Return by when what a ticket waits for at the desk is due, else its earliest limit, to a unit that of its own."""
    is_of_desk = unit_id is None and ticket.state in _OF_DESK
    own = clocks.due_of(desk, ticket, _of_desk(desk, ticket)[0]) if is_of_desk else None
    return own or clocks.next_due(desk, ticket, unit_id)


def own_limits(desk: Desk, ticket: Ticket, unit_id: int) -> str:
    """Return by when a unit must do what, the next of its own limits first: `请先在今天15:31前联系诉求人，…`."""
    found = ((clocks.due_of(desk, ticket, stage, unit_id), name, what) for stage, name, what in _OWN)
    dues = sorted((due, name, what) for due, name, what in found if due is not None)
    over = [f"{name}已超{span(desk.now - due)}，请尽快{what}" for due, name, what in dues if due <= desk.now]
    ahead = [f"{moment(due, desk.rules.zone, now=desk.now)}前{what}" for due, _, what in dues if due > desk.now]
    if ahead and not over:
        ahead[0] = f"请{'先' if len(ahead) > 1 else ''}在{ahead[0]}"
    return "，".join(over + ahead)


def before(desk: Desk, due: datetime | None) -> str:
    """Return `请在今天10:20前`, or that the limit is over."""
    if due is None:
        return "请"
    if due <= desk.now:
        return f"已超时{span(desk.now - due)}，请立即"
    return f"请在{moment(due, desk.rules.zone, now=desk.now)}前"
