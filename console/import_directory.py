"""The command import-directory: departments, people, groups and rotas from a file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from actions import checking_rotas
from actions.directory import Change, DirectoryError, load_directory
from actions.keeping_rotas import Moment
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import opened
from console.screen import show_table
from texts import rota_checks as texts

# What supervisors are told of by name; the rest is counted.
_GAPS_TOLD = 5


@click.command("import-directory", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--dry-run", is_flag=True, help="只看差异，不改动")
@click.option("--allow-gaps", is_flag=True, help="坐席排班有空缺也导入，并告诉主管")
def import_directory(file: Path, dry_run: bool, allow_gaps: bool) -> None:
    """从 FILE（TOML）导入单位、人员、群和班次；重复导入不会改动。

    文件里没有的人和单位会停用，不会删除。今后几周（[roster] gap_days）有时间没有坐席值班的，不导入。
    """
    raw = _read(file)
    with opened() as runtime:
        try:
            with runtime.database.transaction() as session:
                desk = runtime.desk(session)
                changes = load_directory(session, raw, Moment.at(desk.now, desk.rules.zone))
                checking_rotas.empty_shifts_of_the_gone(desk)
                found = checking_rotas.check_rota(desk)
                gaps, notes = texts.gap_lines(desk, found), texts.note_lines(desk, found)
                if gaps and not allow_gaps and not dry_run and _touches_rota(changes):
                    raise DirectoryError([*gaps, "排班有空缺，没有导入；补上班次，或加 --allow-gaps 照样导入"])
                if dry_run:
                    session.rollback()
                elif gaps and _touches_rota(changes):
                    checking_rotas.tell_of_gaps(desk, gaps[:_GAPS_TOLD], len(gaps))
        except DirectoryError as wrong:
            raise Failed("\n".join(f"{file.name}: {mistake}" for mistake in wrong.mistakes)) from None
    _show(changes, dry_run)
    if not _touches_rota(changes):
        return
    for line in (*gaps, *notes):
        click.echo(f"注意：{line}")
    if dry_run and gaps and not allow_gaps:
        raise Failed("排班有空缺，这样不会导入；补上班次，或加 --allow-gaps")


def _touches_rota(changes: list[Change]) -> bool:
    return any(change.table in ("班次", "人员") for change in changes)


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
