"""Words refusals about requests: what is missing, what may not be asked for, whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from texts.moments import DESK_ZONE
from texts.names import REQUEST_WAITS, REQUESTS, STATES

Facts = dict[str, Any]
# As the command of each kind is written.
_COMMANDS = {
    "transfer": "转派",
    "assist": "协办",
    "return_to_desk": "退单",
    "return_to_city": "退单",
    "extension": "延期",
    "suspend": "挂账",
    "exclude": "剔除",
    "merge": "并单",
    "void": "作废",
}
_REASONS = {
    "transfer": "该处由其管理",
    "assist": "需要一同到场",
    "return_to_desk": "不是我们辖区",
    "return_to_city": "不属本乡管辖",
    "extension": "配件没到",
    "suspend": "等项目立项",
    "exclude": "诉求人恶意重复来电",
    "merge": "同一件事",
    "void": "单号录错",
}
_TO_UNITS = ("transfer", "assist")
_MISSING = {"until": "到什么时候", "reason": "理由", "unit": "单位", "survivor": "并到哪一件"}
_BY_STATE = {
    "prepared": "还在等主管审批",
    "endorsed": "主管已同意，等坐席报平台，报后发：/已报 {id}",
    "submitted": "已报平台，等批复；批复后发：/市区批复 {id} 同意",
    "granted": "已经同意，不用再处理",
    "rejected": "主管没有同意，已结束",
    "refused": "平台没有同意，已结束",
    "withdrawn": "已撤回",
    "lapsed": "已随工单失效，不用再处理",
}


def _at(at: datetime) -> str:
    local = at.astimezone(DESK_ZONE)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _year(at: datetime) -> str:
    return f"{at.astimezone(DESK_ZONE).year}年"


def _incomplete(facts: Facts) -> str:
    missing = "和".join(_MISSING[each] for each in facts["missing"])
    return f"{facts['ticket_no']} 还缺{missing}，没有提交。例如：{_example(facts)}"


def _example(facts: Facts) -> str:
    kind = facts["kind"]
    told = {True: "已告知居民", False: "未告知居民", None: "已告知居民" if kind == "extension" else ""}
    place = {
        "return_to_city": "市区",
        "extension": f"到{_at(facts['until'])}" if facts.get("until") else "",
        "suspend": f"到{_at(facts['until'])}" if facts.get("until") else "",
        "transfer": facts.get("unit") or "单位名",
        "assist": facts.get("unit") or "单位名",
        "merge": f"到 {facts.get('survivor') or '另一件单号'}",
    }.get(kind, "")
    words = (
        f"/{_COMMANDS[kind]} {facts['ticket_no']}",
        place,
        facts.get("reason") or _REASONS[kind],
        told[facts.get("told")],
    )
    return " ".join(word for word in words if word)


def _needs(facts: Facts) -> str:
    return f"{facts['ticket_no']} 的{REQUESTS[facts['kind']]}申请还缺{_MISSING[facts['need']]}，没有提交。"


def _step(facts: Facts) -> str:
    said = _BY_STATE[facts["state"]].format(id=facts["request_id"])
    if facts["inside"] and facts["step"] in ("submit", "grant", "refuse"):
        said = "由主管审批，不用报平台"
    if facts["step"] == "withdraw" and facts["state"] == "submitted":
        said = "已报平台，不能撤回，请等批复"
    return f"申请{facts['request_id']}{said}。"


def _state(facts: Facts) -> str:
    no, kind = facts["ticket_no"], facts["kind"]
    # Before a unit has it, the agent may still choose one.
    instead = f"，请直接发：/转办 {no} 单位名" if facts["state"] == "pending_assign" and kind in _TO_UNITS else ""
    return f"{no} 现在是“{STATES[facts['state']]}”，不能申请{REQUESTS[kind]}{instead}。"


def _waiting(facts: Facts) -> str:
    lines = [
        f"\n· {each['id']}：{REQUESTS[each['kind']]}，{each['ticket_no']}，{REQUEST_WAITS[each['state']]}"
        for each in facts["waiting"]
    ]
    return "在办的：" + "".join(lines) if lines else ""


WORDS: dict[str, Callable[[Facts], str]] = {
    "request_incomplete": _incomplete,
    "request_needs": _needs,
    "request_step": _step,
    "request_state": _state,
    "request_pending": lambda f: (
        f"{f['ticket_no']} 已有{REQUESTS[f['kind']]}申请{f['request_id']}在办，不用再提。"
        f"要收回由提出人发：/撤回 {f['request_id']}"
    ),
    "request_once": lambda f: f"{f['ticket_no']} 已{REQUESTS[f['kind']]}过一次，不能再{REQUESTS[f['kind']]}。",
    "request_overdue": lambda f: f"{f['ticket_no']} 已过时限（{_at(f['at'])}），不能再申请延期，请尽快办结并说明原因。",
    "request_of_lead": lambda f: f"{f['ticket_no']} 由主办单位提申请，协办单位有困难请在群里@我说明，我转给坐席。",
    "until_passed": lambda f: f"{_at(f['at'])} 已经过了，没有提交，请写以后的时间。",
    "until_no_later": lambda f: (
        f"{f['ticket_no']} 现在就是{_at(f['due'])}到期，{_at(f['at'])}没有延后，没有提交，请写更晚的时间。"
    ),
    "until_too_late": lambda f: (
        f"{f['ticket_no']} 挂账最长一年（到{_year(f['at'])}{_at(f['at'])}），没有提交，请写早一点的时间。"
    ),
    "unit_has_it": lambda f: f"{f['ticket_no']} 已经在{f['unit']}名下，请换一个单位。",
    "one_unit": lambda f: (
        f"{f['ticket_no']} 转派只能给一个单位，没有提交。请只写一个，"
        f"例如：/转派 {f['ticket_no']} {f['units'][0]} 理由；别的单位请用 /协办"
    ),
    "excluded_already": lambda f: f"{f['ticket_no']} 已经剔除，不用再提。",
    "merge_into_itself": lambda f: f"{f['ticket_no']} 不能并到自己，请写另一件的单号。",
    "survivor_over": lambda f: f"要并入的 {f['ticket_no']} {STATES[f['state']]}，不能并入，请写在办的单号。",
    "merged_and_replied": lambda f: f"{f['ticket_no']} 并单后已记过平台回复，不用再操作。",
    "merge_into_which": lambda f: (
        f"{f['ticket_no']} 要并到哪一件？请写一个单号，例如：/并单 {f['ticket_no']} 到 另一件单号"
    ),
    "own_request": lambda f: f"申请{f['request_id']}是您自己提的，请由另一位主管或领导审批。",
    "not_own_request": lambda f: f"申请{f['request_id']}不是您提的，只能由提出的人撤回。",
    "one_request": lambda f: f"一次只写一个申请号，没有处理；请先发申请{f['request_id']}的，再发下一个。",
    "unknown_request": lambda f: f"没有申请{f['request_id']}，请核对申请号。{_waiting(f)}",
    "which_request": lambda f: (
        f"请写申请号。{_waiting(f)}" if f["waiting"] else "现在没有在办的申请；写法例如：/同意 12"
    ),
    "return_where": lambda f: (
        f"{f['ticket_no']} 退给谁？退市区发：/退单 {f['ticket_no']} 市区 {f['reason'] or '理由'}；"
        f"从单位收回发：/退单 {f['ticket_no']} 坐席 {f['reason'] or '理由'}"
    ),
}
