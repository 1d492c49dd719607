"""Words the drill: what to try, step by step."""

from __future__ import annotations


def for_desk(no: str, short: str) -> str:
    """Return the drill of an agent."""
    return f"练习工单 {no}（不计入统计）。请依次发：/签收 {short}；/初核 {short} 属实；/直办 {short} 答复 练习"


def for_unit(no: str) -> str:
    """Return the drill of a unit."""
    return (
        f"练习工单 {no}（不计入统计）。请试着@我回复：{no} 收到；再回复：{no} 已联系居民，明天上门；最后：{no} 已办结"
    )
