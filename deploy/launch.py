"""Starts one installation in the foreground, says where it is, and stops all of it again."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click

from config import DEMO, ROOT, Config, ConfigError, chosen_path, load
from deploy import service_manager
from deploy.front_door import front_door
from deploy.leftovers import end_leftovers
from deploy.place import (
    CannotStart,
    environment,
    local_url,
    log_folder,
    only_one,
    prepare_folders,
    remove_socket_folder,
    remove_stale_files,
    require_free,
)

SUPERVISORD_CONF = ROOT / "deploy" / "supervisord.conf"
MANAGE = ROOT / "manage.py"
# A small server that starts a dozen processes beside other work.
_READY_WITHIN_SECONDS = 180
_PR_SET_PDEATHSIG = 1


def run(config_path: Path | None = None, supervisord_conf: Path = SUPERVISORD_CONF) -> int:
    """Run the installation until it is told to stop; return the exit code (2 = mistakes in the configuration)."""
    path = config_path or chosen_path()
    try:
        settings = load(path)
    except ConfigError as error:
        for line in error.lines():
            click.echo(line, err=True)
        return 2
    try:
        prepare_folders(settings)
        with only_one(settings):
            return _run_alone(settings, supervisord_conf)
    except CannotStart as reason:
        click.echo(f"启动失败：{reason}", err=True)
        return 1


def _run_alone(settings: Config, supervisord_conf: Path) -> int:
    stop = _Stop()
    end_leftovers(settings.server.var_dir)
    remove_stale_files(settings)
    if settings.simulator:
        require_free(settings.simulator.bind, "simulator.bind")
    try:
        with front_door(settings.server.bind, settings.socket_dir / "web.sock"):
            _prepare_database(settings)
            return _supervise(settings, supervisord_conf, stop)
    finally:
        end_leftovers(settings.server.var_dir)
        remove_stale_files(settings)
        remove_socket_folder(settings)


class _Stop:
    """Remembers that somebody asked to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _prepare_database(settings: Config) -> None:
    """Migrate; in the demo also load its directory once, even when an earlier first start was cut off."""
    pending = settings.server.var_dir / "directory-pending"
    if settings.simulator and not (settings.server.var_dir / "cuiban.db").exists():
        pending.touch()
    _manage(settings, "migrate")
    if settings.simulator and pending.exists():
        _manage(settings, "import-directory", str(settings.simulator.directory))
        pending.unlink()


def _manage(settings: Config, *arguments: str) -> None:
    inherited = environment(settings)
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(MANAGE), *arguments], env=inherited, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotStart(f"manage.py {arguments[0]}：{said[-1] if said else f'退出码 {done.returncode}'}")


def _supervise(settings: Config, supervisord_conf: Path, stop: _Stop) -> int:
    supervisor = _start_supervisor(settings, supervisord_conf)
    try:
        trouble = _wait_until_ready(settings, supervisor, stop)
        if trouble:
            click.echo(f"启动失败：{trouble}；日志在 {log_folder(settings)}", err=True)
            return 1
        if not stop.asked:
            _say_where(settings)
            service_manager.tell(service_manager.READY)
        while not stop.asked and supervisor.poll() is None:
            time.sleep(0.2)
    finally:
        died_by_itself = supervisor.poll() is not None and not stop.asked
        service_manager.tell(service_manager.STOPPING)
        _stop_supervisor(supervisor)
    if died_by_itself:
        click.echo(f"已停止：守护进程意外退出；日志在 {log_folder(settings)}", err=True)
        return 1
    click.echo("已停止")
    return 0


def _start_supervisor(settings: Config, supervisord_conf: Path) -> subprocess.Popen[bytes]:
    output = (log_folder(settings) / "supervisord.out").open("wb")
    with output:
        return subprocess.Popen(  # noqa: S603 - our own supervisor
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-s", "-c", str(supervisord_conf)],
            env=environment(settings),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Of its own session, so that Ctrl-C reaches it once and through us.
            start_new_session=True,
            preexec_fn=_die_with_parent(),
        )


def _die_with_parent() -> Callable[[], None] | None:
    """Return what makes the kernel end the child when this process is killed; None where there is no such thing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_supervisor(supervisor: subprocess.Popen[bytes]) -> None:
    if supervisor.poll() is None:
        supervisor.terminate()
    try:
        supervisor.wait(timeout=30)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()


def _wait_until_ready(settings: Config, supervisor: subprocess.Popen[bytes], stop: _Stop) -> str:
    """Wait for /readyz to answer 200; return an empty text, or why it did not."""
    give_up_at = time.monotonic() + _READY_WITHIN_SECONDS
    trouble = ""
    while not stop.asked and time.monotonic() < give_up_at:
        if supervisor.poll() is not None:
            return "守护进程一启动就退出了"
        trouble = _not_ready_because(settings)
        if not trouble:
            return ""
        time.sleep(0.2)
    return "" if stop.asked else trouble


def _not_ready_because(settings: Config) -> str:
    url = f"{local_url(settings.server.bind)}/readyz"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - our own address
            return "" if answer.status == 200 else f"/readyz 回答 {answer.status}"
    except urllib.error.HTTPError as error:
        return f"/readyz 回答 {error.code}：{error.read(300).decode(errors='replace').strip()}"
    except OSError:
        return f"{url} 没有回答"


def _say_where(settings: Config) -> None:
    kind = "演示" if settings.path == DEMO else "正式" if not settings.simulator else "模拟"
    lines = [
        f"催办已启动：{settings.site.name}（{kind}）",
        f"  看板      {settings.site.base_url}/",
    ]
    if settings.simulator:
        lines.append(f"  模拟企微  http://{settings.simulator.bind}/")
    lines += [
        f"  配置      {settings.path}",
        f"  数据      {settings.server.var_dir}",
        f"  日志      {log_folder(settings)}",
        "  按 Ctrl-C 停止",
    ]
    click.echo("\n".join(lines))
