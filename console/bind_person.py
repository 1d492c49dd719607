"""The command bind-person: what `/绑定 编号 姓名` does in a chat, for when no administrator is known there yet."""

from __future__ import annotations

import click

from actions.recognising import bind_person as bind
from console.in_chinese import InChinese
from console.opening import opened


@click.command("bind-person", cls=InChinese)
@click.argument("code", metavar="编号")
@click.argument("who", metavar="姓名或账号")
@click.option("--change", is_flag=True, help="已登记给别人的也改")
def bind_person(code: str, who: str, change: bool) -> None:
    """机器人认不出的人，用它回复的六位编号登记是谁；与管理员私聊发 /绑定 编号 姓名 相同。

    请先向本人核实：登记错了，别人就能以他的身份办事。
    """
    with opened() as desk, desk.database.transaction() as session:
        person = bind(desk.desk(session), code.strip(), who.strip(), None, is_change=change)
        click.echo(f"编号 {code} 已登记为{person.name}")
