"""Words that a matter was called in before: for the agent at intake, for the unit in its group, in explanations."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions import clocks
from actions.calling_again import is_secret
from actions.desk import Desk
from models.queries import related, rounds
from models.queries import tickets as queries
from models.relation import Relation
from models.ticket import Ticket
from rules.bundling import CIRCLED
from rules.stages import ENDED_STATES, WITH_UNIT, Stage, State
from texts.fitting import whole_clauses
from texts.moments import moment
from texts.names import STATES
from texts.reminders import IN_GROUP

Facts = dict[str, Any]
_RESULT_CHARACTERS = 40
# The orders that a unit names before it says what was done: 4512、4513都修好了.
_ORDERS_NAMED = re.compile(
    rf"(?:[\s、,，;；:：/和及与跟]|还有|尾号|单号|工单|#|[{CIRCLED}]|[0-9]{{4,}})+[都也均]*(?=[^0-9A-Za-z])"
)
_CALLED_BEFORE = {
    "caller": "重复来电：市民之前反映过此事，请优先联系。",
    "place_and_matter": "同一地点之前有来电反映同一问题，请优先办理。",
    "number": "催办件：市民就此前的工单来电催办，请优先联系。",
}
_FOUND = {"caller": "【重复来电】同一来电人", "place_and_matter": "【疑似重复】同一地点、同一问题"}


def for_agent(desk: Desk, ticket: Ticket, *, in_group: bool) -> list[str]:
    """Return what the agent is told at intake: each older order with its unit, state and result, and what follows."""
    rows = related.earlier_of(desk.session, ticket.id)
    lines = [_line(desk, row, in_group=in_group) for row in rows]
    raised = raised_line(desk, ticket)
    return [*lines, f"{raised}。" if raised else ""] if lines else []


def raised_line(desk: Desk, ticket: Ticket) -> str | None:
    """Return why the reminders of a ticket climb sooner; nothing of a caller who asked for secrecy."""
    if not ticket.starts_higher:
        return None
    earlier, later = related.earlier_of(desk.session, ticket.id), related.later_of(desk.session, ticket.id)
    merged = rounds.merged_with(desk.session, ticket)
    others = [row.earlier for row in earlier] + [row.ticket for row in later] + merged
    if any(is_secret(ticket, other) for other in others):
        return "提醒提前升一级"
    is_repeat = any(row.is_same_matter for row in earlier)
    is_urged = any(row.found_by == "number" for row in later)
    return "平台催办，提醒提前升一级" if is_urged and not is_repeat else "重复来电，提醒提前升一级"


def called_before(desk: Desk, ticket: Ticket) -> str | None:
    """Return what the unit that gets an order hears of earlier calls about its matter, without who called."""
    same = [row for row in related.earlier_of(desk.session, ticket.id) if row.is_same_matter]
    if not same or any(is_secret(ticket, row.earlier) or _reports(row.earlier) for row in same):
        return None
    return _CALLED_BEFORE[same[0].found_by]


def related_words(desk: Desk, ticket: Ticket) -> str | None:
    """Return the orders a ticket hangs together with, as a fact of its story; nothing of secret callers."""
    rows = [(row.earlier_no, row.earlier, row) for row in related.earlier_of(desk.session, ticket.id)]
    rows += [(row.ticket.ticket_no, row.ticket, row) for row in related.later_of(desk.session, ticket.id)]
    merged = rounds.merged_with(desk.session, ticket)
    told = [
        f"{other.ticket_no}（{'本单已并入' if other.id == ticket.merged_into_id else '已并入本单'}）"
        for other in merged
        if not is_secret(ticket, other)
    ]
    told += [
        f"{number}（{_how(row)}{'，' + STATES[other.state] if other else ''}）"
        for number, other, row in rows
        if not is_secret(ticket, other) and other not in merged
    ]
    return "、".join(told) or None


def _called_again(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    """Tell a unit that the matter of an order it holds was called in again, without who called."""
    times = related.times_called(desk.session, ticket.id) if ticket else 0
    how_often = f"（累计第{times}次）" if times > 1 else ""
    ask = f"{_by_when(desk, ticket)}，{IN_GROUP}进展。"
    if facts["found_by"] == "merge":
        return f"【再次来电】{_no(ticket)}｜又有来电反映此事，已并入本件{how_often}，{ask}"
    if facts["found_by"] == "place_and_matter":
        return f"【又有来电】{_no(ticket)}｜同一地点又有来电反映同一问题{how_often}，{ask}"
    return f"【再次来电】{_no(ticket)}｜市民就此事再次来电{how_often}，{ask}"


def _by_when(desk: Desk, ticket: Ticket | None) -> str:
    due = clocks.due_of(desk, ticket, Stage.HANDLE, ticket.lead_unit_id) if ticket else None
    if due is None:
        return "请尽快办理"
    return f"请在{moment(due, desk.rules.zone, now=desk.now)}前办结" if due > desk.now else "办理已超时，请立即办理"


def _urged_by_order(_desk: Desk, ticket: Ticket | None, _facts: Facts) -> str:
    return f"【平台催办】{_no(ticket)}｜平台下发催办单，请立即办理，{IN_GROUP}进展，并说明何时办结。"


def _taken_back(_desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    what = "平台催办" if facts.get("was") == "urged_by_order" else "再次来电"
    return f"（更正）{_no(ticket)} 刚才的“{what}”是误录，请忽略，仍按原时限办理。"


def _repeat_found(desk: Desk, ticket: Ticket | None, _facts: Facts) -> str:
    """Tell the desk of an order that came by itself and was called in before; in its group."""
    lines = for_agent(desk, ticket, in_group=True) if ticket else []
    return "\n".join([f"【新单重复】{_no(ticket)}｜请值班坐席核对：", *(line for line in lines if line)])


def _many_called_again(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【再次来电】这批录入的工单里还有多件是市民就在办工单再次来电，不再逐件发送。请@我发 /待办 逐件核对。"


def _many_urged_by_order(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【平台催办】这批录入的工单里还有多件催办单，不再逐件发送。请@我发 /待办，抓紧办理并回复进展。"


def _many_repeat_found(_desk: Desk, _ticket: Ticket | None, _facts: Facts) -> str:
    return "【新单重复】这批录入的工单里还有多件重复来电，不再逐件提示。请发 /查 加单号逐件核对。"


def _no(ticket: Ticket | None) -> str:
    return ticket.ticket_no if ticket else ""


NOTICES: dict[str, Callable[[Desk, Ticket | None, Facts], str]] = {
    "called_again": _called_again,
    "urged_by_order": _urged_by_order,
    "repeat_found": _repeat_found,
    "repeat_taken_back": _taken_back,
    "many_called_again": _many_called_again,
    "many_urged_by_order": _many_urged_by_order,
    "many_repeat_found": _many_repeat_found,
}


def _line(desk: Desk, row: Relation, *, in_group: bool) -> str:
    earlier = row.earlier
    if earlier is None:
        return f"【催办原单】{row.earlier_no} 本系统没有，请到平台核对原单。"
    told = _standing(desk, earlier, in_group=in_group)
    if row.found_by == "number":
        return f"【催办原单】{told}{_follows_urging(desk, earlier)}"
    if not row.is_same_matter:
        return f"同一来电人另有一件（事项不同）：{told}"
    on = moment(earlier.came_at, desk.rules.zone, now=desk.now)
    return f"{_FOUND[row.found_by]}，{on}：{told}{_follows(row, earlier)}"


def _standing(desk: Desk, ticket: Ticket, *, in_group: bool) -> str:
    unit = ticket.lead_unit.name if ticket.lead_unit else "未转单位"
    result = None if in_group and ticket.is_sensitive else _result(desk, ticket)
    return f"{ticket.ticket_no}｜{unit}｜{STATES[ticket.state]}，{result or '尚无结果'}。"


def _result(desk: Desk, ticket: Ticket) -> str | None:
    """The last word of the unit that it is done, and what the citizen said of it."""
    said = verdict = None
    for event in queries.events_of(desk.session, ticket.id):
        if event.kind in ("resolved", "unit_message") and event.text and event.intent in (None, "resolved"):
            said = _without_orders(event.text)
        elif event.kind == "followed_up":
            verdict = "、".join(word for word in (event.facts.get("satisfied"), event.facts.get("solved")) if word)
    # What the unit still has to confirm is no result yet.
    of_what = "单位说" if ticket.state in WITH_UNIT else "结果"
    told = f"{of_what}：{whole_clauses(said, _RESULT_CHARACTERS)}" if said else ""
    found = [told, f"回访{verdict}" if verdict else ""]
    if ticket.replied_at is not None:
        found.append(f"{moment(ticket.replied_at, desk.rules.zone, now=desk.now)}已回复平台")
    return "，".join(word for word in found if word) or None


def _without_orders(said: str) -> str:
    named = _ORDERS_NAMED.match(said)
    return said[named.end() :] if named and re.search(rf"[0-9]{{4}}|[{CIRCLED}]", named[0]) else said.strip("，,、：: ")


def _follows(row: Relation, earlier: Ticket) -> str:
    if is_secret(row.ticket, earlier):
        return "保密件，没有告知单位。"
    if earlier.state in WITH_UNIT:
        return "已告知单位再次来电。"
    if earlier.state in (State.RESOLVED, State.PENDING_REPLY):
        return "单位报办结后市民又来电，请先核实是否真办好。"
    return "" if earlier.state in ENDED_STATES else "请一并办理。"


def _follows_urging(desk: Desk, earlier: Ticket) -> str:
    if earlier.state in WITH_UNIT:
        return "已向单位发催办。"
    if earlier.replied_at is not None:
        return "原单已回复，请核对答复后再处理本单。"
    return "" if earlier.state in ENDED_STATES else "原单在坐席这里，请马上办理。"


def _reports(ticket: Ticket | None) -> bool:
    return ticket is not None and "举报" in ticket.special_flags


def _how(row: Relation) -> str:
    if not row.is_same_matter:
        return "同一来电人，事项不同"
    return {"number": "催办", "caller": "同一来电人", "place_and_matter": "同一地点同一问题"}[row.found_by]
