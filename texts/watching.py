"""Words what is wrong with the running desk, for those who have to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from rules.watching import Finding, Trouble
from texts.moments import span

_PROCESSES = {"scheduler": "调度进程", "worker:ticks": "计时进程", "worker:send": "发送进程"}
_WORDS: dict[Trouble, Callable[[Finding], str]] = {
    Trouble.DATABASE: lambda _: "数据库连不上",
    Trouble.DELIVERY: lambda found: f"有提醒积压{_span(found)}没有发出",
    Trouble.MESSAGE: lambda found: f"有消息{_span(found)}发不出去，企业微信通道可能不通",
    Trouble.SCAN: lambda found: f"{_span(found)}没有检查到期工单",
    Trouble.INBOUND: lambda found: f"有人发来的消息{_span(found)}没有答复",
    Trouble.HEARTBEAT: lambda found: f"{_PROCESSES.get(found.of or '', found.of)}{_span(found)}没有动静",
    Trouble.CLOCK_JUMP: lambda _: "服务器时间跳变，提醒暂停过，请核对服务器时间",
    Trouble.DISK: lambda found: f"磁盘只剩{found.free_mebibytes}MB",
}


def finding(found: Finding) -> str:
    """Return one finding as a clause."""
    return _WORDS[found.trouble](found)


def alarm(site: str, found: Iterable[Finding]) -> str:
    """Return the message that tells supervisors what is wrong and what to do meanwhile."""
    clauses = "；".join(map(finding, found))
    return f"【系统告警】{site}催办系统：{clauses}。请联系管理员；恢复前请坐席直接看平台，到期工单打电话催。"


def _span(found: Finding) -> str:
    return span(timedelta(seconds=found.seconds or 0))
