"""Words what the bot says back to a unit's free text: questions, choices, what was noted."""

from __future__ import annotations

from datetime import datetime, tzinfo

from actions import clocks
from actions.desk import Desk
from models.ticket import Ticket
from rules.stages import Stage
from texts.moments import moment
from texts.names import STATES
from texts.next_step import short

_ASKED = {"extension": "申请延期", "return": "退单", "transfer": "转派", "exclude": "剔除或挂账", "question": "询问"}


def which_ticket(text: str, reason: str) -> str:
    """Ask which ticket was meant."""
    said = text.strip()[:20]
    if reason == "quote_contradicted":
        return f"您引用的和写的单号不一致，“{said}”说的是哪一件？"
    return f"“{said}”说的是哪一件？"


def choice(ticket: Ticket) -> str:
    """Return one ticket as a line to choose from."""
    sensitive = ticket.confidential or ticket.special_flags
    what = None if sensitive else (ticket.title or ticket.address)
    return f"{ticket.ticket_no}" + (f"｜{what[:20]}" if what else "") + f"｜{STATES[ticket.state]}"


def how_to_choose() -> str:
    """Tell how to answer a list of choices."""
    return "请@我回复序号，例如：1"


def is_it_done(no: str) -> str:
    """Ask for a word before a doubtful claim counts."""
    return f"{no} 是已经办结了吗？办结了请@我回复“确认办结”，没有请回复“没有”。"


def not_done(no: str) -> str:
    """Answer that nothing was closed."""
    return f"好的，{no} 仍在办理，办完再@我报办结。"


def dropped() -> str:
    """Answer that nothing was done."""
    return "好的，没有改动。请引用工单消息或带上单号再说一次。"


def nothing_run() -> str:
    """Answer somebody who meant none of the commands."""
    return "好的，没有改动。发 /帮助 看能用的命令。"


def not_reached(no: str) -> str:
    """Answer a unit that did not reach the caller."""
    return f"{no} 已记未接通，首联还没完成，请换个时间再打。"


def promise_noted(until: datetime, zone: tzinfo, now: datetime, *, too_late: bool) -> str:
    """Show a promised time back."""
    late = "（晚于办理时限，办不完请提前申请延期）" if too_late else ""
    return f"到{moment(until, zone, now=now)}我再提醒{late}。"


def assist_done(no: str) -> str:
    """Answer an assisting unit that says it is done."""
    return f"{no} 协办部分已记办完，整件以主办单位为准。"


def contact_noted(no: str) -> str:
    """Answer the contact that was missing."""
    return f"{no} 已补记首联。"


def contact_still_missing() -> str:
    """Answer a unit that has not reached the caller yet."""
    return "请尽快联系诉求人，联系后@我回复“已联系”。"


def when_due(no: str, finish_by: datetime | None, deadline_at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """Answer a question about the limit."""
    if finish_by is None or deadline_at is None:
        return f"{no} 没有办理时限。"
    return f"{no} 请在{moment(finish_by, zone, now=now)}前办完，平台{moment(deadline_at, zone, now=now)}到期。"


def noted(no: str) -> str:
    """Answer words that change nothing."""
    return f"{no} 已记下。"


def passed_on(desk: Desk, ticket: Ticket, intent: str) -> str:
    """Answer a request or question that an agent has to look at."""
    if intent == "question":
        return f"{ticket.ticket_no} 您的问题已转值班坐席；查时限请发：/时限 {short(desk, ticket)}"
    due = clocks.due_of(desk, ticket, Stage.HANDLE)
    by = f"，{moment(due, desk.rules.zone, now=desk.now)}到期" if due else ""
    return f"{ticket.ticket_no} 您要{_ASKED[intent]}，已转值班坐席；批准前仍由本单位办理，时限不变{by}。"


def asked(intent: str) -> str:
    """Return what a unit asks for, in a word."""
    return _ASKED.get(intent, "反映情况")
