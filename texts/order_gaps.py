"""Words what a pasted order lacks and what in it is doubtful, each with what to type."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from actions.asking_first import WITHIN
from actions.desk import Desk
from actions.hiding import masked
from models.ticket import Ticket
from rules.order_values import Doubt, PastedOrder
from texts.next_step import short

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
# Who called is named to nobody, not even by what was misread of it.
_UNNAMED = frozenset({"caller_name", "caller_phone", "content", "title", "address", "remark"})
_CALLER = frozenset({"caller_name", "caller_phone"})
DOUBTS: dict[str, Callable[[str], str]] = {
    "lookalike": lambda what: f"{what}里有像数字的字母（O像0，l、I像1），没有采用",
    "unreadable": lambda what: f"{what}看不懂，没有采用",
    "date_only": lambda what: f"{what}只有日期没有几点",
    "derived": lambda what: f"{what}没有单独写，取自内容",
    "of_unit": lambda what: f"{what}是承办单位的，没看到平台的截止时间",
    "differs_from_limit": lambda _: "截止时间与办理时限对不上，暂按截止时间",
    "two_values": lambda what: f"{what}写了不止一个",
    "spaced": lambda what: f"{what}原文中间有空格，已连起来",
    "mentioned": lambda what: f"内容里还有{what}，没有另外登记，要登记请单独粘贴",
    "future": lambda what: f"{what}还没到，没有采用",
    "before_dispatch": lambda what: f"{what}早于派单时间",
    "before_number": lambda what: f"{what}比单号里的日期还早",
    "column": lambda what: f"{what}：原表格对不齐，可能放错了列",
}
# What /更正 calls a field, and what stands for its value: nothing that could be sent as printed.
_TYPED = {
    "kind": "类型 …",
    "content": "内容 …",
    "title": "标题 …",
    "address": "地址 …",
    "community": "社区 …",
    "caller_name": "来电人 …",
    "caller_phone": "联系电话 …",
    "category_path": "分类 …",
    "urgency": "紧急程度 …",
    "deadline_at": "截止 月-日 几点几分",
    "limit_text": "时限 24小时（照平台上的写）",
}
_NOT_TAKEN = frozenset({"future", "lookalike", "unreadable", "date_only"})
# These have a line of their own beside what follows from them.
_OWN_LINE = frozenset({("limit_text", "unreadable"), ("deadline_at", "before_dispatch")})
_START_FIELDS = frozenset({"first_dispatched_at", "reported_at"})
_SAID, _MOST = 24, 6


def gaps(desk: Desk, ticket: Ticket, pasted: PastedOrder, *, is_asked: bool, in_group: bool) -> list[str]:
    """Return a line for each doubt and one for all that is missing.

    Of the start of the clocks `start_line` tells; `is_asked` when the agent is asked about it anyway.
    """
    told: set[str] = set()
    lines = []
    for doubt in pasted.doubtful:
        is_start = doubt.field in _START_FIELDS and (doubt.why in _NOT_TAKEN or is_asked)
        if is_start or (doubt.field, doubt.why) in _OWN_LINE or doubt.field in told:
            continue
        told.add(doubt.field)
        lines.append(f"· {_doubtful(desk, ticket, doubt, in_group)}{_in_direct(doubt.field, in_group)}")
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"· 还有{len(lines) - _MOST}处，请对照平台看一遍"]
    missing = list(_missing(pasted, told))
    if missing:
        first = _TYPED.get(missing[0], "")
        where = "私聊我" if in_group and set(missing) & _CALLER else ""
        how = f"。{where}补一项发一条：/更正 {short(desk, ticket)} {first}" if first else ""
        lines.append(f"缺：{'、'.join(FIELDS[name] for name in missing)}{how}")
    return ["请核对：", *lines] if told else lines


def _doubtful(desk: Desk, ticket: Ticket, doubt: Doubt, in_group: bool) -> str:
    said = DOUBTS[doubt.why](_quoted(ticket, doubt, in_group))
    no = short(desk, ticket)
    if doubt.field == "first_dispatched_at":
        at = ticket.first_dispatched_at
        kept = f"，暂按{at.astimezone(desk.rules.zone):%m-%d %H:%M}" if at else ""
        until = f"{int(WITHIN.total_seconds() // 60)}分钟内" if doubt.why == "before_number" else ""
        return f"{said}{kept}。不对请{until}改：/更正 {no} 派单时间 月-日 几点几分"
    if doubt.why == "of_unit":
        return f"{said}，暂按它算，请核对平台"
    if doubt.field in ("deadline_at", "limit_text"):
        kept = "" if doubt.why in _NOT_TAKEN | {"differs_from_limit"} else "，暂按上面的到期时间"
        return f"{said}{kept}。不对请改：/更正 {no} {_TYPED['limit_text']}"
    ask = "请补" if doubt.why in _NOT_TAKEN else "不对请改"
    how = _TYPED.get(doubt.field)
    return f"{said}。{ask}：/更正 {no} {how}" if how else said


def _in_direct(field: str, in_group: bool) -> str:
    return "（私聊我发）" if in_group and field in _CALLER else ""


def _quoted(ticket: Ticket, doubt: Doubt, in_group: bool) -> str:
    """The field with what the paste says of it, unless that may name somebody, or tell a group a sensitive matter."""
    name = FIELDS[doubt.field]
    said = masked(ticket, " ".join(doubt.text.split()))[:_SAID]
    is_plain = doubt.field in _UNNAMED or doubt.why == "two_values" or (in_group and ticket.is_sensitive)
    return name if is_plain or not said else f"{name}“{said}”"


def _missing(pasted: PastedOrder, told: set[str]) -> Iterator[str]:
    """What is missing and said nowhere else: the start and the limit have lines of their own."""
    yield from (name for name in pasted.missing if name not in told | {"first_dispatched_at", "limit_text"})


def start_line(desk: Desk, ticket: Ticket, pasted: PastedOrder, counted_from: str, *, in_group: bool) -> str:
    """Tell from when the signing counts because no dispatch was taken, and why none was."""
    doubt = next((each for each in pasted.doubtful if each.field == "first_dispatched_at"), None)
    why = DOUBTS[doubt.why](_quoted(ticket, doubt, in_group)) if doubt and doubt.why in _NOT_TAKEN else "没看到派单时间"
    # Today, but no time of day: what can be sent as printed would be taken for the platform's word.
    today = f"{desk.now.astimezone(desk.rules.zone):%m-%d}"
    ask = f"请按平台补：/更正 {short(desk, ticket)} 派单时间 {today} 几点几分"
    return f"{why}；签收时限暂从{counted_from}算起，不计考核。{ask}"
