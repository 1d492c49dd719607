"""Commands that set an installation up and run it: check-config, migrate, run."""

from __future__ import annotations

import click

from config import ConfigError, chosen_path, load
from config.desk_files import check_tables
from console.commands import Failed
from console.in_chinese import InChinese
from console.standing_still import require_nobody_else, standing_still
from models import migrate


@click.command("check-config", cls=InChinese)
def check_config() -> None:
    """检查配置文件，一次列出全部错误。"""
    try:
        check_tables(load(chosen_path()))
    except ConfigError as wrong:
        raise Failed("\n".join(wrong.lines()), code=2) from None
    click.echo("配置无误")


@click.command("migrate", cls=InChinese)
@click.option("--back-to", metavar="结构", help="退回旧版程序的结构；新版才有的数据会丢，先备份")
def migrate_database(back_to: str | None) -> None:
    """把数据库升级到最新结构；已是最新则不动。

    可以和运行中的旧版程序同时进行；--back-to 要先停止每一台服务器上的催办。
    """
    settings = load(chosen_path())
    url = settings.database_url
    if back_to is None:
        migrate.upgrade(url)
        click.echo(f"数据库结构已是最新（{migrate.newest_revision()}）")
        return
    if back_to not in migrate.known_revisions():
        raise Failed(f"没有结构 {back_to}；有：{'、'.join(migrate.known_revisions())}")
    with standing_still(settings):
        require_nobody_else(url)
        migrate.downgrade(url, back_to)
    click.echo(f"数据库结构已退回 {back_to}，请启动旧版程序")


@click.command("run", cls=InChinese)
@click.pass_context
def run(ctx: click.Context) -> None:
    """启动整套服务，Ctrl-C 停止。"""
    from deploy.launch import run as launch  # only here: it draws in all of the supervisor

    ctx.exit(launch())
