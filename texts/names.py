"""The Chinese names of states, stages, roles and kinds of event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.requests import RequestStep, turn_of
from rules.stages import Stage

STATES = {
    "pending_sign": "待签收",
    "pending_verify": "待初核",
    "pending_assign": "待转办",
    "assigned": "已转办",
    "accepted": "已受理",
    "handling": "办理中",
    "resolved": "待回访",
    "pending_reply": "待回复",
    "replied": "已回复",
    "archived": "已归档",
    "returned": "已退回",
    "suspended": "已挂账",
    "merged": "已并单",
    "voided": "已作废",
}

STAGES = {
    "sign": "签收",
    "verify": "初核",
    "assign": "转办",
    "accept": "受理",
    "first_contact": "首联",
    "handle": "办理",
    "follow_up": "回访",
    "platform_reply": "平台回复",
    "promise": "承诺",
    "request": "审批",
    "task": "电话任务",
    "patrol": "巡检",
    "alert": "敏感件告知",
}

ROLES = {
    "agent": "坐席",
    "analyst": "分析员",
    "unit_staff": "承办人员",
    "unit_lead": "单位负责人",
    "supervisor": "主管",
    "leader": "带班领导",
    "admin": "管理员",
    "auditor": "审计员",
}

# How a message found its ticket.
LINKS = {
    "number": "按单号",
    "tail": "按尾号",
    "quote": "按引用",
    "card": "按卡片",
    "only_open": "唯一在办件",
    "chosen": "经选择",
}

GRADES = {"g2h": "2小时件", "g24h": "24小时件", "g7d": "7天件", "g15d": "15天件"}

EVENTS = {
    "created": "登记",
    "signed": "签收",
    "verified": "初核",
    "assigned": "转办",
    "accepted": "受理",
    "contacted": "首联",
    "progress": "进展",
    "promised": "承诺",
    "resolved": "单位报办结",
    "request_prepared": "提出申请",
    "request_endorsed": "同意申请",
    "request_rejected": "驳回申请",
    "request_submitted": "已报平台",
    "request_granted": "平台同意",
    "request_refused": "平台不同意",
    "request_withdrawn": "撤回申请",
    "followed_up": "回访",
    "replied": "平台已回复",
    "reminded": "提醒",
    "escalated": "升级",
    "breached": "超时",
    "unit_message": "单位留言",
    "undone": "撤销",
    "corrected": "更正",
    "archived": "归档",
    "reopened": "退回办理",
    "voided": "作废",
    "called": "电催",
    "called_verify": "初核电话",
    "called_follow_up": "回访电话",
    "snoozed": "暂缓提醒",
    "urged": "催办",
    "called_again": "再次来电",
    "acknowledged": "敏感件已确认",
    "evidence": "证据",
    "revealed": "查看联系方式",
    "updated": "补全",
    "missed": "超过内部时限",
    "returned": "退回市区",
    "suspended": "挂账",
    "resumed": "恢复办理",
    "merged": "并单",
    "excluded": "剔除",
    "deadline_moved": "时限变更",
    "call_tried": "拨打未通",
    "patrolled": "巡检",
}


# What a granted request does, where the kind of its event says it of others.
_OF_REQUESTS = {"transferred": "转派", "assisted": "增加协办", "returned_to_desk": "退回坐席"}
_OF_ASSISTS = ("assist_accept", "assist_done")


def event_name(kind: str, facts: Mapping[str, Any]) -> str:
    """Return what an event is called: a call by whom it was to reach, what the desk or an assist did as such."""
    if facts.get("by_desk"):
        return "直办"
    if name := _OF_REQUESTS.get(str(facts.get("move"))):
        return name
    name = EVENTS.get(f"{kind}_{facts.get('purpose')}") or EVENTS.get(kind, kind)
    return f"协办{name}" if facts.get("move") in _OF_ASSISTS else name


def stage_name(stage: str, subject: str | None) -> str:
    """Return what a clock measures: of a request whose turn it is."""
    turn = turn_of(subject) if stage == Stage.REQUEST else None
    return "报平台" if turn is not None and turn.step is RequestStep.SUBMIT else STAGES.get(stage, stage)


AUDIENCES = {
    "on_duty": "值班坐席",
    "unit": "承办单位",
    "unit_lead": "单位负责人",
    "supervisor": "值班主管",
    "leader": "带班领导",
    "leaders": "全体领导",
    "named": "指定人员",
    "applicant": "申请人",
    "sender": "提问的人",
    "onlooker": "收到同一张卡片的人",
}

DELIVERY_STATES = {
    "sent": "已发",
    "superseded": "不必再发",
    "failed": "没发成",
    "unknown": "是否送达不明",
    "pending": "待发",
    "held": "暂存",
}

CHANNELS = {"push_key": "群推送", "app": "应用私信", "aibot": "助手消息", "response_url": "回复"}

KINDS = {
    "order": "转办通知",
    "order_direct": "转办通知",
    "notice": "通知",
    "hand_over": "交接班",
    "hand_over_asked": "接班确认",
    "late_answer": "补答",
    "please_phone": "请电话通知",
    "reminder": "提醒",
    "alert": "敏感件告知",
    "refused_way": "通道故障告知",
    "card_update": "卡片更新",
    "tap_answer": "点卡片的回复",
}

# What a notice is about, as its own first words say it.
NOTICES = {
    "claimed_done": "待回访通知",
    "sent_back": "退回办理通知",
    "named_dispatch": "请派单通知",
    "request": "申请通知",
    "resumed": "恢复办理通知",
    "taken_back": "撤销更正通知",
    "deadline_differs": "请核对时限通知",
    "limit_assumed": "请补时限通知",
    "miss_corrected": "请核对更正通知",
    "many_order": "批量录入通知",
    "many_limit_assumed": "请补时限通知（批量）",
    "many_deadline_differs": "请核对时限通知（批量）",
    "unit_asks": "单位留言通知",
    "claims_differ": "说法不一通知",
    "called_again": "再次来电通知",
    "alert_acknowledged": "敏感件已确认通知",
    "alert_withdrawn": "敏感标记更正通知",
    "urged_by_order": "平台催办通知",
    "repeat_found": "重复来电通知",
    "repeat_taken_back": "再次来电更正通知",
    "many_called_again": "再次来电通知（批量）",
    "many_urged_by_order": "平台催办通知（批量）",
    "many_repeat_found": "重复来电通知（批量）",
}

OUTCOMES = {
    "met": "按时",
    "missed": "超过时限",
    "cancelled": "取消",
    "moved": "改期",
    "attempted": "已尝试",
    "unknown": "不详",
}

# What a request waits for.
REQUEST_WAITS = {"prepared": "待主管审批", "endorsed": "待报平台", "submitted": "待平台批复"}
REQUESTS = {
    "void": "作废",
    "merge": "并单",
    "extension": "延期",
    "transfer": "转派",
    "assist": "协办",
    "suspend": "挂账",
    "exclude": "剔除",
    "return_to_desk": "退回坐席",
    "return_to_city": "退回市区",
}
# What a unit's free text is for.
INTENTS = {
    "ack": "收到",
    "progress": "进展",
    "resolved": "办结",
    "extension": "延期",
    "return": "退单",
    "transfer": "转派",
    "exclude": "剔除",
    "question": "询问",
    "other": "其他",
}
