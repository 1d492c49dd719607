"""Words what becomes of requests, for whoever prepares, decides and submits them, and for all they concern."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions import clocks
from actions.desk import Desk
from actions.telling_of_requests import facts_of
from models.queries import requests as request_queries
from models.request import Request
from models.ticket import Ticket
from rules.policy import Audience
from rules.requests import RequestKind, RequestState, RequestStep, is_pending
from rules.stages import WITH_UNIT, Stage, State
from texts.moments import moment
from texts.names import REQUEST_WAITS, STATES
from texts.next_step import short
from texts.reminders import IN_GROUP
from texts.request_words import Facts, by_when, done, is_inside, meanwhile, name_of, what, who_asked, wish


def notice(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    """Return what one of those a request concerns is told of its step."""
    if ticket is None:
        raise ValueError("a request is about a ticket")
    if facts.get("ask"):
        return _ASKS[RequestStep(facts["ask"])](desk, ticket, facts)
    return f"{_heading(facts)}{name_of(facts)}｜{ticket.ticket_no}｜{_how_it_stands(desk, ticket, facts)}"


def prepared(desk: Desk, request: Request) -> str:
    """Answer who prepared a request."""
    # Others may read the answer, and the reason tells the matter.
    facts = facts_of(request) | ({"reason": None} if request.ticket.is_sensitive else {})
    untold = ""
    if request.kind == RequestKind.EXTENSION and not request.caller_told:
        untold = "请记得告知诉求人。"
    wished = wish(desk, facts, to_applicant=True)
    return (
        f"{request.ticket.ticket_no} 已提交{name_of(facts)}{'：' if wished else ''}{wished}。"
        f"等值班主管审批，{meanwhile(facts)}。{untold}要收回发：/撤回 {request.id}"
    )


def endorsed(desk: Desk, request: Request) -> str:
    """Answer the official who endorsed a request."""
    facts = facts_of(request)
    if request.state == RequestState.GRANTED:
        return f"{name_of(facts)}已同意，{request.ticket.ticket_no} {done(desk, request.ticket, facts)}。"
    return f"{name_of(facts)}已同意，等坐席报平台；批复前 {request.ticket.ticket_no} 照常办理。"


def rejected(request: Request) -> str:
    """Answer the official who did not endorse a request."""
    return f"{name_of(facts_of(request))}已驳回，{request.ticket.ticket_no} 照常办理，已告知申请人。"


def submitted(request: Request) -> str:
    """Answer the agent who put a request on the platform."""
    return f"{name_of(facts_of(request))}已记报平台。批复后发：/市区批复 {request.id} 同意（或 不同意 理由）"


def withdrawn(request: Request) -> str:
    """Answer who took a request back."""
    return f"{name_of(facts_of(request))}已撤回，{request.ticket.ticket_no} 照常办理。"


def platform_said(desk: Desk, request: Request, due_before: datetime | None) -> str:
    """Answer the agent who recorded what the platform decided, with the limit that stood before."""
    facts, no = facts_of(request), request.ticket.ticket_no
    facts |= {"due_before": due_before.isoformat() if due_before else None}
    if request.state == RequestState.GRANTED:
        return f"已记平台同意{name_of(facts)}，{no} {done(desk, request.ticket, facts)}。"
    return f"已记平台不同意{name_of(facts)}，{no} 照常办理，已告知相关人员。"


def resumed(desk: Desk, ticket: Ticket) -> str:
    """Answer the agent who let a suspended order go on."""
    return f"{ticket.ticket_no} 已恢复，现为“{STATES[ticket.state]}”，{_goes_on(desk, ticket)}。"


def resumption(desk: Desk, ticket: Ticket | None, _facts: Facts) -> str:
    """Return what all whom a suspended order concerns are told when it goes on."""
    if ticket is None:
        raise ValueError("what goes on is a ticket")
    unit = ticket.lead_unit if ticket.state in WITH_UNIT else None
    ask = f"请【{unit.name}】继续办理，{IN_GROUP}进展。" if unit else "请值班坐席接着办理。"
    return f"【恢复办理】{ticket.ticket_no}｜挂账结束，{_goes_on(desk, ticket)}。{ask}"


def merged_to_reply(desk: Desk, merged: Sequence[Ticket]) -> str:
    """Propose to stop the reply clocks of what was merged into an order that was just replied."""
    if not merged:
        return ""
    numbers = "、".join(ticket.ticket_no for ticket in merged)
    written = " ".join(short(desk, ticket) for ticket in merged)
    return f"\n并入的 {numbers} 在平台上也要回复，回复后发：/已回复 {written} 已随主单答复"


def replied_when_merged(ticket: Ticket, when: str) -> str:
    """Answer /已回复 of an order that went on under another number."""
    return f"{ticket.ticket_no}（已并单）已记回复平台{when}，平台回复计时停止。记错请发：/撤销 {ticket.ticket_no}"


def _goes_on(desk: Desk, ticket: Ticket) -> str:
    zone = desk.rules.zone
    official = (
        f"平台到期顺延到{moment(ticket.deadline_at, zone, now=desk.now)}" if ticket.deadline_at else "没有平台时限"
    )
    handle = clocks.due_of(desk, ticket, Stage.HANDLE)
    inner = f"，请在{moment(handle, zone, now=desk.now)}前办结" if handle is not None else ""
    return f"继续计时，{official}{inner}"


def pending(desk: Desk, ticket: Ticket) -> str:
    """Return the requests on a ticket that wait for somebody, and until when it is suspended; empty when none does."""
    told = [
        f"{name_of(facts)}（{what(desk, facts)}，{REQUEST_WAITS[row.state]}）"
        for row in request_queries.requests_of(desk.session, ticket.id)
        if is_pending(RequestState(row.state))
        for facts in (facts_of(row),)
    ]
    if ticket.resume_at is not None and ticket.state == State.SUSPENDED:
        told.append(f"挂账到{moment(ticket.resume_at, desk.rules.zone, now=desk.now)}，到时恢复")
    return "、".join(told)


def _ask_to_endorse(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    no = facts["request_id"]
    how = f"同意发：/同意 {no}　不同意发：/驳回 {no} 意见"
    return (
        f"【待您审批】{name_of(facts)}｜{ticket.ticket_no}｜请{by_when(desk, ticket, facts)}审批。{how}\n"
        f"{who_asked(desk, facts)}提出{wish(desk, facts)}{_now_due(desk, ticket, facts)}"
    )


def _now_due(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    if facts["kind"] != RequestKind.EXTENSION or ticket.deadline_at is None:
        return ""
    return f"\n现平台到期：{moment(ticket.deadline_at, desk.rules.zone, now=desk.now)}"


def _ask_to_submit(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    due = f"请{by_when(desk, ticket, facts)}报平台，报后发：/已报 {facts['request_id']}"
    return f"【待报平台】{name_of(facts)}｜{ticket.ticket_no}｜主管已同意，{due}\n{wish(desk, facts)}"


def _ask_for_the_answer(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    no = facts["request_id"]
    return (
        f"【待平台批复】{name_of(facts)}｜{ticket.ticket_no}｜已报平台。"
        f"批复后发：/市区批复 {no} 同意　或：/市区批复 {no} 不同意 理由"
    )


_ASKS = {
    RequestStep.ENDORSE: _ask_to_endorse,
    RequestStep.SUBMIT: _ask_to_submit,
    RequestStep.GRANT: _ask_for_the_answer,
}


def _heading(facts: Facts) -> str:
    state = RequestState(facts["state"])
    if facts.get("lapsed"):
        return "【申请失效】"
    if state in (RequestState.ENDORSED, RequestState.REJECTED) or (state is RequestState.GRANTED and is_inside(facts)):
        return "【审批结果】"
    if state in (RequestState.GRANTED, RequestState.REFUSED):
        return "【平台批复】"
    return {RequestState.WITHDRAWN: "【申请撤回】", RequestState.SUBMITTED: "【已报平台】"}.get(state, "【提出申请】")


def _how_it_stands(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    opinion = f"，意见：{facts['opinion']}" if facts.get("opinion") else ""
    if facts.get("lapsed"):
        return f"工单{STATES[facts['lapsed']]}，申请不再处理。"
    match RequestState(facts["state"]):
        case RequestState.PREPARED:
            return f"{who_asked(desk, facts)}提出{wish(desk, facts)}。等主管审批，{meanwhile(facts)}。"
        case RequestState.ENDORSED:
            return f"主管已同意{what(desk, facts)}{opinion}，等坐席报平台；{meanwhile(facts)}。"
        case RequestState.SUBMITTED:
            return f"{what(desk, facts)}，等平台批复；{meanwhile(facts)}。"
        case RequestState.GRANTED:
            whose = "" if is_inside(facts) else "平台"
            return f"{whose}已同意{opinion}。{done(desk, ticket, facts)}。"
        case RequestState.REJECTED | RequestState.REFUSED:
            return f"{_ended(facts)}{opinion}。{_as_before(desk, ticket, facts)}"
        case RequestState.WITHDRAWN:
            return f"{who_asked(desk, facts)}已撤回。{_as_before(desk, ticket, facts)}"


def _ended(facts: Facts) -> str:
    return "主管未同意" if facts["state"] == RequestState.REJECTED else "平台未同意"


def _as_before(desk: Desk, ticket: Ticket, facts: Facts) -> str:
    due = clocks.due_of(desk, ticket, Stage.HANDLE)
    is_ahead = due is not None and due > desk.now and facts.get("for") == Audience.UNIT
    by = f"，请在{moment(due, desk.rules.zone, now=desk.now)}前办结" if due is not None and is_ahead else ""
    return f"工单照常办理{by}。"
