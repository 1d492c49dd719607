"""Words how the machine behind the bot is doing."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.desk import Desk
from models.queries import deliveries as delivery_queries
from models.queries import inbox as inbox_queries
from models.queries import machinery
from texts.holding import held_lately
from texts.moments import span

_PROCESSES = {"scheduler": "调度", "worker:ticks": "扫描进程", "worker:send": "发送进程", "watchdog": "看门狗"}
_SILENT_AFTER = timedelta(minutes=1)
_DAY = timedelta(days=1)


def status(desk: Desk) -> str:
    """Return the last scan, the queue, today's balance and whatever is silent."""
    beats = machinery.heartbeats(desk.session)
    scan = beats.get("scan")
    lines = [f"最近扫描：{_ago(desk, scan.beat_at)}" if scan else "最近扫描：还没有"]
    silent = [
        name
        for key, name in _PROCESSES.items()
        if key not in beats or desk.real_now - beats[key].beat_at > _SILENT_AFTER
    ]
    lines.append("进程：全部正常" if not silent else f"进程无响应：{'、'.join(silent)}，请联系管理员")
    ends = delivery_queries.counts_by_state(desk.session, desk.now - _DAY, None)
    lines.append(
        f"24小时提醒：应发{sum(ends.values())}，已发{ends.get('sent', 0)}，失败{ends.get('failed', 0)}，"
        f"结果不明{ends.get('unknown', 0)}，排队{ends.get('pending', 0)}，{held_lately(desk, _DAY)}，"
        f"不必再发{ends.get('superseded', 0)}"
    )
    waiting = inbox_queries.oldest_unanswered_at(desk.session)
    if waiting is not None and desk.real_now - waiting > timedelta(seconds=10):
        lines.append(f"有消息{_ago(desk, waiting)}收到还没答复")
    return "\n".join(lines)


def _ago(desk: Desk, at: datetime) -> str:
    gone = desk.real_now - at
    return "刚刚" if gone < timedelta(minutes=1) else f"{span(gone)}前"
