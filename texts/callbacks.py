"""Words call-backs: the desk's own beside a ticket, the hotline's official ones, and what an import of them did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time, tzinfo
from decimal import Decimal
from typing import Any

from actions.desk import Desk
from actions.official_callbacks import Change, as_callback, sore_of_file
from models.followup import FollowUp
from models.official_callback import OfficialCallback
from models.queries import callbacks as queries
from models.queries import people as people_queries
from models.ticket import Ticket
from rules.three_rates import ThreeRates
from texts.moments import moment

OUTCOMES = {"created": "新增", "updated": "更正", "unchanged": "无变化", "rejected": "未导入"}
_LISTED = 20
_FIELDS = {"note": "回访情况"}


def beside_ticket(desk: Desk, ticket: Ticket) -> str:
    """Return what was heard of a ticket, the desk's calls and the official ones apart; '' when nothing."""
    zone = desk.rules.zone
    own = queries.desk_calls_of(desk.session, ticket.id)
    recorded = queries.recorded(desk.session, [call.id for call in own])
    names = people_queries.names_of(desk.session, [call.called_by for call in own])
    desk_words = [_own(call, zone, names, has_recording=call.id in recorded) for call in own]
    official = [_official(row, zone) for row in queries.official_of(desk.session, ticket.id)]
    parts = (f"坐席{'；'.join(desk_words)}" if own else "", f"官方{'；'.join(official)}" if official else "")
    return "。".join(part for part in parts if part)


def _own(call: FollowUp, zone: tzinfo, names: Mapping[str, str], *, has_recording: bool) -> str:
    said = "、".join(word for word in (call.satisfied, call.solved) if word) or "未接通"
    by = names.get(call.called_by, call.called_by)
    return f"{moment(call.called_at, zone)} {by} {said}{'（有录音）' if has_recording else ''}"


def _official(row: OfficialCallback, zone: tzinfo) -> str:
    is_day = row.called_at.astimezone(zone).time() == time()
    at = f"{row.called_at.astimezone(zone):%m-%d}" if is_day else moment(row.called_at, zone)
    return f"{at} {said_officially(row)}{'' if as_callback(row).counts else '（无效回访）'}"


def said_officially(row: OfficialCallback) -> str:
    """Return what the citizen told the hotline, in its words."""
    return "、".join(word for word in (row.satisfied, row.solved) if word) or "没有评价"


def _sore(_desk: Desk, ticket: Ticket | None, facts: Mapping[str, Any]) -> str:
    no = ticket.ticket_no if ticket else ""
    said = "、".join(word for word in (facts.get("satisfied"), facts.get("solved")) if word)
    note = f"：{facts['note']}" if facts.get("note") else ""
    ask = "请与承办单位核实；平台重新派单后照常登记"
    return f"【官方回访】{no}｜诉求人{said}{note}。\n{ask}。"


def _many_sore(desk: Desk, _ticket: Ticket | None, facts: Mapping[str, Any]) -> str:
    rows = sore_of_file(desk, facts["file"])
    lines = [f"{row.ticket_no} {said_officially(row)}" for row in rows[:_LISTED]]
    more = [f"……其余{len(rows) - _LISTED}件请逐件 /查"] if len(rows) > _LISTED else []
    head = f"【官方回访】这次导入有{len(rows)}件不满意或没有解决，请与承办单位核实："
    return "\n".join([head, *lines, *more])


NOTICES: dict[str, Callable[[Desk, Ticket | None, Mapping[str, Any]], str]] = {
    "official_callback": _sore,
    "many_official_callback": _many_sore,
}


def difference(changes: tuple[Change, ...], heading: Callable[[str], str]) -> str:
    """Return what a file says otherwise than an earlier one; of a note only that it differs."""
    return "；".join(
        f"{_FIELDS.get(each.field) or heading(each.field)}"
        + (" 不同" if each.field == "note" else f" {_shown(each.before)} → {_shown(each.after)}")
        for each in changes
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value is not None else "空"


def rate(n: int, of: int, share: Decimal | None) -> str:
    """Return a rate with its counts, such as `19/20 = 95.0%`; `—` for none."""
    return "—" if share is None else f"{n}/{of} = {share}%"


def satisfaction(found: ThreeRates) -> str:
    """Return the 满意率 with its counts: 基本满意 counts in part, so that no single count stands over the line."""
    if found.satisfaction is None:
        return "—"
    return f"{found.satisfaction}%（满意{found.satisfied}，基本满意{found.basically}，有效{found.valid}）"


def three_rates(found: ThreeRates) -> list[tuple[str, str]]:
    """Return the names and values of the rates, as tables show them."""
    score = "—" if found.composite is None else str(found.composite)
    return [
        ("有效回访", str(found.valid)),
        ("响应率", rate(found.contacted, found.valid, found.response)),
        ("解决率", rate(found.solved, found.valid, found.resolution)),
        ("满意率", satisfaction(found)),
        ("综合成绩", score),
    ]
