"""Words refusals about registering an order, correcting it and taking steps back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.bundling import mark
from texts.moments import desk_moment
from texts.names import EVENTS

Facts = dict[str, Any]
_INSTEAD_OF_UNDO = {
    "corrected": "要改请再发一次 /更正",
    "snoozed": "要改时长请再发一次 /暂缓提醒",
    "called": "打错了请再发一次 /电催",
    "urged": "已经催出去了，催错了请向对方说明",
    "voided": "已经生效",
    "archived": "平台再次派单请重新登记",
}


def _withdraw(facts: Facts) -> str:
    """Tell how to take back a request that an undo does not reach."""
    return f"要收回申请请发：/撤回 {facts['request_id']}" if facts.get("request_id") else ""


WORDS: dict[str, Callable[[Facts], str]] = {
    "not_in_unit_group": lambda _: "这个群里不能登记工单，请私聊发给我。",
    "no_order_read": lambda _: "没看出工单内容，请整段粘贴平台上的工单。",
    "several_drafts": lambda f: (
        f"您有{len(f['drafts'])}份没编号的工单："
        + "".join(f"\n{mark(n)}{draft}" for n, draft in enumerate(f["drafts"], start=1))
        + f"\n请在单号后写序号再发，例如：{f['number']} {mark(len(f['drafts']))}"
    ),
    "agents_register": lambda _: "工单由坐席登记，请转给值班坐席。",
    "dispatch_in_future": lambda f: (
        f"{f['ticket_no']} 未登记：单上的时间（{desk_moment(f['at'])}）还没到，请核对后重新登记。"
    ),
    "unknown_field": lambda f: f"没有“{f['field']}”这一项，可更正：{'、'.join(f['fields'])}。",
    "bad_value": lambda f: f"“{f['value'][:20]}”不能作{f['field']}，{f['hint']}",
    "bad_caller": lambda f: f"{f['ticket_no']} 没有更正，写的不像{f['field']}，请核对后重发。",
    "caller_in_group": lambda f: f"{f['field']}请私聊我更正，并撤回本条。",
    "secrecy_stays": lambda f: f"{f['ticket_no']} 诉求人要求保密，取消须由主管发：/更正 {f['ticket_no']} 保密 否",
    "number_is_firm": lambda f: (
        f"单号不能更正。录错了单号：没签收的发 /撤销 {f['tail']}，已签收的发 /作废 {f['tail']} 单号录错，"
        "再粘贴正确的工单。"
    ),
    "dispatch_is_firm": lambda f: (
        f"{f['ticket_no']} 已有派单时间（{desk_moment(f['at'])}），不能更正；"
        f"确属录错请发：/作废 {f['ticket_no']} 派单时间录错，再重新登记。"
    ),
    "dispatch_after_sign": lambda f: (
        f"{f['ticket_no']} {desk_moment(f['signed'])}就签收了，派单时间不会是{desk_moment(f['at'])}，没有更正，请核对。"
    ),
    "deadline_before_dispatch": lambda f: (
        f"{f['ticket_no']} 的截止（{desk_moment(f['at'])}）早于派单（{desk_moment(f['begun'])}），"
        "没有更正，请核对日期。"
    ),
    "deadline_is_firm": lambda f: (
        f"{f['ticket_no']} 已过时限，不能再改时限，请联系主管。"
        if f["overdue"]
        else f"{f['ticket_no']} 单上写明了时限，改晚须经平台批准延期，不能用更正。"
    ),
    "nothing_to_undo": lambda f: f"{f['minutes']}分钟内没有您可撤销的操作。{_withdraw(f)}",
    "cannot_undo": lambda f: (
        f"{f['ticket_no']} 的“{EVENTS.get(f['kind'], '这一步')}”不能撤销，"
        f"{_INSTEAD_OF_UNDO.get(f['kind'], '请联系主管')}。"
    ),
    "overdue_intake": lambda f: (
        f"{f['ticket_no']} 已过签收时限，不能撤销登记；确属录错请发：/作废 {f['ticket_no']} 理由，由主管审批。"
    ),
    "acted_upon": lambda f: (
        f"{f['ticket_no']} 之后已有人操作（{EVENTS.get(f['kind'], '其他')}），不能撤销。{_withdraw(f)}"
    ),
}
