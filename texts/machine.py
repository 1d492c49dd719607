"""Words how the machine behind the bot is doing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.desk import Desk
from actions.unreached import unreached
from actions.waiting import waiting
from models.machinery import Heartbeat
from models.queries import balance, machinery
from models.queries import inbox as inbox_queries
from rules.troubles import Finding, Trouble, finding_from_json
from rules.watching import GATEWAY, LINE
from texts import watching
from texts.evidence import received_lately
from texts.faults import faults_now
from texts.holding import held_lately
from texts.moments import span
from texts.sending_state import Limits, budget_line, refused_lines
from texts.unreached import unreached_lines

_PROCESSES = {
    "scheduler": "调度",
    "worker:ticks": "扫描进程",
    "worker:send": "发送进程",
    "worker:files": "收文件进程",
    "worker:reports": "出报告进程",
    "web": "网页进程",
    "watchdog": "看门狗",
    "gateway": "长连接进程",
}
_SILENT_AFTER = timedelta(minutes=1)
_DAY = timedelta(days=1)
# What this page looks at by itself.
_SEEN_HERE = (Trouble.HEARTBEAT, Trouble.SCAN, Trouble.INBOUND, Trouble.SET_ASIDE)


def status(desk: Desk, limits: Limits) -> str:
    """Return the last scan, the queue, the budget, the day's balance, whom nothing reaches and whatever is wrong.

    `limits` is how many messages within which spans a destination on a channel may get.
    """
    beats = machinery.heartbeats(desk.session)
    scan = beats.get("scan")
    lines = [f"最近扫描：{_ago(desk, scan.beat_at)}" if scan else "最近扫描：还没有"]
    lines.append(_processes(desk, beats))
    if LINE in beats:
        lines.append(_line_stands(desk, beats[LINE]))
    ends = balance.balance(desk.session, desk.now - _DAY, None).by_state
    lines.append(_queue(desk, ends))
    lines.append(budget_line(desk, limits))
    lines.append(
        f"24小时提醒：应发{sum(ends.values())}，已发{ends.get('sent', 0)}，失败{ends.get('failed', 0)}，"
        f"结果不明{ends.get('unknown', 0)}，排队{ends.get('pending', 0)}，{held_lately(desk, _DAY)}，"
        f"不必再发{ends.get('superseded', 0)}"
    )
    unanswered_at = inbox_queries.oldest_unanswered_at(desk.session)
    if unanswered_at is not None and desk.real_now - unanswered_at > timedelta(seconds=10):
        lines.append(f"有消息{_ago(desk, unanswered_at)}收到还没答复")
    if files := received_lately(desk, _DAY):
        lines.append(files)
    if broken := faults_now(desk, _DAY):
        lines.append(f"出故障已搁置：{'，'.join(broken)}，请把编号告诉管理员")
    reach = [*refused_lines(desk), *unreached_lines(unreached(desk))]
    return "\n".join([*lines, *reach, *_found(beats)])


def _processes(desk: Desk, beats: Mapping[str, Heartbeat]) -> str:
    silent = [
        name
        for key, name in _PROCESSES.items()
        # The gateway is there only where there is a long connection.
        if (key not in beats and key != GATEWAY)
        or (key in beats and desk.real_now - beats[key].beat_at > _SILENT_AFTER)
    ]
    return "进程：全部正常" if not silent else f"进程无响应：{'、'.join(silent)}，请联系管理员"


def _line_stands(desk: Desk, beat: Heartbeat) -> str:
    """Return how the long connection stands; why it does not is said by the watchdog."""
    facts, silent_for = beat.facts or {}, desk.real_now - beat.beat_at
    if silent_for > _SILENT_AFTER:
        return f"长连接：{span(silent_for)}没有动静"
    if restless := facts.get("restless_since"):
        return f"长连接：时断时续{span(desk.real_now - datetime.fromisoformat(restless))}，正在重连"
    if facts.get("open") or "since" not in facts:
        return "长连接：正常"
    return f"长连接：断开{span(desk.real_now - datetime.fromisoformat(facts['since']))}，正在重连"


def _queue(desk: Desk, ends: Mapping[str, int]) -> str:
    seen, just_now = waiting(desk.session, desk.real_now), desk.real_now - timedelta(minutes=1)
    # A message that left a moment ago has no end yet; one that the platform does not take waits for its next try.
    untaken_at = seen.message_at if seen.message_at and seen.message_at < just_now else None
    oldest_at = min((at for at in (seen.delivery_at, untaken_at) if at), default=None)
    if oldest_at is None:
        return "待发：没有积压"
    return f"待发：{ends.get('pending', 0)}条，最早的等了{span(desk.real_now - oldest_at)}"


def _found(beats: Mapping[str, Heartbeat]) -> list[str]:
    facts = (beats["watchdog"].facts if "watchdog" in beats else None) or {}
    read = [finding_from_json(written) for written in facts.get("findings", [])]
    shown = [each for each in read if each is not None and each.trouble not in _SEEN_HERE]
    return [_line(each) for each in sorted(shown, key=lambda each: each.is_warning)]


def _line(found: Finding) -> str:
    return f"{'注意' if found.is_warning else '问题'}：{watching.finding(found)}"


def _ago(desk: Desk, at: datetime) -> str:
    gone = desk.real_now - at
    return "刚刚" if gone < timedelta(minutes=1) else f"{span(gone)}前"
