"""The Chinese names of states, stages, audiences, requests and events, which texts and reports share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

GRADES = {"g2h": "2小时件", "g24h": "24小时件", "g7d": "7天件", "g15d": "15天件"}

AUDIENCES = {
    "on_duty": "值班坐席",
    "unit": "承办单位",
    "unit_lead": "单位负责人",
    "supervisor": "值班主管",
    "leader": "带班领导",
    "leaders": "全体领导",
    "named": "指定人员",
    "applicant": "申请人",
    "other": "换班的另一方",
    "sender": "提问的人",
    "onlooker": "收到同一张卡片的人",
}

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
    "official_callback": "官方回访",
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


# By which rule an order was found to be called in again, the surest first.
REPEAT_RULES = {
    "number": "写明原工单编号",
    "caller": "同一来电人再次反映同一事项",
    "place_and_matter": "同一地点反映同一事项",
}
