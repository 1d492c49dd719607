"""The command import-directory: departments, people, groups and rotas from a file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from actions.directory import Change, DirectoryError, load_directory
from actions.keeping_rotas import Moment
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import show_table


@click.command("import-directory", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--dry-run", is_flag=True, help="只看差异，不改动")
def import_directory(file: Path, dry_run: bool) -> None:
    """从 FILE（TOML）导入单位、人员、群和班次；重复导入不会改动。

    文件里没有的人和单位会停用，不会删除。
    """
    raw = _read(file)
    with opened() as desk:
        try:
            with desk.database.transaction() as session:
                now = desk.desk(session).now
                changes = load_directory(session, raw, Moment.at(now, desk.rules.zone))
                if dry_run:
                    session.rollback()
        except DirectoryError as wrong:
            raise Failed("\n".join(f"{file.name}: {mistake}" for mistake in wrong.mistakes)) from None
    _show(changes, dry_run)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Failed(f"{file.name}: 不是 UTF-8 编码") from None
    except tomllib.TOMLDecodeError as error:
        raise Failed(f"{file.name}: 不是 TOML 格式（{error}）") from None


def _show(changes: list[Change], dry_run: bool) -> None:
    if not changes:
        click.echo("通讯录没有变化")
        return
    show_table(
        ("类别", "名称", "变化", "字段"), ((one.table, one.name, one.how, "、".join(one.fields)) for one in changes)
    )
    click.echo(f"共 {len(changes)} 处" + ("变化，试运行未改动" if dry_run else "，已导入"))
