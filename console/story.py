"""Commands about one ticket: show, explain, rehearse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

import click

from actions.desk import Desk
from actions.rehearsing import foresee
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import find_ticket, opened
from rules.durations import parse_span
from rules.half_width import half_width
from rules.order_times import read_order_time
from texts.faults import fault_lines
from texts.rehearsal import foreseen_texts, rehearsal
from texts.story import explanation, story
from web.api.shapes import ticket_as_json

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_FURTHEST = timedelta(days=60)
_round = click.option("--round", "number", type=int, metavar="轮次", help="第几轮；默认最近一轮")


@click.command("show", cls=InChinese)
@click.argument("ticket")
@_round
@click.option("--json", "as_json", is_flag=True, help="输出与接口相同的 JSON")
def show(ticket: str, number: int | None, as_json: bool) -> None:
    """显示一件工单的全部经过（已脱敏）。TICKET 为单号或 4 位以上尾号。"""
    with opened() as runtime, runtime.database.reading() as session:
        desk = runtime.desk(session)
        found = find_ticket(session, ticket, number)
        if as_json:
            shape = ticket_as_json(desk, found)
            click.echo(json.dumps(shape, ensure_ascii=False, indent=2))
        else:
            _show(story(desk, found))


@click.command("explain", cls=InChinese)
@click.argument("ticket")
@_round
def explain(ticket: str, number: int | None) -> None:
    """逐行说明一件工单的每个时限怎么来的。TICKET 为单号或 4 位以上尾号。"""
    with opened() as runtime, runtime.database.reading() as session:
        desk, found = runtime.desk(session), find_ticket(session, ticket, number)
        _show([*explanation(desk, found), *fault_lines(desk, found.id)])


@click.command("rehearse", cls=InChinese)
@click.argument("ticket")
@_round
@click.option(
    "--until", required=True, metavar="时间", help='到什么时候："18:00"、"2026-11-20 18:00" 或 "3d"（从现在起）'
)
@click.option("--texts", is_flag=True, help="连同提醒原文")
def rehearse(ticket: str, number: int | None, until: str, texts: bool) -> None:
    """预演一件工单今后的提醒：何时、发到哪、发给谁。TICKET 为单号或 4 位以上尾号。"""
    with opened() as runtime, runtime.database.reading() as session:
        desk = runtime.desk(session)
        found = find_ticket(session, ticket, number)
        end = moment_after(until, desk, desk.rules.zone)
        coming = foresee(desk, found, end)
        _show(rehearsal(desk, found, coming, end))
        if texts:
            _show([f"  {text}" for text in foreseen_texts(desk, found, coming)])


def _show(lines: Iterable[str]) -> None:
    """Print what others wrote without what would steer the terminal or turn the reading direction."""
    click.echo(_STEERING.sub("", "\n".join(lines)))


def moment_after(written: str, desk: Desk, zone: tzinfo) -> datetime:
    """Return the moment a person means by `until` (aware UTC); raises Failed."""
    plain = half_width(written).strip()
    try:
        end: datetime | None = desk.now + parse_span(plain.removeprefix("+"))
    except ValueError:
        end = read_order_time(plain, desk.now.astimezone(zone).date(), zone)
    if end is None:
        raise Failed(f"没看懂时间“{written}”，例如 18:00、2026-11-20 18:00 或 3d")
    if not desk.now < end <= desk.now + _FURTHEST:
        raise Failed("--until 须晚于现在，且在 60 天以内")
    return end
