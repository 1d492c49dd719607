"""A whole installation in processes of its own, started the way `make run` starts it, and the means to hurt it."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from chaos.platform import Platform, ask
from config import DEMO, ROOT, load

_DEMO_WEB, _DEMO_PLATFORM, _DEMO_LINE = "127.0.0.1:8080", "127.0.0.1:8090", "127.0.0.1:8091"
_LINE_DEMO = DEMO.with_name("long-connection.toml")


def eventually(claim: Callable[[], Any], within_seconds: float = 30, why: str = "") -> Any:
    """Wait until `claim` holds and return what it said; fail when it does not in time."""
    give_up_at = time.monotonic() + within_seconds
    while True:
        found = claim()
        if found:
            return found
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not within {within_seconds} s: {why}")
        time.sleep(0.1)


def free_bind() -> str:
    """Return a free address below the ephemeral range, which outgoing connections of other programs draw from."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return f"127.0.0.1:{port}"


@dataclass(frozen=True)
class Place:
    """Where an installation lives and what it shares with others; no `database` or `redis` means one of its own.

    With `has_simulator` it starts its WeCom itself, as the demo does; else one has to run at `platform`. `line` is
    where its AI bot's long connection goes; without one it is called back.
    """

    home: Path
    web: str
    platform: str
    database: str | None = None
    redis: str | None = None
    speed: float = 1.0
    start: str | None = None
    has_simulator: bool = True
    line: str | None = None

    def write(self) -> Path:
        """Write configuration and directory file; return the path of the configuration."""
        self.home.mkdir(parents=True, exist_ok=True)
        shutil.copy(DEMO.with_name("directory.toml"), self.home)
        path = self.home / "config.toml"
        path.write_text(self._text(), encoding="utf-8")
        return path

    def _text(self) -> str:
        text = (_LINE_DEMO if self.line else DEMO).read_text(encoding="utf-8")
        text = text.replace(_DEMO_WEB, self.web).replace(_DEMO_PLATFORM, self.platform)
        # Both demos keep their data in folders of their own; here each has one anyway.
        text = text.replace("../../var/demo-line", "../../var/demo").replace(_DEMO_LINE, self.line or _DEMO_LINE)
        text = text.replace("[clock]", "[patrol]\nenabled = false\n[clock]")
        if not self.has_simulator:
            text = text.partition("[simulator]")[0]
        if self.database:
            text = text.replace("sqlite:///../../var/demo/cuiban.db", self.database)
        if self.redis:
            text = text.replace('url = "embedded"', f'url = "{self.redis}"')
        if self.start:
            text = text.replace("2026-11-18T10:17:00", self.start)
        return text.replace("../../var/demo", "var").replace("speed = 1.0", f"speed = {self.speed}")


class Town:
    """A running installation, what people see in it, and the means to hurt it."""

    def __init__(self, place: Place) -> None:
        self.home, self.config = place.home, place.write()
        self.web, self.platform = f"http://{place.web}", Platform(f"http://{place.platform}")
        self.var, self.sockets = place.home / "var", load(self.config).socket_dir
        self.environment = {**os.environ, "CUIBAN_CONFIG": str(self.config), "PYTHONUNBUFFERED": "1"}
        self.extra: list[subprocess.Popen[bytes]] = []
        self.launcher: subprocess.Popen[bytes] | None = None

    def start(self) -> Town:
        """Start it; return self."""
        command = [sys.executable, str(ROOT / "manage.py"), "run"]
        with (self.home / "launcher.out").open("ab") as output:
            self.launcher = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        return self

    def manage(self, *words: str) -> None:
        """Run a command of manage.py; raises CalledProcessError."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def stop(self) -> None:
        """Stop everything that belongs to it."""
        for process in self.extra:
            process.kill()
            process.wait()
        try:
            if self.launcher is not None:
                self.launcher.send_signal(signal.SIGTERM)
                self.launcher.wait(timeout=40)
        finally:
            for one in self.processes():
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            shutil.rmtree(self.sockets, ignore_errors=True)

    def is_ready(self) -> bool:
        """Tell whether the installation says so of itself, and its platform is up."""
        try:
            with urllib.request.urlopen(f"{self.web}/readyz", timeout=2) as answer:
                return bool(answer.status == 200) and self.platform.is_up()
        except OSError:
            return False

    def api(self, path: str, **body: Any) -> Any:
        """Ask the API; a body makes it a POST."""
        return ask(f"{self.web}/api/v1{path}", body, 15)

    def now(self) -> datetime:
        """Return desk time."""
        return datetime.fromisoformat(self.api("/clock")["now"])

    def take_in(self, number: str, ago: timedelta) -> None:
        """Let an order come in that was dispatched some desk time ago."""
        order = {"ticket_no": number, "title": "路灯不亮", "first_dispatched_at": (self.now() - ago).isoformat()}
        [result] = self.api("/tickets", tickets=[{**order, "limit_text": "24小时"}])["results"]
        assert result["outcome"] == "created", result

    def told(self, chat: str, number: str) -> list[str]:
        """Return what the desk said about a ticket in a chat, in order."""
        return self.platform.told(chat, number)

    def sign_steps(self, number: str) -> dict[str, set[str]]:
        """Return the steps of the sign ladder that were due, and the ends their deliveries had."""
        ends: dict[str, set[str]] = {}
        for row in self.api(f"/tickets/{number}")["deliveries"]:
            if row["stage"] == "sign" and row["occurrence"] <= 1 and not row["step"].startswith("repeat"):
                ends.setdefault(row["step"], set()).add(row["state"])
        return ends

    def balance(self) -> dict[str, int]:
        """Return the balance of everything that was ever due."""
        counted: dict[str, int] = self.api("/delivery")
        return counted

    def processes(self) -> list[psutil.Process]:
        """Return all processes of this installation but its launcher."""
        return [one for one in psutil.process_iter() if environment_of(one).get("CUIBAN_INSTANCE") == str(self.var)]

    def process(self, words: str) -> psutil.Process | None:
        """Return the first process whose command holds these words."""
        return next((one for one in self.processes() if words in command_of(one)), None)

    def kill(self, words: str) -> int:
        """End a process with kill -9; return its id."""
        found = self.process(words)
        assert found, words
        found.kill()
        return int(found.pid)

    def start_another(self, *words: str) -> None:
        """Start one more process of a kind by hand."""
        command = [sys.executable, "-m", *words]
        self.extra.append(subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL))


def environment_of(process: psutil.Process) -> dict[str, str]:
    """Return a process's environment, empty when it is gone or another one's."""
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}


def command_of(process: psutil.Process) -> str:
    """Return a process's command line, empty when it is gone or another one's."""
    try:
        return " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return ""
