"""Words what was read from a pasted order: masked, with what is missing, what is doubtful and the next limit."""

from __future__ import annotations

from actions import clocks
from actions.arrivals import Taken
from actions.asking_first import WITHIN, is_asked
from actions.desk import Desk
from models.queries import rounds
from models.ticket import Ticket
from rules.pasted_order import PastedOrder
from rules.stages import Stage
from texts import alerts, repeats, suggestions
from texts.moments import moment, span
from texts.names import GRADES, STATES
from texts.next_step import short
from texts.order_gaps import gaps, start_line
from texts.reasons import not_taken


def taken(desk: Desk, result: Taken, pasted: PastedOrder, *, in_group: bool) -> str:
    """Answer one order of a paste; of a sensitive one a group reads nothing of the matter."""
    ticket = result.ticket
    if result.outcome in ("unchanged", "updated"):
        return _known(desk, result, in_group=in_group)
    times = rounds.dispatch_number(desk.session, ticket)
    again = f"（第{times}次派单）" if times > 1 else ""
    lines = [f"【已登记】{ticket.ticket_no}{again}", _what(ticket, in_group=in_group), _limit(desk, ticket)]
    unread = not_taken(ticket.deadline_reasons, desk.rules.zone)
    lines += [f"{unread}，请补：/更正 {short(desk, ticket)} 时限 24小时（照平台上的写）"] if unread else []
    ask = _ask_first(desk, ticket)
    lines += gaps(desk, ticket, pasted, is_asked=bool(ask), in_group=in_group)
    for reason, counted_from in (("start_is_report", "来电时间"), ("start_is_now", "现在")):
        if reason in result.reasons:
            lines.append(start_line(desk, ticket, pasted, counted_from, in_group=in_group))
    lines += [ask] if ask else []
    lines += repeats.for_agent(desk, ticket, in_group=in_group)
    lines += alerts.at_intake(desk, ticket, in_group=in_group)
    lines += [suggestions.at_intake(desk, ticket, in_group=in_group)]
    lines.append(_next(desk, ticket))
    return "\n".join(line for line in lines if line)


def _ask_first(desk: Desk, ticket: Ticket) -> str:
    """Ask for what was probably mistyped, before anybody else hears of an order that would be long overdue."""
    began = ticket.first_dispatched_at or ticket.reported_at
    is_asked_about = is_asked(desk, ticket) and ticket.deadline_at is not None and ticket.deadline_at < desk.now
    if began is None or ticket.deadline_at is None or not is_asked_about:
        return ""
    local, no = began.astimezone(desk.rules.zone), short(desk, ticket)
    what = "派单时间" if ticket.first_dispatched_at else "来电时间"
    today = f"{desk.now.astimezone(desk.rules.zone):%m-%d}"
    return (
        f"{what}读到的是{local:%Y-%m-%d %H:%M}，照此已超期{span(desk.now - ticket.deadline_at)}，请核对。"
        f"录错请改：/更正 {no} 派单时间 {today} 几点几分，或撤回重录：/撤销 {no}；"
        f"{int(WITHIN.total_seconds() // 60)}分钟内不改，按超期提醒。"
    )


def draft(pasted: PastedOrder) -> str:
    """Answer a paste without a number, or with one that is none of the platform's."""
    alike = next((doubt.text for doubt in pasted.doubtful if (doubt.field, doubt.why) == _ALIKE), None)
    if alike:
        said = f"单上的编号“{alike}”里有像数字的字母（O像0，l、I像1），已暂存为草稿。"
    elif written := pasted.unknown_number:
        return f"{odd_number(written)}平台确实用这种编号的，请管理员在配置里加上。"
    else:
        said = "没看到工单编号，已暂存为草稿。"
    return f"{said}{_SEND_NUMBER}"


_ALIKE = ("ticket_no", "lookalike")
_SEND_NUMBER = "请对照平台补发：编号 加上平台上的单号。"


def odd_number(written: str) -> str:
    """Answer a number in none of the platform's forms that is sent for a draft, or stands on one."""
    return f"编号“{written}”（{len(written)}位）不是平台单号的样子，工单先存为草稿。{_SEND_NUMBER}"


def please_withdraw() -> str:
    """Ask whoever pasted an order into a group to withdraw it."""
    return "含来电人信息，请撤回本条。"


def _known(desk: Desk, result: Taken, *, in_group: bool) -> str:
    ticket = result.ticket
    head = f"{ticket.ticket_no} 已登记过，现在是“{STATES[ticket.state]}”，没有重复建单。"
    more = "补上了原来缺的内容。" if result.outcome == "updated" else ""
    differs = "时限与原来不一致，未改动，请核对。" if "deadline_differs" in result.reasons else ""
    due = clocks.next_due(desk, ticket)
    by = f"下一个时限{moment(due, desk.rules.zone, now=desk.now)}。" if due else ""
    other = "这次的来电人或内容与已登记的不同，请核对单号。" if "content_differs" in result.reasons else ""
    # What was filled in may be what makes it sensitive.
    told = alerts.at_intake(desk, ticket, in_group=in_group) if result.outcome == "updated" else []
    lines = [f"{head}{more}{differs}{by}", _what(ticket, in_group=in_group), other, *told]
    return "\n".join(line for line in lines if line)


def _what(ticket: Ticket, *, in_group: bool) -> str:
    is_hidden = in_group and ticket.is_sensitive
    matter = () if is_hidden else (ticket.title, ticket.address or ticket.community)
    words = (ticket.kind, *matter, GRADES.get(ticket.grade or ""))
    urgent = "紧急｜" if ticket.is_urgent else ""
    return urgent + "｜".join(word for word in words if word)


def _limit(desk: Desk, ticket: Ticket) -> str:
    if ticket.deadline_at is None:
        return "无办理时限。"
    is_unread = not_taken(ticket.deadline_reasons, desk.rules.zone) is not None
    basis = {
        "assumed": "（暂按7天）"
        if is_unread
        else f"（单上没写，暂按7天，请补：/更正 {short(desk, ticket)} 时限 24小时，照平台上的写）",
        "grade": "（按等级）",
        "weekday_guess": "（节假日数据未到，按周一至周五推算）",
    }
    shown = moment(ticket.deadline_at, desk.rules.zone, now=desk.now)
    return f"到期：{shown}{basis.get(ticket.deadline_basis or '', '')}"


def _next(desk: Desk, ticket: Ticket) -> str:
    due = clocks.due_of(desk, ticket, Stage.SIGN)
    if due is None:
        return f"现在是“{STATES[ticket.state]}”。"
    zone, how = desk.rules.zone, f"/签收 {short(desk, ticket)}"
    by = moment(due, zone, now=desk.now)
    if due <= desk.now:
        return f"签收已超{span(desk.now - due)}（时限{by}），请立即签收：{how}"
    return f"请在{by}前签收（还有{span(due - desk.now)}）：{how}"
