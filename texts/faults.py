"""Words what was set aside: who has to watch by hand now, and under which reference the log tells why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any

from actions.desk import Desk
from models.queries import set_aside as queries
from models.set_aside import SetAside
from texts.errors import broken
from texts.moments import moment

_LISTED = 30
_FOR_ADMIN = "管理员可凭编号查日志"
_WHAT = {
    "clock": "提醒",
    "delivery": "消息",
    "message": "消息",
    "inbound": "收到的消息",
    "archive": "归档",
    "resume": "挂账恢复",
    "patrol": "巡检计时",
    "hand_over": "交班提示",
    "shifts": "班次检查",
    "release": "暂存的提醒",
    "way": "通道故障告知",
    "report": "报告",
}
_WATCH = f"请人工盯紧时限，{_FOR_ADMIN}。"
_MANY_MESSAGES = f"【提醒故障】有{{n}}条消息没能生成{{about}}（编号 {{references}}）。{_WATCH}"
_MANY = {
    "clock": f"【提醒故障】有{{n}}条提醒出了故障{{about}}（编号 {{references}}）。{_WATCH}",
    "mended": "【提醒恢复】有{n}条提醒已恢复正常{about}（编号 {references}）。",
    "resume": f"【提醒故障】有{{n}}件挂账到期没能自动恢复（编号 {{references}}）。请逐件发“/恢复 单号”，仍不行{_WATCH}",
    "for_unit": "【提醒故障】有{n}条消息没能生成{about}（编号 {references}）。请照常按时办理，不清楚的请问值班坐席。",
}
_ENDS = {"mended": "，已恢复", "over": "，已不需要", "ended": "，未发出，已另行告知"}


def fault(facts: Mapping[str, Any]) -> str:
    """Return what one who has to watch is told; made of nothing but its facts, so that it cannot fail as well."""
    about = facts.get("about") or facts.get("ticket_no")
    return _WORDS.get(facts.get("code", ""), _something)(about, facts.get("reference"))


def faults(told: Sequence[Mapping[str, Any]]) -> str:
    """Return the one message about many things of one kind that were set aside, or work again, at a time."""
    code = told[0].get("code", "")
    numbers = list(dict.fromkeys(facts["ticket_no"] for facts in told if facts.get("ticket_no")))
    references = "、".join(str(facts.get("reference")) for facts in told[:3]) + ("等" if len(told) > 3 else "")
    if code == "answer":
        return broken(references)
    about = f"，涉及{len(numbers)}件工单" if numbers else ""
    heading = _MANY.get(code, _MANY_MESSAGES).format(n=len(told), about=about, references=references)
    where = "问值班坐席" if code == "for_unit" else "发 /待办 查看"
    rest = f"\n……其余{len(numbers) - _LISTED}件请{where}" if len(numbers) > _LISTED else ""
    return heading + "".join(f"\n{number}" for number in numbers[:_LISTED]) + rest


def what_failed(row: SetAside) -> str:
    """Return what a fault is about."""
    return _WHAT.get(row.kind, row.kind)


def fault_lines(desk: Desk, ticket_id: int) -> list[str]:
    """Return what of a ticket was ever set aside, under a heading of its own; nothing where nothing was."""
    lines = [f"  {fault_line(row, desk.rules.zone)}" for row in queries.faults_of_ticket(desk.session, ticket_id)]
    return ["", "故障：", *lines] if lines else []


def faults_now(desk: Desk, lately: timedelta) -> list[str]:
    """Return what is set aside now, or had to end so lately, counted by what it is, with references."""
    found: dict[str, list[str]] = {}
    for row in queries.shown(desk.session, desk.real_now - lately):
        found.setdefault(what_failed(row), []).append(str(row.reference))
    return [
        f"{what}{len(references)}项（编号 {'、'.join(references[-3:])}{'等' if len(references) > 3 else ''}）"
        for what, references in found.items()
    ]


def fault_line(row: SetAside, zone: tzinfo) -> str:
    """Return one fault as the story of its ticket tells it."""
    since = moment(row.set_aside_at or row.last_failed_at, zone)
    end = _ENDS.get(row.outcome or "", "")
    return f"{since} {what_failed(row)}出故障，试了{row.tries}次（编号 {row.reference}）{end}"


def _clock(no: str | None, reference: object) -> str:
    return f"【提醒故障】{no}｜这件工单的提醒出了故障（编号 {reference}）。请人工盯紧时限，{_FOR_ADMIN}。"


def _mended(no: str | None, reference: object) -> str:
    about = f"{no}｜这件工单的" if no else ""
    return f"【提醒恢复】{about}提醒已恢复正常（编号 {reference}）。"


def _resume(no: str | None, reference: object) -> str:
    ask = f"请发：/恢复 {no}，仍不行请人工盯紧时限"
    return f"【提醒故障】{no}｜挂账到期没能自动恢复（编号 {reference}）。{ask}，{_FOR_ADMIN}。"


def _patrol(_no: str | None, reference: object) -> str:
    return f"【提醒故障】查看平台的提醒出了故障（编号 {reference}）。请按时人工查看平台，{_FOR_ADMIN}。"


def _hand_over(_no: str | None, reference: object) -> str:
    return f"【提醒故障】交班提示没能生成（编号 {reference}）。请当面交接，{_FOR_ADMIN}。"


def _shifts(_no: str | None, reference: object) -> str:
    return f"【提醒故障】接班、排班空缺和初核积压没能检查（编号 {reference}）。请当面核对谁在岗，{_FOR_ADMIN}。"


def _report(which: str | None, reference: object) -> str:
    about = which or "有一份报告"
    return f"【报告故障】{about}没能生成（编号 {reference}），每小时会再试。急用请先手工出具，{_FOR_ADMIN}。"


def _for_unit(no: str | None, reference: object) -> str:
    about = f"{no}｜" if no else ""
    return f"【提醒故障】{about}有一条消息没能生成（编号 {reference}）。请照常按时办理，不清楚的请问值班坐席。"


def _answer(_no: str | None, reference: object) -> str:
    return broken(str(reference))


def _something(no: str | None, reference: object) -> str:
    about = f"{no}｜" if no else ""
    return f"【提醒故障】{about}有一条消息没能生成（编号 {reference}）。请人工盯紧，{_FOR_ADMIN}。"


def _no_callback(_no: str | None, _reference: object) -> str:
    return (
        "【请管理员设置】应用没有设置“接收消息”的网址，带按钮的卡片发不出去，已改发文字，提醒照常。"
        "请在企业微信管理后台打开本应用，设置API接收消息（见 docs/connect-wecom.zh-CN.md）。"
    )


_WORDS = {
    "no_callback": _no_callback,
    "clock": _clock,
    "mended": _mended,
    "resume": _resume,
    "patrol": _patrol,
    "hand_over": _hand_over,
    "shifts": _shifts,
    "report": _report,
    "for_unit": _for_unit,
    "answer": _answer,
}
