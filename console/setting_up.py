"""Commands that set an installation up and run it: check-config, migrate, run."""

from __future__ import annotations

import click

from config import ConfigError, chosen_path, load
from console.commands import Failed
from console.in_chinese import InChinese
from models import migrate


@click.command("check-config", cls=InChinese)
def check_config() -> None:
    """检查配置文件，一次列出全部错误。"""
    try:
        load(chosen_path())
    except ConfigError as wrong:
        raise Failed("\n".join(wrong.lines()), code=2) from None
    click.echo("配置无误")


@click.command("migrate", cls=InChinese)
def migrate_database() -> None:
    """把数据库升级到最新结构；已是最新则不动。"""
    migrate.upgrade(load(chosen_path()).database_url)
    click.echo(f"数据库结构已是最新（{migrate.newest_revision()}）")


@click.command("run", cls=InChinese)
@click.pass_context
def run(ctx: click.Context) -> None:
    """启动整套服务，Ctrl-C 停止。"""
    from deploy.launch import run as launch  # only here: it draws in all of the supervisor

    ctx.exit(launch())
