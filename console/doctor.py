"""The command doctor: what can be checked on this machine now, and what to do about it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from config import Config, ConfigError, chosen_path, load
from console.checks import NOTE, OK, WRONG, Line, look_inside
from console.commands import Failed
from console.in_chinese import InChinese
from console.opening import is_absent
from console.screen import show_table
from console.wecom_checks import look_at_wecom, push_keys
from models import migrate
from models.database import OperationalError
from models.queries import people
from models.sealing import SealBroken
from runtime import Runtime
from wiring import build

_LITTLE_DISK_MEBIBYTES, _NO_DISK_MEBIBYTES = 2048, 500
_CLOCK_TOLERANCE_SECONDS = 1.0


@click.command("doctor", cls=InChinese)
def doctor() -> None:
    """体检：逐项检查配置、数据库、Redis、磁盘、时间、密钥、班次、通讯录、节假日，并向企业微信核对应用和人员。

    不给任何人发消息。
    每项为 OK、注意或错误，并说明怎么办；有错误时退出码非零。
    """
    parted_at = _parting()
    lines = list(_examine())
    lines.append(_clock(_parting() - parted_at))
    show_table(("结果", "项目", "情况", "怎么办"), ((line.level, line.what, line.said, line.do) for line in lines))
    wrong = sum(line.level == WRONG for line in lines)
    if wrong:
        raise Failed(f"有 {wrong} 项错误")
    click.echo("没有错误")


def _examine() -> Iterator[Line]:
    try:
        settings = load(chosen_path())
        desk = build(settings, wait_seconds=3)
    except ConfigError as wrong:
        yield from (Line(WRONG, "配置", line, "改配置文件") for line in wrong.lines())
        return
    except ValueError as wrong:
        yield Line(WRONG, "节假日", str(wrong), "改 var_dir/holidays 下的文件")
        return
    yield Line(OK, "配置", str(settings.path))
    try:
        yield from _tried("数据目录", lambda: _var_dir(settings))
        yield from _tried("Redis", lambda: _redis(desk))
        yield from _tried("数据库", lambda: _database(desk))
        yield from _tried("企业微信", lambda: _wecom(desk))
    finally:
        desk.database.close()


def _tried(what: str, check: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """One check that fails must not hide the others."""
    try:
        yield from check()
    except SealBroken:
        yield Line(WRONG, "密钥", "打不开已有数据", "[security] encryption_keys 里补上当初的密钥")
    except OperationalError:
        yield Line(WRONG, what, "连不上", "看 [database] url 和数据库服务")
    except Exception as problem:  # noqa: BLE001 - whatever a check meets is what it has to report
        yield Line(WRONG, what, f"检查失败：{type(problem).__name__}", "设 CUIBAN_DEBUG=1 运行别的命令看详情")


def _var_dir(settings: Config) -> Iterator[Line]:
    folder = settings.server.var_dir
    there = _nearest(folder)
    if not os.access(there, os.W_OK) or not _can_write(there):
        yield Line(WRONG, "数据目录", f"{folder} 不可写", "改目录的属主或 [server] var_dir")
        return
    yield Line(OK, "数据目录", f"{folder} 可写")
    free = shutil.disk_usage(there).free >> 20
    level = WRONG if free < _NO_DISK_MEBIBYTES else NOTE if free < _LITTLE_DISK_MEBIBYTES else OK
    yield Line(level, "磁盘", f"还剩 {free} MB", "" if level == OK else "清理磁盘或换大一点的")


def _nearest(folder: Path) -> Path:
    """The folder itself, or before the first start the nearest one above it."""
    return folder if folder.is_dir() else _nearest(folder.parent)


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _redis(desk: Runtime) -> Iterator[Line]:
    try:
        desk.redis.ping()
    except Exception as problem:  # noqa: BLE001 - the client's own errors stay behind wiring
        if desk.config.redis.is_embedded:
            yield Line(NOTE, "Redis", "内置服务没有运行", "运行 ./manage.py run 时会自动启动")
        else:
            yield Line(WRONG, "Redis", f"连不上（{type(problem).__name__}）", "看 [redis] url 和 Redis 服务")
        return
    yield Line(OK, "Redis", "连得上")


def _database(desk: Runtime) -> Iterator[Line]:
    if is_absent(desk.database):
        yield Line(WRONG, "数据库", "还没有建立", "运行 ./manage.py migrate")
        return
    current, newest = migrate.current_revision(desk.database), migrate.newest_revision()
    if current != newest:
        yield Line(WRONG, "数据库", f"结构是 {current}，应为 {newest}", "运行 ./manage.py migrate")
        return
    yield Line(OK, "数据库", f"连得上，结构最新（{newest}）")
    with desk.database.reading() as session:
        yield from look_inside(desk.desk(session))


def _wecom(desk: Runtime) -> Iterator[Line]:
    """Ask about the people of the directory too, where there is one to read."""
    userids: list[str] = []
    if not is_absent(desk.database) and _has_newest_schema(desk):
        with desk.database.reading() as session:
            userids = [person.userid for person in people.all_people(session)]
            keys = [(group.name, group.push_key) for group in people.all_groups(session) if group.push_key]
        yield push_keys(desk.config, keys)
    yield from look_at_wecom(desk.config, userids)


def _has_newest_schema(desk: Runtime) -> bool:
    try:
        return migrate.current_revision(desk.database) == migrate.newest_revision()
    except OperationalError:
        # Said by the check of the database.
        return False


def _parting() -> float:
    return time.time() - time.monotonic()


def _clock(moved_seconds: float) -> Line:
    if abs(moved_seconds) > _CLOCK_TOLERANCE_SECONDS:
        return Line(WRONG, "时钟", f"检查期间跳变 {moved_seconds:.0f} 秒", "校准服务器时间（NTP）")
    return Line(OK, "时钟", "走得平稳")
