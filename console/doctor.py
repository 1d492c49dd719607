"""The command doctor: what can be checked on this machine now, and what to do about it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from actions.desk import Desk
from config import Config, ConfigError, chosen_path, load
from console.callback_checks import look_at_callbacks
from console.caller_checks import Seen
from console.checks import look_at_care, look_at_directory, look_at_processes
from console.commands import Failed
from console.in_chinese import InChinese
from console.key_checks import look_at_keys
from console.line_checks import Held, look_at_line
from console.lines import NOTE, OK, WRONG, Line, show_lines
from console.opening import is_absent
from console.people_checks import look_at_reach, look_at_strangers
from console.sending_a_line import send_test
from console.way_checks import look_at_ears, look_at_push_keys
from console.wecom_checks import AppLook
from models import migrate
from models.database import OperationalError
from models.queries import leases, machinery, people
from models.sealing import SealBroken
from rules.watching import GATEWAY, LINE
from runtime import Runtime
from wiring import build

_LITTLE_DISK_MEBIBYTES, _NO_DISK_MEBIBYTES = 2048, 500
_CLOCK_TOLERANCE_SECONDS = 1.0


@click.command("doctor", cls=InChinese)
@click.option("--send-test", "group", metavar="群名", help="向这个群试发一行，看推送通不通")
@click.option(
    "--try-bot", is_flag=True, help="长连接进程没有运行时，用 Bot ID、Secret 试登录一次；会挤掉别处用同一个机器人的程序"
)
def doctor(group: str | None, try_bot: bool) -> None:
    """体检：从配置、密钥、时间到企业微信、回调网址、机器人、推送、通讯录，逐项查，按先修什么的顺序列出。

    不给任何人发消息（--send-test 除外）。每项为 OK、注意或错误，并说明怎么办；有错误时退出码非零。
    """
    parted_at = _parting()
    lines = list(_examine(group, lambda: _clock(_parting() - parted_at), try_bot=try_bot))
    show_lines(lines)
    wrong = sum(line.level == WRONG for line in lines)
    if wrong:
        raise Failed(f"有 {wrong} 项错误，从上往下改")
    click.echo("没有错误")


def _examine(group: str | None, clock: Callable[[], Line], *, try_bot: bool) -> Iterator[Line]:
    """Yield everything in the order of repair: what stands further up keeps what follows from being right."""
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
    app = AppLook(settings)
    try:
        yield from _tried("数据目录", lambda: _var_dir(settings))
        yield from _tried("Redis", lambda: _redis(desk))
        yield from _tried("数据库", lambda: _database(desk))
        yield from _inside(desk, "密钥", look_at_keys)
        more = (GATEWAY,) if settings.has_long_connection else ()
        yield from _inside(desk, "进程", lambda inner: look_at_processes(inner, more))
        yield from _tried("企业微信", app.set_up)
        yield clock()
        yield from _tried("回调", lambda: _callbacks(desk, app))
        yield from _tried("长连接", lambda: _line(desk, try_bot))
        yield from _inside(desk, "智能机器人", lambda inner: look_at_ears(settings, inner))
        yield from _inside(desk, "通讯录", look_at_directory)
        yield from _tried("可见范围", lambda: _reach(desk, app))
        yield from _inside(desk, "认不出的人", look_at_strangers)
        yield from _inside(desk, "推送", lambda inner: look_at_push_keys(settings, inner))
        yield from _inside(desk, "还发不到", lambda inner: look_at_reach(inner, app))
        yield from _inside(desk, "运行", look_at_care)
        if group is not None:
            yield from _tried("试发", lambda: send_test(desk, group))
    finally:
        desk.database.close()


def _inside(desk: Runtime, what: str, check: Callable[[Desk], Iterator[Line]]) -> Iterator[Line]:
    """One look into the database, where there is one that this program knows."""

    def look() -> Iterator[Line]:
        if not _is_known(desk):
            return
        with desk.database.reading() as session:
            yield from check(desk.desk(session))

    yield from _tried(what, look)


def _is_known(desk: Runtime) -> bool:
    return not is_absent(desk.database) and _has_newest_schema(desk)


def _callbacks(desk: Runtime, app: AppLook) -> Iterator[Line]:
    beats: dict[str, Seen] = {}
    if _is_known(desk):
        with desk.database.reading() as session:
            beats = {name: Seen(row.beat_at, row.facts or {}) for name, row in machinery.heartbeats(session).items()}
    return look_at_callbacks(desk.config, beats, app.callback_addresses(), desk.clock())


def _line(desk: Runtime, try_bot: bool) -> Iterator[Line]:
    held = Held({}, None, "", None)
    if _is_known(desk):
        with desk.database.reading() as session:
            beat, lease = machinery.heartbeats(session).get(LINE), leases.lease(session, LINE)
            holder, renewed_at = (lease.holder, lease.renewed_at) if lease else ("", None)
            held = Held((beat.facts or {}) if beat else {}, beat.beat_at if beat else None, holder, renewed_at)
    return look_at_line(desk.config, held, desk.clock(), desk.rules.zone, try_bot=try_bot)


def _reach(desk: Runtime, app: AppLook) -> Iterator[Line]:
    if not _is_known(desk):
        return iter(())
    with desk.database.reading() as session:
        on_rota = {userid for row in people.rota_rows(session) for userid in row.people}
        userids = [person.userid for person in people.all_people(session)]
    return app.reach(userids, on_rota)


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
        yield _other_schema(current, newest)
        return
    yield Line(OK, "数据库", f"连得上，结构最新（{newest}）")


def _other_schema(current: str | None, newest: str) -> Line:
    if current is None:
        return Line(WRONG, "数据库", "还没有建立", "运行 ./manage.py migrate")
    if current not in migrate.known_revisions():
        what_to_do = "升级这台的程序，或照 docs/operations.zh-CN.md 退回旧版"
        return Line(WRONG, "数据库", f"结构（{current}）比程序新", what_to_do)
    return Line(WRONG, "数据库", f"结构是 {current}，应为 {newest}", "运行 ./manage.py migrate")


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
