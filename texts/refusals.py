"""Words refusals: one short sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rules.bundling import mark
from rules.files import MEBIBYTE
from rules.stages import WITH_UNIT
from texts import find_refusals, ledger_refusals, report_refusals, request_refusals, shift_refusals
from texts.file_kinds import WHAT_IS_KEPT
from texts.moments import DESK_ZONE
from texts.names import EVENTS, ROLES, STATES

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
_OF_UNITS = ("unit_staff", "unit_lead")


def refusal(code: str, facts: Facts) -> str:
    """Return the sentence for a refusal; an unknown code is a bug of ours and raises KeyError."""
    return _WORDS[code](facts)


# What a unit is told where nothing is left for it to do.
_WITH_THE_DESK = {
    "resolved": "已报过办结，等坐席回访，不用再报",
    "pending_reply": "坐席已回访，不用再操作",
    "replied": "已回复平台，不用再操作；有新情况请联系坐席",
    "archived": "已归档，不用再操作；有新情况请联系坐席",
}


_INSTEAD_OF_UNDO = {
    "corrected": "要改请再发一次 /更正",
    "snoozed": "要改时长请再发一次 /暂缓提醒",
    "called": "打错了请再发一次 /电催",
    "urged": "已经催出去了，催错了请向对方说明",
    "voided": "已经生效",
    "archived": "平台再次派单请重新登记",
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


def _instead(facts: Facts) -> str:
    """What to send in place of a command that is none."""
    if not facts.get("nearest"):
        who = facts.get("who")
        return (f"/{who['command']} {who_may(who)}" if who else "") + "发 /帮助 看您能用的命令。"
    return f"您是要 {facts['nearest']} 吗？{facts.get('instead') or ''}"


def who_may(facts: Mapping[str, Any]) -> str:
    """Return who may use a command, and whoever of them is on duty now."""
    allowed = sorted(facts.get("roles", ()), key=list(ROLES).index)
    roles = dict.fromkeys("承办单位" if role in _OF_UNITS else ROLES[role] for role in allowed)
    ask = f"，请找值班{'坐席' if 'agent' in allowed else '主管'}{facts['ask']}" if facts.get("ask") else ""
    return f"只有{'、'.join(roles) or '别的人员'}能用{ask}。"


def _not_your_role(facts: Facts) -> str:
    if not facts.get("command"):
        return "您还不能回复工单，请管理员把您登记为承办人员。"
    return f"您不能用 /{facts['command']}，{who_may(facts)}发 /帮助 看您能用的命令。"


def _withdraw(facts: Facts) -> str:
    """Tell how to take back a request that an undo does not reach."""
    return f"要收回申请请发：/撤回 {facts['request_id']}" if facts.get("request_id") else ""


def _at(moment: datetime) -> str:
    local = moment.astimezone(DESK_ZONE) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _with_list(sentence: str, lines: Sequence[str]) -> str:
    return "\n".join([sentence, *(f"· {line}" for line in lines)])


_WORDS: dict[str, Callable[[Facts], str]] = {
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
    "incomplete": lambda f: f"还缺{f['missing']}。写法：{f['usage']}，例如：{f['example']}",
    "unreached_says_nothing": lambda f: (
        f"{f['ticket_no']} 没接通就问不到解决没有，没有记。没接通只写：未接通；接通了请写满意、基本满意或不满意。"
    ),
    "not_a_choice": lambda f: f"没看懂“{f['text'][:20]}”，请写：{'、'.join(f['choices'])}。例如：{f['example']}",
    "no_number_no_time": lambda f: f"“{f['digits']}”不是您的单号，也不是时间，没有记。时间请写成 10:12。",
    "number_or_time": lambda f: (
        f"“{f['digits']}”是时间还是单号？没有记，请重发：时间写 {f['clock']}，单号写 {f['number']}。"
    ),
    "too_much": lambda f: f"没看懂“{f['extra'][:20]}”。写法：{f['usage']}，例如：{f['example']}",
    "unknown_command": lambda f: "没有这个命令。" + _instead(f),
    "stated_in_future": lambda f: f"{_at(f['at'])} 还没到，请写已经发生的时间。",
    "stated_too_early": lambda f: f"{_at(f['at'])} 早于上一步（{_at(f['not_before'])}），请核对时间。",
    "not_your_ticket": lambda f: (f"{f['ticket_no']} " if f.get("ticket_no") else "") + "不在您单位名下，请联系坐席。",
    "lead_only": lambda f: f"{f['ticket_no']} 由主办单位操作，协办单位请写进展。",
    "lead_is_assist": lambda f: f"{f['unit']}已是主办，不能同时协办。",
    "phoned_whom": lambda f: (
        f"{f['ticket_no']} 要电催{len(f['units'])}个单位：{'、'.join(f['units'])}。"
        f"请写明打给谁，例如 /电催 {f['ticket_no']} 已通 {f['units'][0]}"
    ),
    "one_lead": lambda f: f"请只写一个主办单位，协办写在后面，例如 {f['example']}",
    "nobody_to_phone": lambda f: (
        f"{f['ticket_no']} 现在是“{STATES[f['state']]}”，没有承办单位可电催；明细发：/查 {f['ticket_no']}"
    ),
    "assist_missing": lambda f: f"没有转办，“协办”后面请写单位，例如 {f['example']}；没有协办就不写这两个字。",
    "unknown_unit": lambda f: (
        (f"没有单位“{f['word'][:20]}”。" if f["word"] else "没有这个单位。")
        + (f"是不是：{'、'.join(f['nearest'])}？" if f["nearest"] else "请写全称。")
    ),
    "unknown_person": lambda f: f"没有找到{f['name']}，请写全名。",
    "several_people": lambda f: f"叫{f['name']}的不止一位，请写企业微信账号。",
    "promise_in_past": lambda f: (
        f"{_at(f['at'])} 已经过了，没有记承诺。请写还没到的时间，例如 /承诺 {f['ticket_no']} 明天下午"
    ),
    "no_time_read": lambda f: f"没看懂时间“{f['text'][:20]}”，例如 {f['example']}",
    "link_dead": lambda _: "这个上传链接已经失效，请回企业微信重新发 /证据 单号 取新链接。",
    "no_such_upload": lambda _: "这个文件没有传完整，请重新选择。",
    "file_too_large": lambda f: f"文件太大，单个不超过{f['most'] // MEBIBYTE}MB，请剪短或分段再传。",
    "file_empty": lambda _: "这个文件是空的，没有存。",
    "file_not_kept": lambda _: f"这种文件不收，只收{WHAT_IS_KEPT}。",
    "too_many_files": lambda f: f"一个链接最多传{f['most']}个文件，请回企业微信重新发 /证据 单号。",
    "too_much_today": lambda _: "您今天传的文件太多了，请明天再传，急的请直接发给坐席。",
    "evidence_closed": lambda f: f"{f['ticket_no']} {STATES.get(f['state'], f['state'])}，不再收证据。",
    "evidence_required": lambda f: (
        f"{f['ticket_no']} 已记为进展；有现场照片才算办结，请把照片和单号发在一条消息里@我。"
    ),
    "reply_needs_reason": lambda f: f"{f['ticket_no']} 没有证据，请写明理由：/已回复 {f['ticket_no']} 理由",
    "not_by_night": lambda f: (
        f"{f['ticket_no']} {'是紧急件，夜间也要' if f['urgent'] else '现在不是夜间，请'}打电话核对；"
        f"没打通请发：/初核 {f['ticket_no']} 未接通"
    ),
    "nothing_running": lambda f: f"{f['ticket_no']} {STATES[f['state']]}，没有在走的时限。",
    "urged_for_the_morning": lambda f: f"{f['ticket_no']} 夜间不打扰单位，提醒已排在{f['at']:%H:%M}发。",
    "urged_just_now": lambda f: f"{f['ticket_no']} 刚提醒过，{f['minutes']}分钟内不重复催。",
    "snooze_length": lambda f: f"{f['ticket_no']} 暂缓时长请写1分钟到3天，例如 2h 或 30m。",
    "nothing_to_undo": lambda f: f"{f['minutes']}分钟内没有您可撤销的操作。{_withdraw(f)}",
    "cannot_undo": lambda f: (
        f"{f['ticket_no']} 的“{EVENTS.get(f['kind'], '这一步')}”不能撤销，"
        f"{_INSTEAD_OF_UNDO.get(f['kind'], '请联系主管')}。"
    ),
    "overdue_intake": lambda f: (
        f"{f['ticket_no']} 已过签收时限，不能撤销登记；确属录错请发：/作废 {f['ticket_no']} 理由，由主管审批。"
    ),
    "dispatch_is_firm": lambda f: (
        f"{f['ticket_no']} 已有派单时间（{_at(f['at'])}），不能更正；"
        f"确属录错请发：/作废 {f['ticket_no']} 派单时间录错，再重新登记。"
    ),
    "dispatch_after_sign": lambda f: (
        f"{f['ticket_no']} {_at(f['signed'])}就签收了，派单时间不会是{_at(f['at'])}，没有更正，请核对。"
    ),
    "deadline_before_dispatch": lambda f: (
        f"{f['ticket_no']} 的截止（{_at(f['at'])}）早于派单（{_at(f['begun'])}），没有更正，请核对日期。"
    ),
    "acted_upon": lambda f: (
        f"{f['ticket_no']} 之后已有人操作（{EVENTS.get(f['kind'], '其他')}），不能撤销。{_withdraw(f)}"
    ),
    "not_your_role": _not_your_role,
    "wrong_chat": lambda f: f"/{f.get('command', '')} 不能在这里用，请私聊我发。",
    "wrong_group": lambda f: "这个群不是您单位的群，请到本单位群里发。",
    "not_a_unit_group": lambda f: "这里不收单位的回复，请到本单位群里@我，或私聊我发。",
    "not_of_this_group": lambda f: "本群只能看本单位的工单，别的请私聊我发。",
    "confidential": lambda f: (
        f"{f['ticket_no']} 诉求人要求保密，联系方式只给主管、领导和值班坐席看，"
        f"请联系{'坐席' if f.get('to_unit') else '主管'}。"
    ),
    "closed": lambda f: f"{f['ticket_no']} 已结束，不再提供联系方式，确有需要请联系坐席。",
    "confidential_needs_reason": lambda f: (
        f"{f['ticket_no']} 诉求人要求保密，请写明查看理由：/电话 {f['ticket_no']} 理由"
    ),
    "not_on_duty": lambda f: (
        f"/{f.get('command', '')} 只有值班坐席能用" + (f"，现在是{f['ask']}。" if f.get("ask") else "。")
    ),
    "not_your_shift": lambda f: (
        f"现在是{f['name']}当班，接班由当班的人自己确认。" if f.get("name") else "现在没有排班，请联系主管。"
    ),
    "unknown_action": lambda f: f"您不能用 /{f.get('command', '')}。",
    "direct_only": lambda f: f"/{f.get('command', '')} 涉及个人信息，请私聊我发。",
    "not_in_unit_group": lambda _: "这个群里不能登记工单，请私聊发给我。",
    "no_order_read": lambda _: "没看出工单内容，请整段粘贴平台上的工单。",
    "several_drafts": lambda f: (
        f"您有{len(f['drafts'])}份没编号的工单："
        + "".join(f"\n{mark(n)}{draft}" for n, draft in enumerate(f["drafts"], start=1))
        + f"\n请在单号后写序号再发，例如：{f['number']} {mark(len(f['drafts']))}"
    ),
    "bad_caller": lambda f: f"{f['ticket_no']} 没有更正，写的不像{f['field']}，请核对后重发。",
    "caller_in_group": lambda f: f"{f['field']}请私聊我更正，并撤回本条。",
    "secrecy_stays": lambda f: f"{f['ticket_no']} 诉求人要求保密，取消须由主管发：/更正 {f['ticket_no']} 保密 否",
    "unknown_field": lambda f: f"没有“{f['field']}”这一项，可更正：{'、'.join(f['fields'])}。",
    "number_is_firm": lambda f: (
        f"单号不能更正。录错了单号：没签收的发 /撤销 {f['tail']}，已签收的发 /作废 {f['tail']} 单号录错，"
        "再粘贴正确的工单。"
    ),
    "bad_value": lambda f: f"“{f['value'][:20]}”不能作{f['field']}，{f['hint']}",
    "unit_missing": lambda f: f"{f['ticket_no']} 状态是{STATES.get(f['state'], f['state'])}，须写承办单位。",
    "already_bound": lambda f: (
        f"本群已绑定{'、'.join(f['units']) or {'desk': '坐席', 'supervisors': '主管'}[f['kind']]}，没有改动。"
        f"确要改绑请发：/绑定 改为 {f['what']}"
    ),
    "bind_where": lambda f: f"绑定单位请在群里@我发；保存推送密钥请这样写：{f['example']}",
    "key_in_group": lambda _: "群里只写单位名。如果发的是推送密钥，请立即撤回，改为私聊我发：/绑定 群名 密钥",
    "unknown_code": lambda f: f"没有编号 {f['of']}，请让本人再@我一次，用我回复里的六位编号。",
    "nobody_called": lambda f: f"通讯录里没有“{f['name'][:20]}”，请写通讯录里的姓名或账号。",
    "several_called": lambda f: f"有{len(f['userids'])}位“{f['name']}”，请写账号：{'、'.join(f['userids'])}。",
    "person_bound": lambda f: (
        (f"编号 {f['of']} 已登记为{f['name']}" if f["name"] else f"{f['person']}已登记过另一个编号")
        + f"，没有改动。核实后确要改，请发：/绑定 {f['of']} 改为 {f['person']}"
    ),
    "unknown_group": lambda f: f"没有群“{f['name']}”，现有：{'、'.join(f['groups'])}。",
    "bad_key": lambda _: "这不像推送密钥，请从群的“消息推送”里复制 key= 后面的部分。",
    "key_of_another": lambda f: (
        f"没有保存：这是“{f['owner']}”的推送密钥，发出去只到那个群。"
        f"请取“{f['name']}”自己的密钥，私聊我发：/绑定 {f['name']} 密钥"
    ),
    "stated_to_come": lambda f: f"“{f['text'][:12]}”还没到，请写已经发生的时间。",
    "stated_unread": lambda f: f"“{f['text']}”看不出是几点，没有记。请写 16:20 或 昨天16:20，其他话写在时间后面。",
    "deadline_is_firm": lambda f: (
        f"{f['ticket_no']} 已过时限，不能再改时限，请联系主管。"
        if f["overdue"]
        else f"{f['ticket_no']} 单上写明了时限，改晚须经平台批准延期，不能用更正。"
    ),
    "several_quoted": lambda f: f"您引用的消息里有{len(f['numbers'])}件，请写明单号，例如：{f['numbers'][0]}",
    "agents_register": lambda _: "工单由坐席登记，请转给值班坐席。",
    "dispatch_in_future": lambda f: f"{f['ticket_no']} 未登记：单上的时间（{_at(f['at'])}）还没到，请核对后重新登记。",
}
for _area in (find_refusals, ledger_refusals, report_refusals, request_refusals, shift_refusals):
    _WORDS |= _area.WORDS
CODES = tuple(_WORDS)
