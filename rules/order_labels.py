"""The names platforms give to the fields of a work order."""

from __future__ import annotations

import re
from collections.abc import Collection

LABELS: dict[str, str] = {
    "ticket_no": "工单编号 工单号 工单编码 编号 诉求编号 受理编号 流水号 办件编号 市级编号 单号 热线编号 案件编号"
    " 诉求单号 受理单号 任务编号 事件编号",
    "platform": "平台 来源平台 工单来源 受理平台 来源",
    "reported_at": "来电时间 来话时间 受理时间 创建时间 登记时间 反映时间 诉求时间 时间",
    "caller_name": "来电人 反映人 诉求人 来话人 联系人 来电人姓名 反映人姓名 诉求人姓名 市民姓名 姓名"
    " 举报人 投诉人 求助人 申请人 当事人 客户 客户姓名 用户姓名 联系人姓名 投诉人姓名 举报人姓名 求助人姓名 申请人姓名"
    " 来电人信息 诉求人信息 反映人信息 联系人信息 来电人/电话 来电人/联系电话 来电人及电话 来电人及联系方式"
    " 诉求人/电话 诉求人及电话 反映人/电话 反映人及电话 联系人/电话 联系人及电话 联系人及联系方式 姓名/电话 姓名及电话",
    "caller_phone": "联系电话 联系方式 电话 来电号码 联系号码 来电人电话/账号 来电人电话"
    " 反映人电话 诉求人电话 手机号码 手机号 手机 来电电话 投诉人电话 举报人电话 求助人电话 申请人电话 客户电话"
    " 联系人电话 来电人联系电话 来电人联系方式 诉求人联系电话 诉求人联系方式 反映人联系电话 反映人联系方式 主叫号码",
    "confidential": "是否保密 保密 保密要求 保密标识 保密件 是否保密件 隐私 隐私要求 隐私保护",
    "public": "是否公开 公开要求",
    "special_flags": "特殊标记 工单标记 标记 特殊标识 工单标识 敏感标识 特殊标签 工单标签 标签",
    "kind": "工单类型 诉求类型 诉求类别 业务类别 工单类别 诉求性质 来电类型 业务类型 类型",
    "category_path": "问题分类 诉求分类 事项分类 问题类别 事项类别 分类",
    "category_1": "一级分类 一级类别 事项大类",
    "category_2": "二级分类 二级类别 事项小类",
    "category_3": "三级分类 三级类别",
    "title": "标题 工单标题 诉求标题 诉求主题 主题",
    "content": "主要内容 诉求内容 反映内容 工单内容 来电内容 具体内容 问题描述 诉求描述"
    " 事件描述 诉求详情 问题内容 反映问题 反映情况 诉求事项 内容 诉求 事由 问",
    "address": "地址 发生地址 发生地点 详细地址 小区点位 问题点位 点位 地点 事发地点 事发地址 诉求地址 问题地点 位置",
    "township": "被反映街乡镇 所属街乡镇 街乡镇 被反映街道",
    "community": "所属社区 村/社区 社区/村 所在村社区 村社区 所属村居 被反映社区 社区",
    "urgency": "紧急程度 任务类型 紧急级别 缓急程度",
    "limit_text": "办理时限 处理时限 处置时限 办结时限 回复时限 反馈时限 答复时限"
    " 办理期限 处置期限 处理期限 答复期限 回复期限 办结期限 反馈期限 时限要求 时限 期限",
    "contact_limit_text": "首联时限 联系时限 先行联系时限 先行联系 首次联系时限",
    "deadline_at": "截止时间 截止日期 到期时间 到期日期 到期日 承诺完成时间 要求办结时间 应办结时间 要求完成时间"
    " 要求回复时间 办结截止时间 办结截止 反馈截止时间 反馈截止"
    " 回复截止时间 回复截止 答复截止 截止 到期",
    "unit_deadline_at": "承办单位截止日期 承办单位截止时间 处理截止时间",
    "first_dispatched_at": "派单时间 派发时间 首派时间 派遣时间 交办时间 下派时间 首次派单时间 首次派发时间 派单日期"
    " 派单 派发 下派 交办 首派",
    "lead_unit": "主责单位 主办单位 承办单位 责任单位 处理单位 办理单位 承办部门 承办 主办",
    "assist_units": "协办单位 配合单位 协办",
    "role": "工单性质",
    "people_count": "涉及人数 人数",
    "sensitive": "是否涉稳 涉稳",
    "group": "是否群体 群体诉求",
    "supervised": "是否督办 督办",
    "remark": "备注 注意事项 温馨提示",
    "other": "来电主体 是否回访 序号 建议答复 派单人员 派单人 派单员 被反映区 所属区"
    " 处理结果 工单状态 回复内容 办理情况 性别 企业名称"
    " 历史工单 历史记录 关联工单 原工单 重复工单 办理记录 流转记录 坐席 受理人 来电次数 七有五性 小区"
    " 剩余时限 剩余时间",
}
FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels.split()}


def _any_of(words: Collection[str]) -> str:
    """An expression for each of the words, the longest first, read character by character: hundreds of them."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    branches = []
    for char, ends in rests.items():
        longer = [rest for rest in ends if rest]
        more = f"[ ]?{_any_of(longer)}" if longer else ""
        branches.append(re.escape(char) + (f"(?:{more})?" if more and "" in ends else more))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


ANY_LABEL = f"(?=[{''.join(sorted({label[0] for label in FIELD_OF}))}]){_any_of(FIELD_OF)}"


def field_of(label: str) -> str | None:
    """Return the field a table's heading names, or None."""
    return FIELD_OF.get(re.sub(r"[\s*:]", "", label))
