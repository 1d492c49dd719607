"""The command balance: what was due to be said, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo

import click

from actions.ports import Channel
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import show_table
from models.database import Session
from models.queries import audit
from models.queries import balance as queries
from models.queries import people as people_queries
from models.queries import set_aside as ticket_numbers
from texts.endings import end_reason
from texts.moments import moment

_NAMES = {
    "due": "应发",
    "sent": "已发",
    "superseded": "不必再发",
    "failed": "失败",
    "unknown": "结果不明",
    "pending": "待发",
    "held": "暂存",
}
_MOMENTS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
_MOMENT = click.DateTime(_MOMENTS)
_HOW = {
    (Channel.PUSH_KEY, "sent"): "补发后送达",
    (Channel.APP, "sent"): "同文重发，平台查重后送达",
    (Channel.RESPONSE_URL, "sent"): "再发时平台告知已用过，按已送达计",
}
_STATES = {
    "sent": "再发后送达",
    "failed": "再发后失败",
    "unknown": "仍不明",
    "waiting": "等待再发",
    "sending": "正在再发",
}


@click.command("balance", cls=InChinese)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help="某一天（本单位时区）；默认全部")
@click.option("--since", type=_MOMENT, metavar="时间", help='从何时起（含），如 2026-11-20 或 "2026-11-20 18:00"')
@click.option("--until", type=_MOMENT, metavar="时间", help="到何时止（不含）")
@click.option("--unknown", is_flag=True, help="逐条列出曾经结果不明的，和后来怎样")
def balance(day: datetime | None, since: datetime | None, until: datetime | None, unknown: bool) -> None:
    """核对提醒账：应发 = 已发 + 不必再发 + 失败 + 结果不明 + 待发 + 暂存。

    按记入时间计：停机期间到期、恢复后才发现的，记在恢复之后，因此过去一天的“应发”不会再变；
    还在待发、暂存的，发了以后记到它的去向里。
    不平时退出码非零。“合并”是已发中与别的提醒同在一条消息里的。
    """
    if day is not None and (since or until):
        raise Failed("--day 不能与 --since、--until 同用")
    if since is not None and until is not None and since >= until:
        raise Failed("--since 要早于 --until")
    with opened() as desk, desk.database.reading() as session:
        first, last = _span(day, since, until, desk.rules.zone)
        counted = queries.balance(session, first, last)
        merged = queries.merged_count(session, first, last)
        odd = audit.contradictions(session, first, last)
        _show(counted, merged)
        _show_once_unknown(queries.once_unknown(session, first, last))
        if unknown:
            _show_unknown(session, queries.ever_unknown(session, first, last), desk.rules.zone)
    if odd or not counted.is_even:
        total = sum(counted.by_state.values())
        raise Failed(f"不平：应发 {counted.due}，去向合计 {total}，自相矛盾 {odd} 条")
    click.echo("平")


def _show(counted: queries.Balance, merged: int) -> None:
    figures = counted.as_dict()
    rows = [(name, key, figures[key]) for key, name in _NAMES.items()]
    show_table(("", "", "条数"), [*rows, ("其中合并", "merged", merged)])


def _show_once_unknown(found: Iterable[queries.OnceUnknown]) -> None:
    rows = [(_worded(each.channel, each.state), str(each.n_messages)) for each in found]
    if rows:
        show_table(("曾经结果不明的消息", "条数"), rows)


def _worded(channel: str, state: str) -> str:
    return _HOW.get((Channel(channel), state)) or _STATES.get(state, state)


def _show_unknown(session: Session, found: Iterable[queries.EverUnknown], zone: tzinfo) -> None:
    rows = [
        (
            moment(each.due_at, zone),
            _named(session, each.destination),
            (ticket_numbers.number_of(session, each.ticket_id) if each.ticket_id else None) or "",
            _came_to(each),
            moment(each.ended_at, zone) if each.ended_at else "",
            (end_reason(each.end_reason) or "") if each.state == "unknown" else "",
        )
        for each in found
    ]
    if rows:
        show_table(("应发", "发往", "工单", "结果", "何时", "原因"), rows)


def _came_to(each: queries.EverUnknown) -> str:
    if each.channel is None or each.message_state is None or each.state == "unknown":
        return _STATES["unknown"]
    return _worded(each.channel, each.message_state)


def _named(session: Session, destination: str) -> str:
    kind, _, name = destination.partition(":")
    if kind == "group":
        return people_queries.group(session, int(name)).name
    if kind == "user":
        return people_queries.names_of(session, [name]).get(name, name)
    return "群里或私信的答复" if kind == "inbox" else destination


def _span(
    day: datetime | None, since: datetime | None, until: datetime | None, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    if day is not None:
        first = datetime.combine(day.date(), time(), zone)
        return first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)
    return _in_utc(since, zone), _in_utc(until, zone)


def _in_utc(at: datetime | None, zone: tzinfo) -> datetime | None:
    return at.replace(tzinfo=zone).astimezone(UTC) if at is not None else None
