"""Stops the desk's own texts that people forward or copy from being read as what they mean themselves."""

from __future__ import annotations

import re

from bot.call import Call
from rules.pasted_order import shows_caller
from rules.quoted_push import ABOVE_A_PUSH
from texts import people

# Every push begins with one of these alone in brackets (who writes 【办理情况】 reports).
# A person quoting uses the quote, not a copy.
_PUSH = re.compile(
    rf"\s*{ABOVE_A_PUSH}(?:（更正）[^，]*[0-9]{6}\S* (?:刚才的“|已作废，)"
    r"|【(?:紧急·)?(?:(?:签收|初核|转办|受理|首联|办理|平台回复|承诺|回访|巡检|审批|电话任务|敏感件告知)[^】]{0,12}(?:提醒|超时|到期)"
    r"|(?:催办|新工单|重办工单|协办工单|待回访|退回办理|交接班|巡检|初核电话|回访电话|电话任务"
    r"|单位留言|说法不一|又有来电|再次来电|敏感件|平台催办|新单重复|重复来电|疑似重复|请您派单|待您审批"
    r"|提出申请|审批结果|待报平台|已报平台|报平台|待平台批复|平台批复|申请撤回|恢复办理|申请失效|请补时限|请核对|请电话通知|批量录入|系统告警|系统提醒|系统恢复|提醒故障"
    r"|提醒恢复|停机|试发|练习|接班确认|换班确认|换班已定|换班未成|换班收回|换班|请假|请假收回|顶班|顶班收回|缺班|接班未确认|接班已确认|排班有空缺|初核积压|考核登记"
    r"|统计|热点提示|文件|报告未发|报告故障|扣款|对账|官方回访|回复稿|请处理|请管理员设置|通道故障告知"
    r"|请核对时限|请核对更正|试发没发出|试发未完成|扣款风险|扣款裁定|扣款异议|敏感件已确认|敏感件未确认|催办原单|热点|该续报了)(?:[·（][^】]*)?)】)"
)
# Nobody but the desk asks for an answer to itself, or says of an order what it has noted.
_ANSWER = re.compile(
    r"\s*\S{4,60} (?:已记(?:受理|首联|进展|承诺|办结|未接通|还没办好|下。)|还没算受理|是已经办结了吗)"
    r"|[^“]*@(?:我|\S{2,20} )回复“"
)


def is_own(text: str) -> bool:
    """Tell whether a text is a copy of a push or an answer of the desk."""
    return bool(_PUSH.match(text) or _ANSWER.match(text))


def handle(call: Call) -> str | None:
    """Answer a copied push or answer with how to reply to it; everything else passes."""
    # A platform may head its orders with the same words, but no push says who called.
    if not is_own(call.text) or shows_caller(call.text, call.desk.rules.number_patterns):
        return None
    return people.copied_push()
