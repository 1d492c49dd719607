"""The whole product in processes of its own, started the way `make run` starts it, against the simulated platform."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from config import DEMO, ROOT, load

TOKEN = "DEMO-ONLY-api-token"
DEMO_WEB, DEMO_PLATFORM = "127.0.0.1:8080", "127.0.0.1:8090"


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


def free_port() -> int:
    """Return a free port below the ephemeral range, which outgoing connections of other tests draw from."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Town:
    """A running installation, what people see in it, and the means to hurt it."""

    def __init__(self, home: Path) -> None:
        web, platform = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        text = DEMO.read_text(encoding="utf-8").replace(DEMO_WEB, web).replace(DEMO_PLATFORM, platform)
        text = text.replace("../../var/demo", "var").replace("[clock]", "[patrol]\nenabled = false\n[clock]")
        self.config = home / "config.toml"
        self.config.write_text(text, encoding="utf-8")
        shutil.copy(DEMO.with_name("directory.toml"), home)
        self.web, self.platform = f"http://{web}", f"http://{platform}"
        self.var, self.sockets = home / "var", load(self.config).socket_dir
        self.environment = {**os.environ, "CUIBAN_CONFIG": str(self.config), "PYTHONUNBUFFERED": "1"}
        self.extra: list[subprocess.Popen[bytes]] = []
        command = [sys.executable, str(ROOT / "manage.py"), "run"]
        with (home / "launcher.out").open("wb") as output:
            self.launcher = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)

    def stop(self) -> None:
        for process in self.extra:
            process.kill()
            process.wait()
        self.launcher.send_signal(signal.SIGTERM)
        try:
            self.launcher.wait(timeout=30)
        finally:
            for one in self.processes():
                one.kill()
            shutil.rmtree(self.sockets, ignore_errors=True)

    def is_ready(self) -> bool:
        try:
            for url in (f"{self.platform}/", f"{self.web}/readyz"):
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status != 200:
                        return False
            return True
        except OSError:
            return False

    def ask(self, url: str, **body: Any) -> Any:
        raw = json.dumps(body).encode() if body else None
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(url, raw, headers), timeout=15) as answer:
            return json.load(answer)

    def api(self, path: str, **body: Any) -> Any:
        return self.ask(f"{self.web}/api/v1{path}", **body)

    def now(self) -> datetime:
        return datetime.fromisoformat(self.api("/clock")["now"])

    def take_in(self, number: str, ago: timedelta) -> None:
        """Let an order come in that was dispatched some desk time ago."""
        order = {"ticket_no": number, "title": "路灯不亮", "first_dispatched_at": (self.now() - ago).isoformat()}
        [result] = self.api("/tickets", tickets=[{**order, "limit_text": "24小时"}])["results"]
        assert result["outcome"] == "created", result

    def told(self, chat: str, number: str) -> list[str]:
        """Return what the desk said about a ticket in a chat, in order."""
        messages = self.ask(f"{self.platform}/sim/state")["messages"]
        return [
            row["text"] for row in messages if row["chat"] == chat and number in row["text"] and row["via"] != "person"
        ]

    def sign_steps(self, number: str) -> dict[str, set[str]]:
        """Return the steps of the sign ladder that were due, and the ends their deliveries had."""
        ends: dict[str, set[str]] = {}
        for row in self.api(f"/tickets/{number}")["deliveries"]:
            if row["stage"] == "sign" and row["occurrence"] <= 1 and not row["step"].startswith("repeat"):
                ends.setdefault(row["step"], set()).add(row["state"])
        return ends

    def balance(self) -> dict[str, int]:
        counted: dict[str, int] = self.api("/delivery")
        return counted

    def processes(self) -> list[psutil.Process]:
        return [one for one in psutil.process_iter() if environment_of(one).get("CUIBAN_INSTANCE") == str(self.var)]

    def process(self, words: str) -> psutil.Process | None:
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
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return ""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One installation for all tests of a module; each test takes in a ticket of its own."""
    running = Town(tmp_path_factory.mktemp("town"))
    try:
        eventually(running.is_ready, 60, "ready")
        yield running
    finally:
        running.stop()
