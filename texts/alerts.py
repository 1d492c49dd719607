"""Words sensitive orders for the people who have to know of them, in direct chat alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from actions.audiences import officials_on_duty
from actions.desk import Desk
from actions.ways import bot_may_speak_to
from models.clock import Clock
from models.delivery import Delivery
from models.queries import clocks as clock_queries
from models.queries import people as people_queries
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.bundling import numbered
from rules.policy import Audience
from rules.sensitive import EMERGENCY, PLAIN
from texts.fitting import clipped
from texts.moments import moment, span
from texts.names import STATES

Facts = dict[str, Any]
_CONTENT_CHARACTERS, _LINE_CHARACTERS = 260, 30
_ACK = "看到请回复“收到”"


def alert(desk: Desk, row: Delivery) -> str:
    """Return what a leader is told of one order: why it is sensitive, what it is about, what is wanted of him."""
    ticket, clock = desk.session.get_one(Ticket, row.ticket_id), desk.session.get_one(Clock, row.clock_id)
    is_over = desk.now >= clock.due_at
    title = "敏感件未确认" if is_over else "敏感件"
    late = f"已过{span(desk.now - clock.started_at)}没有人确认。" if is_over else ""
    if row.audience == Audience.ON_DUTY:
        leaders = officials_on_duty(desk, "leader") or officials_on_duty(desk, "supervisor")
        name = _name(desk, leaders[0]) if leaders else "领导"
        return (
            f"【敏感件未确认·{kinds(ticket)}】{ticket.ticket_no} {late}请马上电话报告{name}，"
            f"打通后发：/电催 {ticket.ticket_no} 已通 已报告{name}"
        )
    first = clock.due_at - clock.started_at
    after = "" if is_over else f"；{span(first)}内没有人确认，会再通知主管和其他领导"
    lines = [
        f"【{title}·{kinds(ticket)}】{ticket.ticket_no} {late}请马上过问，{_ACK}{after}。",
        f"依据：{reasons}" if (reasons := why(desk, ticket)) else "",
        "｜".join(word for word in (ticket.kind, ticket.address or ticket.community, _standing(ticket)) if word),
        f"诉求：{clipped(ticket.content, _CONTENT_CHARACTERS)}" if ticket.content else "",
        f"到期：{moment(ticket.deadline_at, desk.rules.zone, now=desk.now)}。" if ticket.deadline_at else "",
        f"要文字快报带班领导请发：/突发 {ticket.ticket_no}" if _may_report(desk, row, ticket) else "",
    ]
    return "\n".join(line for line in lines if line)


def _may_report(desk: Desk, row: Delivery, ticket: Ticket) -> bool:
    """Of an emergency a report is offered to whoever may ask for it."""
    someone = people_queries.person(desk.session, row.destination.partition(":")[2])
    return EMERGENCY in ticket.special_flags and someone is not None and "supervisor" in someone.roles


def many(desk: Desk, rows: Sequence[Delivery]) -> str:
    """Return several orders as one message, a line each."""
    tickets = [desk.session.get_one(Ticket, row.ticket_id) for row in rows]
    lines = [
        f"{ticket.ticket_no}｜{kinds(ticket)}｜{clipped(ticket.title or '', _LINE_CHARACTERS)}" for ticket in tickets
    ]
    heading = f"【敏感件】共{len(tickets)}件待确认，请马上过问，看到请回复“都收到”，或“收到 单号”。明细发：/查 单号"
    return "\n".join([heading, *numbered(lines)])


def kinds(ticket: Ticket) -> str:
    """Return why an order is sensitive, in the words of the platform."""
    flags = [flag for flag in ticket.special_flags if flag not in PLAIN]
    return "、".join([*flags, *(["保密"] if ticket.confidential else [])])


def why(desk: Desk, ticket: Ticket) -> str:
    """Return what each flag of an order was read from; nothing for one that somebody set by hand."""
    story = queries.events_of(desk.session, ticket.id)
    read = {each["flag"]: each for event in story for each in event.facts.get("flagged", ())}
    return "；".join(_reason(each) for flag, each in read.items() if flag in ticket.special_flags)


def at_intake(desk: Desk, ticket: Ticket, *, in_group: bool) -> list[str]:
    """Return what the agent is told of a sensitive order at intake; the words that tell are for no group."""
    if not ticket.is_sensitive:
        return []
    reasons = "" if in_group else why(desk, ticket)
    read = f"（{reasons}）" if reasons else ""
    told = _waits(desk, ticket)
    lines = [f"敏感件：{kinds(ticket)}{read}。内容不发群，只私发单位负责人{told}。"]
    lines += ["举报件请勿转给被举报的单位和个人。"] if "举报" in ticket.special_flags else []
    return [*lines, f"标错了请改：/更正 {ticket.ticket_no} 敏感 无"] if reasons else lines


def acknowledged(desk: Desk, tickets: Sequence[Ticket]) -> str:
    """Answer whoever acknowledged sensitive orders."""
    numbers = "、".join(ticket.ticket_no for ticket in tickets)
    return f"{numbers} 已记您知悉，不再催。进展发：/查 {tickets[0].ticket_no}"


def reported(ticket: Ticket, names: Sequence[str]) -> str:
    """Answer the agent who phoned a leader about a sensitive order."""
    return f"{ticket.ticket_no} 已记电话报告{'、'.join(names)}，不再催领导确认。"


def which(tickets: Sequence[Ticket]) -> str:
    """Ask which of several orders was meant."""
    lines = [f"{ticket.ticket_no}｜{kinds(ticket)}" for ticket in tickets]
    return "\n".join([f"有{len(tickets)}件敏感件待确认，都看过请回复“都收到”，否则请写“收到 单号”：", *numbered(lines)])


def _waits(desk: Desk, ticket: Ticket) -> str:
    running = clock_queries.clocks_of(desk.session, ticket.id, running_only=True)
    begins = next((clock.started_at for clock in running if clock.stage == "alert"), None)
    if begins is None:
        return ""
    leaders = officials_on_duty(desk, "leader") or officials_on_duty(desk, "supervisor")
    if leaders and not any(desk.rules.has_app or bot_may_speak_to(desk, userid) for userid in leaders):
        # Nobody may believe that a leader knows whom nothing reaches.
        name = _name(desk, leaders[0])
        return f"，{name}收不到私信，请马上打电话报告，打通后发：/电催 {ticket.ticket_no} 已通 已报告{name}"
    return (
        "，已私信值班领导" if begins <= desk.now else f"，{moment(begins, desk.rules.zone, now=desk.now)}私信值班领导"
    )


def _standing(ticket: Ticket) -> str:
    return ticket.lead_unit.name if ticket.lead_unit else STATES[ticket.state]


def _reason(each: Facts) -> str:
    said = {"marked": "平台标记", "people": f"涉及{each['words']}人（户）"}.get(each["why"])
    return f"{each['flag']}：{said or '“' + each['words'] + '”'}"


def _acknowledged_notice(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    said = f"：“{facts['text']}”" if facts.get("text") else ""
    return f"【敏感件已确认】{_no(ticket)}｜{_name(desk, facts['by'])}已知悉{said}。"


def _withdrawn_notice(desk: Desk, ticket: Ticket | None, facts: Facts) -> str:
    return f"（更正）{_no(ticket)} 刚才的“敏感件”由{_name(desk, facts['by'])}撤销，不用再确认。"


def _name(desk: Desk, userid: str) -> str:
    return people_queries.names_of(desk.session, [userid]).get(userid, userid)


def _no(ticket: Ticket | None) -> str:
    return ticket.ticket_no if ticket else ""


NOTICES: dict[str, Callable[[Desk, Ticket | None, Facts], str]] = {
    "alert_acknowledged": _acknowledged_notice,
    "alert_withdrawn": _withdrawn_notice,
}
