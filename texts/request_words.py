"""Words a request itself: its name, who asks for what and why, what stays meanwhile and what its grant changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions import clocks
from actions.desk import Desk
from actions.request_turns import turn_due
from models.queries import people as queries
from models.ticket import Ticket
from rules.policy import Audience
from rules.requests import REQUESTS as RULES
from rules.requests import DecidedBy, RequestKind, RequestState
from rules.stages import Stage
from texts.moments import moment
from texts.names import REQUESTS

Facts = Mapping[str, Any]
_TOLD: dict[bool | None, str] = {True: "（已告知诉求人）", False: "（未告知诉求人）"}
# What stays as it is while it is pending.
_MEANWHILE = {
    RequestKind.TRANSFER: "批准前仍由本单位负责，暂不催办",
    RequestKind.RETURN_TO_DESK: "批准前仍由本单位负责，暂不催办",
    RequestKind.EXTENSION: "批准前时限不变",
}


def name_of(facts: Facts) -> str:
    """Return a request by its kind and number, such as 延期申请3."""
    return f"{REQUESTS.get(facts['kind'], '')}申请{facts['request_id']}"


def who_asked(desk: Desk, facts: Facts) -> str:
    """Return who asked, with the unit."""
    by = facts["by"]
    person = queries.person(desk.session, by)
    if person is None:
        return str(by)
    return f"{person.name}（{person.department.name}）" if person.department else person.name


def wish(desk: Desk, facts: Facts, *, to_applicant: bool = False) -> str:
    """Return what is wished and why; to who asks without the kind that is named before it, nor what he left unsaid."""
    wished = what(desk, facts)
    reason = "（敏感件）" if facts.get("is_hidden") else facts.get("reason")
    words = ("" if to_applicant and wished == REQUESTS[facts["kind"]] else wished, reason)
    # Whoever asks for more time has to tell the caller.
    unsaid = "（没说是否告知诉求人）" if facts["kind"] == RequestKind.EXTENSION and not to_applicant else ""
    return "：".join(word for word in words if word) + _suggested(facts) + _TOLD.get(facts.get("caller_told"), unsaid)


def _suggested(facts: Facts) -> str:
    """Return whom a unit that gives an order back thinks it should go to."""
    is_return = facts["kind"] == RequestKind.RETURN_TO_DESK
    return f"（建议派{facts['unit']}）" if is_return and facts.get("unit") else ""


def what(desk: Desk, facts: Facts) -> str:
    """Return what is asked for, such as 延期到11月21日18:00."""
    until = moment(datetime.fromisoformat(facts["until"]), desk.rules.zone, now=desk.now) if facts.get("until") else ""
    match RequestKind(facts["kind"]):
        case RequestKind.TRANSFER:
            return f"转派给{facts['unit']}"
        case RequestKind.ASSIST:
            return f"请{facts['unit']}协办"
        case RequestKind.EXTENSION:
            return f"延期到{until}"
        case RequestKind.SUSPEND:
            return f"挂账到{until}"
        case RequestKind.EXCLUDE:
            return "不计入考核（剔除）"
        case RequestKind.MERGE:
            return f"并入{facts['survivor']}"
        case kind:
            return REQUESTS[kind]


def done(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    """Return what a grant changed, as it stands now."""
    match RequestKind(facts["kind"]):
        case RequestKind.TRANSFER:
            return f"已转派给{facts['unit']}，原单位不用再办"
        case RequestKind.ASSIST:
            return f"已请{facts['unit']}协办，主办不变"
        case RequestKind.RETURN_TO_DESK:
            return f"已退回坐席，等坐席重新转办{_suggested(facts)}，原单位不用再办"
        case RequestKind.RETURN_TO_CITY:
            return "已退回市区，不用再办理"
        case RequestKind.EXTENSION:
            return f"已延期，{_new_dues(desk, ticket, facts)}"
        case RequestKind.SUSPEND:
            until = moment(ticket.resume_at, desk.rules.zone, now=desk.now) if ticket.resume_at else "另行通知"
            return f"已挂账到{until}，到时恢复办理，期间暂停计时"
        case RequestKind.EXCLUDE:
            return "已标记剔除、不计入考核，工单照常办理"
        case RequestKind.MERGE:
            return f"已并入{facts['survivor']}，不用再单独办理；平台回复另记"
        case RequestKind.VOID:
            return "已作废，不用再办理，计时全部停止"


def _new_dues(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    zone = desk.rules.zone
    before = f"（原{moment(datetime.fromisoformat(facts['due_before']), zone)}）" if facts.get("due_before") else ""
    official = moment(ticket.deadline_at, zone, now=desk.now) if ticket.deadline_at else "无"
    handle = clocks.due_of(desk, ticket, Stage.HANDLE)
    if handle is None:
        inner = ""
    elif facts.get("for") == Audience.UNIT:
        inner = f"，请在{moment(handle, zone, now=desk.now)}前办结"
    else:
        inner = f"，单位办结时限{moment(handle, zone, now=desk.now)}"
    return f"平台到期改为{official}{before}{inner}"


def meanwhile(facts: Facts) -> str:
    """Return what stays as it is while a request is pending."""
    said = _MEANWHILE.get(RequestKind(facts["kind"]), "批准前照常办理")
    return said if facts["state"] == RequestState.PREPARED else said.replace("批准前", "批复前")


def is_inside(facts: Facts) -> bool:
    """Tell whether the township decides a request itself."""
    return RULES[RequestKind(facts["kind"])].decided_by is DecidedBy.SUPERVISOR


def by_when(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    """Return by when whoever has the turn must act on a request."""
    due = turn_due(desk, ticket, facts["request_id"])
    return f"在{moment(due, desk.rules.zone, now=desk.now)}前" if due is not None and due > desk.now else "立即"
