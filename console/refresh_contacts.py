"""The command refresh-contacts: what WeCom says of the people in the directory, now instead of once a day."""

from __future__ import annotations

import click

from actions.contacts import DISABLED, LEFT, NOT_ACTIVATED
from bot.contact_book import Looked
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import share, show_table
from models.queries import people

_STATUS = {DISABLED: "已禁用", NOT_ACTIVATED: "未激活", LEFT: "已退出"}
_ERRORS = {60011: "不在应用的可见范围", 60111: "企业微信里没有", 40003: "企业微信里没有", 46004: "企业微信里没有"}


@click.command("refresh-contacts", cls=InChinese)
@click.option("--names", is_flag=True, help="把通讯录里的姓名改成企业微信里的")
def refresh_contacts(names: bool) -> None:
    """向企业微信核对通讯录里的人：姓名、谁已退出；不增加任何权限。

    平时每天自动核对一遍。姓名与企业微信相同的会跟着改；另起了称呼的（如“陈主任”）保留，用 --names 才改。
    """
    with opened() as desk:
        if not desk.rules.has_app:
            raise Failed(
                "没有配置自建应用（[wecom.app]），向企业微信核对不了；有人离职、改名，请改通讯录文件后 import-directory"
            )
        with desk.database.reading() as session:
            known = {someone.userid: someone.name for someone in people.all_people(session)}
        looked: list[Looked] = []
        with share("核对人员") as bar:
            task = bar.add_task("", total=len(known))
            for each in desk.contact_book.refresh(list(known), take_names=names):
                looked.append(each)
                bar.advance(task)
    rows = [row for each in looked if (row := _row(each, known[each.userid]))]
    if rows:
        show_table(("账号", "姓名", "情况"), rows)
    if len(looked) < len(known):
        raise Failed(f"只核对了 {len(looked)} 人，共 {len(known)} 人；企业微信没有应答，运行 ./manage.py doctor 看原因")
    click.echo(f"核对了 {len(known)} 人" + ("" if rows else "，都对得上"))


def _row(looked: Looked, name: str) -> tuple[str, str, str] | None:
    told = looked.told
    if told.errcode:
        return looked.userid, name, _ERRORS.get(told.errcode, f"问不到（{told.errcode}）")
    if told.status in _STATUS:
        return looked.userid, name, _STATUS[told.status]
    if looked.is_renamed:
        return looked.userid, name, f"姓名已改为{told.name}"
    return (looked.userid, name, f"企业微信里叫{told.name}") if told.name and told.name != name else None
