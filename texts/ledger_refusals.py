"""Words refusals about the ledger and the comparison with the platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.ledger_names import FAULTS, STANDINGS, yuan
from rules.penalties import Fault, Yuan
from texts.moments import desk_moment
from texts.names import STAGES

Facts = dict[str, Any]
_EXAMPLES = {
    Fault.WORDING: "/扣款 登记 文字错误 RB-20261126-1 50 第二段单位名写错",
    Fault.ATTITUDE: "/扣款 登记 态度 姓名 11-20 投诉人反映挂断电话",
    Fault.LEAK: "/扣款 登记 泄露信息 11-20 经过",
}


def _usage(facts: Facts) -> str:
    if facts["is_official"]:
        return (
            "没看懂。看一段时间：/扣款 11月、/扣款 三季度；结算单：/扣款 11月 结算单；看一条：/扣款 12；"
            "/扣款 风险；/扣款 登记 …；/扣款 裁定 12 免|减 300|维持 理由"
        )
    return "没看懂。看一段时间：/扣款 11月；看一条：/扣款 12；提异议：/扣款 异议 12 理由"


def _example(facts: Facts) -> str:
    fault = Fault(facts["fault"])
    return _EXAMPLES.get(fault, f"/扣款 登记 {FAULTS[fault]} 姓名 11-20 08:15 经过")


def _with_amount(facts: Facts) -> str:
    return f"/扣款 登记 {FAULTS[Fault(facts['fault'])]} 姓名 11-20 100元 经过"


def _apart(facts: Facts) -> str:
    if facts["standing"] in ("unsettled", "claimed"):
        stage = STAGES.get(facts["stage"], "")
        ask = f"请先核定：/对账 核定 {facts['ticket_no']} {stage} 按时|超时 理由"
        return f"{facts['entry']}号是{STANDINGS[facts['standing']]}，{ask}"
    return f"{facts['entry']}号已经不计，不用再处理。"


WORDS: dict[str, Callable[[Facts], str]] = {
    "ledger_usage": _usage,
    "ledger_to_come": lambda f: f"{f['period']}还没到。",
    "unknown_entry": lambda f: f"没有{f['entry']}号扣款，请发 /扣款 看编号。",
    "not_your_entry": lambda f: f"{f['entry']}号不是您当班的，只有当班坐席能提异议。",
    "disputed_already": lambda f: f"{f['entry']}号您已提过异议，正等主管裁定。",
    "dispute_decided": lambda f: (
        f"{f['entry']}号{'已免扣，不用再提' if f['standing'] == 'waived' else '您提过的异议已经裁定，一条只能提一次'}。"
        + ("" if f["standing"] == "waived" else "有新证据请直接告诉主管。")
    ),
    "waived_for_an_amount": lambda f: (
        f"免扣是全免，不写金额；只少扣请发：/扣款 裁定 {f['entry']} 减 {f['amount']} 理由"
    ),
    "fault_entered_already": lambda f: (
        f"这天的{FAULTS[Fault(f['fault'])]}{f['by']}已经登记过，是{f['entry']}号，不重复登记。"
    ),
    "amount_unread": lambda f: f"金额没读懂，没有登记。金额写在经过前面，经过里不写金额，例如：{_with_amount(f)}",
    "person_in_reason": lambda f: f"{f['name']}写在了经过里，没有登记。姓名写在经过前面，例如：{_example(f)}",
    "own_entry": lambda f: f"{f['entry']}号是您登记的或涉及您本人，请由另一位主管或领导裁定。",
    "own_stage": lambda f: f"{f['ticket_no']} {STAGES.get(f['stage'], '')}是您当班时的，请由另一位主管或领导核定。",
    "entry_apart": _apart,
    "not_less": lambda f: f"{f['entry']}号最多{f['high']}元，金额要写小一些；照扣请用“维持”。",
    "reduced_to_nothing": lambda f: f"扣0元就是免扣，请发：/扣款 裁定 {f['entry']} 免 理由",
    "statement_in_private": lambda _: "结算单写明责任人，请私聊发 /扣款 10月 结算单，文件只发给您。",
    "report_not_issued": lambda f: (
        f"催办没有发出过编号 {f['number']} 的报告，请照报告标题下的编号写；不是催办出的报告不写编号，把报告名写进经过。"
    ),
    "ledger_reason": lambda f: f"请写明理由：/扣款 {f['verb']} {f['entry']} {'' if f['verb'] == '异议' else '免 '}理由",
    "which_fault": lambda _: (
        "登记哪一种？文字错误、态度、迟到、早退、缺勤、泄露信息，例如：/扣款 登记 迟到 姓名 11-20 08:15 经过"
    ),
    "fault_why": lambda f: f"请写明经过，例如：{_example(f)}",
    "fault_whose": lambda f: f"{FAULTS[Fault(f['fault'])]}要写是谁，例如：{_example(f)}",
    "fault_to_come": lambda f: f"{desk_moment(f['at'])} 还没到，请写已经发生的时间；往年的请写年份。",
    "amount_out_of_range": lambda f: f"{FAULTS[Fault(f['fault'])]}合同是{yuan(Yuan(f['low'], f['high']))}，请改金额。",
    "nothing_to_settle": lambda f: f"{f['ticket_no']} 没有已完成的{STAGES.get(f['stage'], '')}时限可核定。",
    "reconcile_usage": lambda _: "没看懂。看对账：/对账；主管核定：/对账 核定 4512 签收 按时|超时 理由",
    "settle_reason": lambda f: f"请写明理由：/对账 核定 {f['ticket_no']} {f['stage']} {f['verdict']} 理由",
}
