"""Words refusals about which order is meant, and what its state, its people or a limit do not allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rules.stages import WITH_UNIT
from texts.names import STATES

Facts = dict[str, Any]


# What to write for the move that comes next; {no} is the number.
_NEXT = {
    "sign": "/签收 {no}",
    "verify_true": "/初核 {no} 属实",
    "verify_wrong": "/初核 {no} 不符",
    "verify_unreached": "/初核 {no} 未接通",
    "assign": "/转办 {no} 单位名",
    "assign_by_named": "/转办 {no} 请某某派",
    "answer": "/直办 {no} 答复",
    "unit_accept": "/受理 {no}",
    "unit_contacted": "/首联 {no}",
    "unit_progress": "/进展 {no} 文字",
    "unit_promise": "/承诺 {no} 时间",
    "unit_done": "/办结 {no} 结果",
    "follow_up_satisfied": "/回访 {no} 满意 已解决",
    "follow_up_unsatisfied": "/回访 {no} 不满意 未解决",
    "follow_up_unreached": "/回访 {no} 未接通",
    "replied": "/已回复 {no}",
    "archive": "/归档 {no}",
    "resumed": "/恢复 {no}",
    "replied_when_merged": "/已回复 {no}",
}
# What a unit is told where nothing is left for it to do.
_WITH_THE_DESK = {
    "resolved": "已报过办结，等坐席回访，不用再报",
    "pending_reply": "坐席已回访，不用再操作",
    "replied": "已回复平台，不用再操作；有新情况请联系坐席",
    "archived": "已归档，不用再操作；有新情况请联系坐席",
}


def _wrong_state(facts: Facts) -> str:
    state = STATES[facts["state"]]
    to_unit = facts.get("to_unit", False)
    if not to_unit and facts["state"] in WITH_UNIT and not facts["move"].startswith("unit_"):
        return f"{facts['ticket_no']} {state}，等单位报办结后再操作；要催请发：/催办 {facts['ticket_no']}"
    following = [_NEXT[move] for move in facts["next"] if move in _NEXT and (not to_unit or move.startswith("unit_"))]
    if to_unit and not following:
        return f"{facts['ticket_no']} {_WITH_THE_DESK.get(facts['state'], f'{state}，有疑问请联系坐席')}。"
    if not following:
        return f"{facts['ticket_no']} {state}，不用再操作。"
    offered = facts["theirs"] if "theirs" in facts else facts["next"]
    theirs = [_NEXT[move] for move in offered if move in _NEXT and _NEXT[move] in following]
    if not theirs:
        return f"{facts['ticket_no']} 现在是“{state}”，等坐席{following[0].split()[0][1:]}后再操作。"
    return f"{facts['ticket_no']} 现在是“{state}”，下一步：{theirs[0].format(no=facts['ticket_no'])}"


def _with_list(sentence: str, lines: Sequence[str]) -> str:
    return "\n".join([sentence, *(f"· {line}" for line in lines)])


WORDS: dict[str, Callable[[Facts], str]] = {
    "wrong_state": _wrong_state,
    "unknown_number": lambda f: f"没有找到工单 {f['number']}，请核对单号。",
    "several_numbers": lambda f: (
        f"尾号{f['tail']}有{f.get('n', len(f['numbers']))}件"
        + (f"：{'、'.join(f['numbers'])}。" if f["numbers"] else "。")
        + "请写全单号。"
    ),
    "too_many": lambda f: f"一次最多{f['most']}件，这里有{f['n']}件，没有处理，请分几次发。",
    "several_platforms": lambda f: (
        f"{f['written']} 在几个平台上都有，请把平台名写在单号前"
        + ("：" + "、".join(f"{platform} {f['written']}" for platform in f["platforms"]) if f["platforms"] else "。")
    ),
    "which_ticket": lambda f: _with_list(
        "不知道是哪一件，请写单号（后四位也行），或引用我发的那条消息。", f.get("likely", ())
    ),
    "quote_disagrees": lambda f: f"您引用的是 {'、'.join(f['quoted'])}，写的却是 {f['number']}，请只留一个再发。",
    "several_quoted": lambda f: f"您引用的消息里有{len(f['numbers'])}件，请写明单号，例如：{f['numbers'][0]}",
    "not_your_ticket": lambda f: (f"{f['ticket_no']} " if f.get("ticket_no") else "") + "不在您单位名下，请联系坐席。",
    "lead_only": lambda f: f"{f['ticket_no']} 由主办单位操作，协办单位请写进展。",
    "lead_is_assist": lambda f: f"{f['unit']}已是主办，不能同时协办。",
    "one_lead": lambda f: f"请只写一个主办单位，协办写在后面，例如 {f['example']}",
    "assist_missing": lambda f: f"没有转办，“协办”后面请写单位，例如 {f['example']}；没有协办就不写这两个字。",
    "unknown_unit": lambda f: (
        (f"没有单位“{f['word'][:20]}”。" if f["word"] else "没有这个单位。")
        + (f"是不是：{'、'.join(f['nearest'])}？" if f["nearest"] else "请写全称。")
    ),
    "unknown_person": lambda f: f"没有找到{f['name']}，请写全名。",
    "several_people": lambda f: f"叫{f['name']}的不止一位，请写企业微信账号。",
    "unit_missing": lambda f: f"{f['ticket_no']} 状态是{STATES.get(f['state'], f['state'])}，须写承办单位。",
    "phoned_whom": lambda f: (
        f"{f['ticket_no']} 要电催{len(f['units'])}个单位：{'、'.join(f['units'])}。"
        f"请写明打给谁，例如 /电催 {f['ticket_no']} 已通 {f['units'][0]}"
    ),
    "nobody_to_phone": lambda f: (
        f"{f['ticket_no']} 现在是“{STATES[f['state']]}”，没有承办单位可电催；明细发：/查 {f['ticket_no']}"
    ),
    "unreached_says_nothing": lambda f: (
        f"{f['ticket_no']} 没接通就问不到解决没有，没有记。没接通只写：未接通；接通了请写满意、基本满意或不满意。"
    ),
    "not_by_night": lambda f: (
        f"{f['ticket_no']} {'是紧急件，夜间也要' if f['urgent'] else '现在不是夜间，请'}打电话核对；"
        f"没打通请发：/初核 {f['ticket_no']} 未接通"
    ),
    "nothing_running": lambda f: f"{f['ticket_no']} {STATES[f['state']]}，没有在走的时限。",
    "urged_for_the_morning": lambda f: f"{f['ticket_no']} 夜间不打扰单位，提醒已排在{f['at']:%H:%M}发。",
    "urged_just_now": lambda f: f"{f['ticket_no']} 刚提醒过，{f['minutes']}分钟内不重复催。",
    "snooze_length": lambda f: f"{f['ticket_no']} 暂缓时长请写1分钟到3天，例如 2h 或 30m。",
    "confidential": lambda f: (
        f"{f['ticket_no']} 诉求人要求保密，联系方式只给主管、领导和值班坐席看，"
        f"请联系{'坐席' if f.get('to_unit') else '主管'}。"
    ),
    "closed": lambda f: f"{f['ticket_no']} 已结束，不再提供联系方式，确有需要请联系坐席。",
    "confidential_needs_reason": lambda f: (
        f"{f['ticket_no']} 诉求人要求保密，请写明查看理由：/电话 {f['ticket_no']} 理由"
    ),
}
