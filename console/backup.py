"""The command backup: one sealed file of everything but keys, taken while the desk goes on."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from config import chosen_path, load
from console.backup_file import FORMAT, HALF_MADE, Manifest, Parts, evidence_files, pack
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import is_absent
from console.screen import share
from console.workspace import require_room, workspace
from models.copies import Copied, postgresql, sqlite
from models.queries import machinery
from models.sealing import keyring
from runtime import Runtime
from wiring import build

_OURS = re.compile(r"cuiban-(\d{8}-\d{4})(?:-(\d+))?\.backup")


@click.command("backup", cls=InChinese)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="文件或目录", help="默认 var_dir/backups/")
@click.option("--keep", type=click.IntRange(min=1), metavar="份数", help="同一目录里只留最近几份，更旧的删除")
@click.option(
    "--pg-bin", type=click.Path(path_type=Path), envvar="CUIBAN_PG_BIN", metavar="目录", help="pg_dump 在哪里"
)
def backup(output: Path | None, keep: int | None, pg_bin: Path | None) -> None:
    """备份数据库和佐证为一个加密文件；不用停机。

    用 [security] encryption_keys 里最新的密钥加密；文件里没有密钥和 config.toml，这两样要另存。
    数据库是 PostgreSQL 时需要 pg_dump（不低于服务器的版本）。
    """
    desk = build(load(chosen_path()))
    folder = desk.config.server.var_dir / "backups"
    try:
        # Even to ask for the time would make a SQLite file where there is none.
        if is_absent(desk.database):
            raise Failed("数据库还没有建立，请先运行 ./manage.py migrate")
        made_at = desk.clock()
        target = _target(output, folder, made_at.astimezone(desk.rules.zone))
        if keep is not None and not _OURS.fullmatch(target.name):
            raise Failed("--keep 只管自动取名的备份：-o 请写目录，不写文件名")
        with workspace(folder) as half_made:
            manifest = _make(desk, target, half_made, made_at, pg_bin)
        n_bytes = target.stat().st_size
        with desk.database.transaction() as session:
            machinery.beat(session, machinery.BACKUP, made_at, {"file": target.name, "bytes": n_bytes})
    finally:
        desk.database.close()
    click.echo(f"已备份到 {target}（{n_bytes / 2**20:.1f} MB：{manifest.amount()}）")
    for old in _forget_old(target.parent, keep):
        click.echo(f"已删除旧备份 {old.name}")


def _target(output: Path | None, folder: Path, local: datetime) -> Path:
    """Return a name that is still free."""
    if output is not None and not output.is_dir():
        if output.exists():
            raise Failed(f"{output} 已经存在，不覆盖")
        if not output.parent.is_dir():
            raise Failed(f"没有目录 {output.parent}")
        if not output.suffix:
            # A disk that is not mounted: the file would lie where its folder should be.
            raise Failed(f"没有目录 {output}；写成一个文件的，文件名请以 .backup 结尾")
        return output.absolute()
    place = (output or folder).absolute()
    stem = f"cuiban-{local:%Y%m%d-%H%M}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.backup" for number in range(1, 100))
    return next(path for name in names if not (path := place / name).exists())


def _make(desk: Runtime, target: Path, half_made: Path, made_at: datetime, pg_bin: Path | None) -> Manifest:
    for left in target.parent.glob(f".cuiban-*{HALF_MADE}"):
        left.unlink()
    _require_room(desk, half_made, target.parent)
    copied = _copy(desk, half_made / "database", pg_bin)
    evidence = evidence_files(desk.config.server.var_dir / "evidence")
    parts = Parts(half_made / "database", evidence)
    manifest = Manifest(
        format=FORMAT,
        site=desk.config.site.name,
        database="sqlite" if desk.database.is_sqlite else "postgresql",
        revision=copied.revision,
        made_at=made_at,
        counts=copied.counts,
        n_evidence=len(evidence),
    )
    with share("加密写入") as bar:
        task = bar.add_task("", total=parts.n_bytes or 1)
        pack(target, keyring(), manifest, parts, lambda n_bytes: bar.advance(task, n_bytes))
    return manifest


def _copy(desk: Runtime, into: Path, pg_bin: Path | None) -> Copied:
    with share("复制数据库") as bar:
        task = bar.add_task("", total=1.0)

        def told(done: float) -> None:
            bar.update(task, completed=done)

        if desk.database.is_sqlite:
            return sqlite.copy_out(desk.database.url, into, told)
        return postgresql.copy_out(desk.database.url, into, told, pg_bin)


def _require_room(desk: Runtime, *folders: Path) -> None:
    """Ask for as much room as is known to be needed; the size of a PostgreSQL is not ours to know."""
    database = sqlite.file_of(desk.database.url) if desk.database.is_sqlite else None
    needed = database.stat().st_size if database and database.exists() else 0
    needed += sum(path.stat().st_size for path in evidence_files(desk.config.server.var_dir / "evidence").values())
    for folder in folders:
        require_room(folder, 2 * needed, "备份，请清理磁盘，或用 -o 写到别处")


def _forget_old(folder: Path, keep: int | None) -> list[Path]:
    if keep is None:
        return []
    # By their names: copying back and forth changes the times of files.
    found = ((name, path) for path in folder.iterdir() if (name := _OURS.fullmatch(path.name)))
    ours = sorted(found, key=lambda each: (each[0][1], int(each[0][2] or 1)))
    old = [path for _, path in ours[:-keep]]
    for path in old:
        path.unlink()
    return old
