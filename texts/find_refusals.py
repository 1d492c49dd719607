"""Says why a search or a count found nothing to look for, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _caller_not_whole(_facts: dict[str, Any]) -> str:
    return "请写完整的号码或全名：/查 电话 号码，或 /查 姓名 全名 地点。"


def _count_to_come(_facts: dict[str, Any]) -> str:
    return "这段时间还没到，没有可统计的。可以这样写：/统计 上周、/统计 三季度、/统计 青禾家园 11-01到11-20。"


WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "caller_not_whole": _caller_not_whole,
    "count_to_come": _count_to_come,
}
