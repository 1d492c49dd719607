"""Words what became of the rows of an imported file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from actions.foretelling import Change, Foretold
from rules.order_columns import Header
from rules.order_row import CellMistake
from texts.moments import moment
from texts.names import STATES

OUTCOMES = {
    "created": "新建",
    "updated": "补全",
    "unchanged": "无变化",
    "reopened": "重办（新一轮）",
    "rejected": "未导入",
}
_WHY = {
    "missing": "“{heading}”为空",
    "rounded": "“{heading}”被表格存成了数字，末尾几位已丢失，请在平台重新导出或把该列设为文本",
    "no_number": "“{heading}”不是认识的单号格式（见 config.toml 的 ticket_number_patterns）",
    "id_card": "“{heading}”是身份证号，不是单号",
    "unreadable": "“{heading}”看不懂",
    "date_only": "“{heading}”只有日期没有时刻",
}


def cell_mistake(mistake: CellMistake, header: Header) -> str:
    """Return why a field of a row cannot be taken; names the column and never what it holds."""
    return _WHY[mistake.why].format(heading=header.heading(mistake.field))


_ADD_UNIT = "请在通讯录文件里加上这个单位，或给已有单位加这个别名（aliases），运行 import-directory 后再导入"
_REFUSED = {
    "unknown_unit": f"承办或协办单位不在通讯录里；{_ADD_UNIT}",
    "unit_missing": "这个状态须写承办单位",
    "lead_is_assist": "同一单位既主办又协办",
    "dispatch_in_future": "派单时间晚于现在",
    "stated_in_future": "有时间晚于现在",
    "stated_too_early": "几个时间的先后不对",
    "state_unknown": "状态不认识",
    "bug": "程序处理这一行时出错",
}


def refused_row(code: str) -> str:
    """Return why a row was refused, in words that fit every row."""
    return _REFUSED.get(code, "不符合登记规则，详见清单")


def overdue_from_the_start(n_rows: int) -> str:
    """Return what to mind before an import whose new tickets are overdue already."""
    begins = f"其中 {n_rows} 行新建时就已超期，导入后会催办"
    return f"{begins}；如果早已办完，请先在表里写明工单状态（已回复、已归档）或平台回复时间"


_WHOLE_TEXTS = frozenset({"title", "content", "address", "caller_name", "caller_phone"})


def foretold(told: Foretold, heading: Callable[[str], str], zone: tzinfo, now: datetime) -> str | None:
    """Return what would become of a row, in one line; None for one that changes nothing and says nothing else.

    `heading` gives the file's own name of a field. Long texts and whoever called are never repeated.
    """
    if told.outcome in ("created", "reopened"):
        due = f"到期 {moment(told.deadline_at, zone, now=now)}" if told.deadline_at else "没有期限"
        where = [STATES[told.state], *([told.unit] if told.unit else []), due]
        return f"{OUTCOMES[told.outcome]}：{'，'.join(where)}"
    changes = [_change(each, heading(each.field), zone, now) for each in told.changes]
    if told.is_repeated:
        changes.insert(0, "文件里前面已有这个单号")
    return f"{OUTCOMES[told.outcome]}：{'；'.join(changes)}" if changes else None


def _change(change: Change, name: str, zone: tzinfo, now: datetime) -> str:
    if change.field in _WHOLE_TEXTS:
        return f"{name} {'补全' if change.is_taken else '不同，不改'}"
    before, after = (_value(value, zone, now) for value in (change.before, change.after))
    if change.field == "deadline_at":
        return f"{name} {before} → {after}，不改，请坐席核对"
    return f"{name} {before} → {after}{'' if change.is_taken else '，不改'}"


def _value(value: Any, zone: tzinfo, now: datetime) -> str:
    if isinstance(value, datetime):
        return moment(value, zone, now=now)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value) or "无"
    return STATES.get(value, str(value)) if value else "空"
