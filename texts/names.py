"""The Chinese names of roles, deliveries and notices; those that reports share are in rules/names.py."""

from __future__ import annotations

from rules.names import AUDIENCES, EVENTS, GRADES, REQUESTS, STAGES, STATES, event_name
from rules.requests import RequestStep, turn_of
from rules.stages import Stage

__all__ = ["AUDIENCES", "EVENTS", "GRADES", "REQUESTS", "STAGES", "STATES", "event_name"]


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


_CALLS = {"verify": "初核电话", "follow_up": "回访电话"}


def stage_name(stage: str, subject: str | None) -> str:
    """Return what a clock measures: of a request whose turn it is, of a planned call why it is made."""
    if stage == Stage.TASK and subject in _CALLS:
        return _CALLS[subject]
    turn = turn_of(subject) if stage == Stage.REQUEST else None
    return "报平台" if turn is not None and turn.step is RequestStep.SUBMIT else STAGES.get(stage, stage)


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
    "shift_asked": "换班确认",
    "shift_told": "换班通知",
    "hand_over_list": "交接清单",
    "shift_unconfirmed": "接班未确认",
    "shift_settled": "接班已确认",
    "rota_gap": "排班空缺",
    "rota_gaps": "排班空缺",
    "rota_own_gap": "排班空缺",
    "backlog_offered": "初核积压",
    "backlog_answered": "初核积压答复",
    "backlog_over": "初核积压解除",
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
    "hot_spot": "热点提示",
    "claimed_done": "待回访通知",
    "sent_back": "退回办理通知",
    "official_callback": "官方回访通知",
    "many_official_callback": "官方回访清单",
    "named_dispatch": "请派单通知",
    "request": "申请通知",
    "resumed": "恢复办理通知",
    "incident_again": "突发续报提醒",
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
    "ledger_entered": "考核登记通知",
    "ledger_disputed": "扣款异议通知",
    "ledger_decided": "扣款裁定通知",
    "platform_differs": "对账差异通知",
}

OUTCOMES = {
    "met": "按时",
    "missed": "超过时限",
    "cancelled": "取消",
    "moved": "改期",
    "attempted": "已尝试",
    "unknown": "不详",
}

# Who acts without being a person.
NO_PEOPLE = {"import": "平台导入"}
# What a request waits for.
REQUEST_WAITS = {"prepared": "待主管审批", "endorsed": "待报平台", "submitted": "待平台批复"}
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
