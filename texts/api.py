"""Words what the API answers to other programs: refused calls, unreadable rows and notes on orders taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

CALLS = {
    "no_token": "请在 Authorization 头里带上 Bearer 令牌。",
    "wrong_token": "令牌不对。",
    "not_your_right": "这个令牌没有这项权限（需要 {right}）。",
    "bad_request": "请求有误：{problems}",
    "bad_json": "请求正文不是合法的 JSON。",
    "empty_period": "since 要早于 until。",
    "too_large": "请求太大，请分批提交。",
    "no_such_page": "没有这个接口。",
    "wrong_method": "这个接口不支持 {method}。",
    "unknown_ticket": "没有找到工单 {number}。",
    "unknown_department": "没有这个单位，请写全称。",
    "bad_cursor": "cursor 无效，请用上一页返回的 next_cursor。",
    "clock_is_real": "业务时间只有连接模拟器或本机接口时才能调整。",
    "clock_is_moving": "业务时间正在推进，请稍后再试。",
    "database_away": "数据库暂时不可用，请稍后再试。",
    "broken": "出错了，已记录（编号 {reference}）。",
    "refused": "请求没有被接受。",
}

# What the validator found, by its own names; a value is never repeated, it may be an identity.
_FIELD_PROBLEMS = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "最多{max_length}个字",
    "string_pattern_mismatch": "格式不对",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为数字",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "list_type": "应为列表",
    "too_long": "最多{max_length}项",
    "enum": "应为 {expected} 之一",
    "literal_error": "应为 {expected} 之一",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "dict_type": "应为对象",
}
_NOTES = {
    "repeat": "与已有工单重复或相关，见该单的 related",
    "start_assumed": "没有派单时间，签收时限从反映时间或现在起算",
    "deadline_differs": "办理期限与已登记的不同，未改动，已请坐席核对",
    "content_differs": "来电人、内容、地点或派单时间与已登记的不同，未改动，请核对单号",
}


def call_refused(code: str, facts: Facts) -> str:
    """Return why a call was refused."""
    return CALLS[code].format_map(facts)


def field_problems(found: Sequence[Facts]) -> str:
    """Return what is wrong with some fields; `found` are a validator's errors with type, loc and ctx."""
    return "；".join(_field_problem(error) for error in found[:10])


def notes(codes: Sequence[str]) -> str | None:
    """Return what there is to know about an order that was taken in; None when nothing."""
    known = [_NOTES[code] for code in codes if code in _NOTES]
    return "；".join(known) or None


def no_number() -> str:
    """Return why a row's number is not taken, without it: it may be a phone."""
    return "ticket_no 不是认识的单号格式（见 config.toml 的 ticket_number_patterns）"


def row_broken(reference: str) -> str:
    """Return the apology for a row that met a bug of ours."""
    return f"处理这一条时出错，已记录（编号 {reference}）"


def _field_problem(error: Facts) -> str:
    place = ".".join(str(part) for part in error["loc"])[:80].encode(errors="replace").decode()
    context: Facts = error.get("ctx") or {}
    if error["type"] == "value_error":
        why = str(context.get("error", "不对"))
    else:
        why = _FIELD_PROBLEMS.get(error["type"], "不对").format_map(context)
    return f"{place} {why}" if place else why
