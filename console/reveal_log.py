"""The command reveal-log: who looked at citizens' identities, when, how and why."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from console.in_chinese import InChinese
from console.opening import find_ticket, opened
from console.screen import show_table
from models.queries import exporting as queries
from models.queries import people
from rules.masking import mask_text

ACTIONS = {
    "reveal": "看联系方式",
    "search": "查同一来电人",
    "export": "导出原文",
    "evidence": "看证据",
    "file": "取文件",
    "incident": "出突发报告",
}
CHANNELS = {
    "app": "企业微信",
    "aibot": "企业微信",
    "robot": "企业微信",
    "api": "接口",
    "board": "看板",
    "link": "链接",
    "console": "命令行",
}


@click.command("reveal-log", cls=InChinese)
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]), metavar="时间", help="从何时起（含）")
@click.option("--ticket", metavar="单号", help="只看一件，单号或尾号")
def reveal_log(since: datetime | None, ticket: str | None) -> None:
    """列出谁在什么时候看过、查过、导出过个人信息；表里没有个人信息。"""
    with opened() as desk, desk.database.reading() as session:
        zone = desk.rules.zone
        first = since.replace(tzinfo=zone).astimezone(UTC) if since else None
        one = find_ticket(session, ticket).id if ticket else None
        found = queries.access_log(session, first, one)
        names = people.names_of(session, sorted({entry.actor for entry, _ in found}))
        show_table(
            ("时间", "谁", "做什么", "工单", "从哪里", "理由"),
            [
                (
                    f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
                    f"{names[entry.actor]}（{entry.actor}）" if entry.actor in names else entry.actor,
                    ACTIONS.get(entry.action, entry.action),
                    number or "",
                    CHANNELS.get(entry.channel, entry.channel),
                    mask_text(entry.reason or ""),
                )
                for entry, number in found
            ],
        )
    click.echo(f"共{len(found)}条")
