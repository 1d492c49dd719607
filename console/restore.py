"""The command restore: puts a backup back on a machine where nothing runs, after it was checked to its last byte."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from config import chosen_path, load
from console.backup_file import Manifest, Unpacked, unpack
from console.commands import Failed
from console.in_chinese import InChinese
from console.screen import share
from console.standing_still import require_nobody_else, standing_still
from console.workspace import require_room, workspace
from models import migrate
from models.copies import CannotCopy, Copied, postgresql, sqlite
from models.database import Database
from models.queries import machinery
from models.queries.messages import doubt_waiting
from models.sealing import keyring
from runtime import Runtime
from texts.moments import moment
from wiring import build


@click.command("restore", cls=InChinese)
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--check", is_flag=True, help="只检查备份文件，什么也不改")
@click.option("--replace", is_flag=True, help="已有数据时也恢复；原来的改名保留")
@click.option(
    "--pg-bin", type=click.Path(path_type=Path), envvar="CUIBAN_PG_BIN", metavar="目录", help="pg_restore 在哪里"
)
def restore(file: Path, check: bool, replace: bool, pg_bin: Path | None) -> None:
    """从 FILE 恢复数据库和佐证；先查完整个文件，再动手。

    要先停止催办；config.toml 里要有做备份时的密钥。
    """
    if not file.is_file():
        raise Failed(f"没有文件 {file}")
    desk = build(load(chosen_path()))
    beside = sqlite.file_of(desk.database.url).parent if desk.database.is_sqlite else desk.config.server.var_dir
    try:
        with nullcontext() if check else standing_still(desk.config), workspace(beside / "backups") as half_made:
            unpacked = _checked(desk, file, half_made, pg_bin)
            if check:
                click.echo(f"备份完好：{_described(desk, unpacked.manifest)}")
                return
            _require_free(desk, replace)
            kept = _put_back(desk, unpacked, pg_bin)
        _say_what_to_do(desk, unpacked.manifest, kept)
    finally:
        desk.database.close()


def _checked(desk: Runtime, file: Path, into: Path, pg_bin: Path | None) -> Unpacked:
    """Take the backup apart, which takes as much room again, and look at every part of it."""
    require_room(into, file.stat().st_size, "拆开检查这份备份，请清理磁盘，或换一台机器")
    with share("检查备份") as bar:
        task = bar.add_task("", total=file.stat().st_size or 1)
        unpacked = unpack(file, keyring(), into, lambda n_bytes: bar.advance(task, n_bytes))
    manifest = unpacked.manifest
    if manifest.revision not in migrate.known_revisions():
        raise Failed(f"备份来自更新的版本（结构 {manifest.revision}），请先升级程序")
    if (manifest.database == "sqlite") != desk.database.is_sqlite:
        raise Failed(f"备份是 {manifest.database} 的，配置里的 [database] url 是另一种数据库")
    if desk.database.is_sqlite:
        _compare(sqlite.examine(unpacked.database), manifest)
    else:
        postgresql.examine(unpacked.database, pg_bin)
    return unpacked


def _compare(found: Copied, manifest: Manifest) -> None:
    if found != manifest.copied:
        odd = sorted(name for name, _ in found.counts.items() ^ manifest.counts.items())
        raise CannotCopy(f"备份里的行数和清单不符：{'、'.join(odd) or found.revision}")


def _require_free(desk: Runtime, replace: bool) -> None:
    url = desk.database.url
    require_nobody_else(url)
    is_empty = sqlite.is_empty(url) if desk.database.is_sqlite else postgresql.is_empty(url)
    evidence = desk.config.server.var_dir / "evidence"
    if not replace and not (is_empty and not (evidence.is_dir() and any(evidence.iterdir()))):
        raise Failed("已经有数据，没有恢复；确实要换掉请加 --replace，原来的会改名保留")


def _put_back(desk: Runtime, unpacked: Unpacked, pg_bin: Path | None) -> list[str]:
    """Put the parts in their places; return the names under which what was there is kept."""
    # The wall's time: to ask the database for the desk's would make one where there is none yet.
    now, url = desk.machine.wall(), desk.database.url
    suffix = f".before-{now.astimezone(desk.rules.zone):%Y%m%d-%H%M%S}"
    if desk.database.is_sqlite:
        _make_ready(f"sqlite:///{unpacked.database}", unpacked.manifest)
        kept = sqlite.place(unpacked.database, url, suffix)
    else:
        kept = postgresql.place(unpacked.database, url, suffix, unpacked.manifest.copied, pg_bin)
        _make_ready(url, unpacked.manifest)
    evidence = desk.config.server.var_dir / "evidence"
    names = [kept] if kept else []
    if evidence.exists() and unpacked.manifest.n_evidence:
        names.append(evidence.rename(evidence.with_name(f"evidence{suffix}")).name)
    if unpacked.manifest.n_evidence:
        unpacked.evidence.rename(evidence)
    return names


def _make_ready(url: str, manifest: Manifest) -> None:
    """Migrate, note the backup, and let what was under way then be what nobody knows the end of."""
    migrate.upgrade(url)
    database = Database(url)
    try:
        with database.transaction() as session:
            doubt_waiting(session)
            machinery.beat(session, machinery.BACKUP, manifest.made_at)
    finally:
        database.close()


def _described(desk: Runtime, manifest: Manifest) -> str:
    made_at = moment(manifest.made_at, desk.rules.zone)
    return f"{manifest.site} {made_at} 的备份，结构 {manifest.revision}，{manifest.amount()}"


def _say_what_to_do(desk: Runtime, manifest: Manifest, kept: list[str]) -> None:
    click.echo(f"已恢复：{_described(desk, manifest)}")
    if kept:
        click.echo(f"原来的数据改名为：{'、'.join(kept)}；确认无误后再删除")
    since = moment(manifest.made_at, desk.rules.zone)
    click.echo(
        f"接下来：\n"
        f"  1. 运行 ./manage.py doctor，没有错误后启动催办\n"
        f"  2. {since} 以后的工单、签收、办结、申请都不在备份里：请坐席对照平台补粘贴、补登，\n"
        f"     或用 ./manage.py import-tickets 导入平台导出的工单\n"
        f"  3. 启动后每件工单只说最高一级提醒；{since} 以后提醒过的可能再说一次，请告知各群"
    )
