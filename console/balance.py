"""The command balance: what was due to be said, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

import click

from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import show_table
from models.queries import audit
from models.queries import deliveries as queries

_NAMES = {
    "due": "应发",
    "sent": "已发",
    "superseded": "不必再发",
    "failed": "失败",
    "unknown": "结果不明",
    "pending": "待发",
    "held": "暂存",
}


@click.command("balance", cls=InChinese)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="年-月-日", help="某一天（本单位时区）；默认全部")
def balance(day: datetime | None) -> None:
    """核对提醒账：应发 = 已发 + 不必再发 + 失败 + 结果不明 + 待发 + 暂存。

    不平时退出码非零。“合并”是已发中与别的提醒同在一条消息里的。
    """
    with opened() as desk, desk.database.reading() as session:
        since, until = _span(day, desk.rules.zone)
        counts = {"due": audit.due_count(session, since, until), **queries.counts_by_state(session, since, until)}
        merged = queries.merged_count(session, since, until)
        odd = audit.contradictions(session, since, until)
    rows = [(name, key, counts.get(key, 0)) for key, name in _NAMES.items()]
    show_table(("", "", "条数"), [*rows, ("其中合并", "merged", merged)])
    ended = sum(count for key, count in counts.items() if key != "due")
    strange = sorted(key for key in counts if key not in _NAMES)
    if strange or ended != counts["due"] or odd:
        raise Failed(f"不平：应发 {counts['due']}，去向合计 {ended}，自相矛盾 {odd} 条")
    click.echo("平")


def _span(day: datetime | None, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    if day is None:
        return None, None
    first = datetime.combine(day.date(), time(), zone)
    return first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)
