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
from texts.moments import moment, span
from texts.names import GRADES, STATES
from texts.next_step import short
from texts.reasons import not_taken

FIELDS = {
    "ticket_no": "工单编号",
    "kind": "类型",
    "content": "内容",
    "address": "地址",
    "community": "社区",
    "caller_name": "来电人",
    "caller_phone": "联系电话",
    "first_dispatched_at": "派单时间",
    "reported_at": "来电时间",
    "deadline_at": "截止时间",
    "limit_text": "办理时限",
    "category_path": "分类",
    "title": "标题",
    "lead_unit": "承办单位",
    "contact_limit_text": "首联时限",
    "urgency": "紧急程度",
    "assist_units": "协办单位",
    "category_1": "一级分类",
    "category_2": "二级分类",
    "category_3": "三级分类",
    "confidential": "是否保密",
    "public": "是否公开",
    "group": "是否群体",
    "people_count": "涉及人数",
    "platform": "来源平台",
    "remark": "备注",
    "role": "工单性质",
    "sensitive": "是否涉稳",
    "special_flags": "特殊标记",
    "supervised": "是否督办",
    "township": "所属街乡镇",
    "unit_deadline_at": "承办单位截止时间",
}
DOUBTS = {
    "lookalike": "有易混字符（O与0、l与1）",
    "unreadable": "读不懂",
    "date_only": "只有日期没有时刻",
    "derived": "是推算的",
    "differs_from_limit": "与办理时限对不上",
    "two_values": "出现两个不同的值",
    "spaced": "中间有空格，已合并",
    "mentioned": "在内容里还有一个，没有另外建单",
}


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
    gaps = _gaps(pasted)
    lines += [gaps] if gaps else []
    lines += _unsure(desk, ticket, pasted)
    if "start_is_report" in result.reasons:
        lines.append(f"没看到派单时间，签收时限暂从来电时间算起，不计考核。{_supply(desk, ticket)}")
    if "start_is_now" in result.reasons:
        lines.append(f"没看到派单时间，签收时限暂从现在算起，不计考核。{_supply(desk, ticket)}")
    if ask := _ask_first(desk, ticket):
        lines.append(ask)
    if ticket.is_sensitive:
        flags = [*ticket.special_flags, *(["保密"] if ticket.confidential else [])]
        lines.append(f"敏感件（{'、'.join(flags)}）：内容不发群，只私发负责人。")
    lines.append(_next(desk, ticket))
    return "\n".join(line for line in lines if line)


def _unsure(desk: Desk, ticket: Ticket, pasted: PastedOrder) -> list[str]:
    """Ask which of two values counts, of those that move a clock."""
    fields = {doubt.field for doubt in pasted.doubtful if doubt.why in {"two_values", "differs_from_limit"}}
    no, lines = short(desk, ticket), []
    if "first_dispatched_at" in fields and ticket.first_dispatched_at:
        at = f"{ticket.first_dispatched_at.astimezone(desk.rules.zone):%m-%d %H:%M}"
        lines.append(f"派单时间写了不止一个，暂按{at}。不对请改：/更正 {no} 派单时间 月-日 几点几分")
    if fields & {"deadline_at", "limit_text"}:
        lines.append(f"时限写了不止一个，暂按上面的到期时间。不对请照平台改：/更正 {no} 时限 24小时（写平台上的）")
    return lines


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


def _supply(desk: Desk, ticket: Ticket) -> str:
    # Today, but no time of day: what can be sent as printed would be taken for the platform's word.
    return f"请按平台补：/更正 {short(desk, ticket)} 派单时间 {desk.now.astimezone(desk.rules.zone):%m-%d} 几点几分"


def draft(written: str | None = None) -> str:
    """Answer a paste without a number, or with one that is `written` and none of the platform's."""
    if written:
        return (
            f"单上的编号“{written}”（{len(written)}位）不是平台单号的样子，已暂存为草稿。"
            "请核对后补发：编号 加上平台上的单号；平台确实用这种编号的，请管理员在配置里加上。"
        )
    return "没看到工单编号，已暂存为草稿。请补发：编号 加上平台上的单号。"


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
    other = "这次的内容与已登记的不同，请核对单号。" if "content_differs" in result.reasons else ""
    return f"{head}{more}{differs}{by}\n{_what(ticket, in_group=in_group)}" + (f"\n{other}" if other else "")


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
        "assumed": "（暂按7天）" if is_unread else "（单上没写，暂按7天）",
        "grade": "（按等级）",
        "weekday_guess": "（节假日数据未到，按周一至周五推算）",
    }
    shown = moment(ticket.deadline_at, desk.rules.zone, now=desk.now)
    return f"到期：{shown}{basis.get(ticket.deadline_basis or '', '')}"


def _gaps(pasted: PastedOrder) -> str:
    missing = "、".join(FIELDS[name] for name in pasted.missing)
    doubts = "；".join(
        f"{FIELDS[doubt.field]}{DOUBTS[doubt.why]}"
        for doubt in pasted.doubtful
        # An unreadable limit has a line of its own.
        if (doubt.field, doubt.why) != ("limit_text", "unreadable")
    )
    parts = [f"缺：{missing}" if missing else "", f"请核对：{doubts}" if doubts else ""]
    return "。".join(part for part in parts if part)


def _next(desk: Desk, ticket: Ticket) -> str:
    due = clocks.due_of(desk, ticket, Stage.SIGN)
    if due is None:
        return f"现在是“{STATES[ticket.state]}”。"
    zone, how = desk.rules.zone, f"/签收 {short(desk, ticket)}"
    by = moment(due, zone, now=desk.now)
    if due <= desk.now:
        return f"签收已超{span(desk.now - due)}（时限{by}），请立即签收：{how}"
    return f"请在{by}前签收（还有{span(due - desk.now)}）：{how}"
