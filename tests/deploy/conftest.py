"""An installation with stand-in programs, started and ended as a person would."""

from __future__ import annotations

import configparser
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config import ROOT, load

STAND_IN = Path(__file__).with_name("stand_in.py")
KEY = "REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE="
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"


def eventually(claim: Callable[[], object], within_seconds: float = 20) -> None:
    """Wait until `claim` holds; fail when it does not in time."""
    give_up_at = time.monotonic() + within_seconds
    while not claim():
        assert time.monotonic() <= give_up_at, f"did not become true within {within_seconds} s"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """One configuration in a folder of its own, and the launcher running it."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.home = home
        self.bind = f"127.0.0.1:{free_port()}"
        self.var = home / "var"
        self.config = home / "config.toml"
        self.config.write_text(self._settings(), encoding="utf-8")
        self.sockets = load(self.config).socket_dir
        self.conf = self._conf_with_stand_ins()
        self.launcher: subprocess.Popen[str] | None = None

    def _settings(self) -> str:
        return (
            f'[site]\nname = "柳湾乡"\nbase_url = "http://{self.bind}"\n[server]\nbind = "{self.bind}"\n'
            f'[wecom]\ncorp_id = "ww1"\n[wecom.aibot]\ntoken = "botToken"\nencoding_aes_key = "{AES_KEY}"\n'
            f'[security]\nencryption_keys = ["{KEY}"]\n'
        )

    def _conf_with_stand_ins(self) -> Path:
        """Take the real supervisord.conf and replace only what its programs run."""
        conf = configparser.RawConfigParser(inline_comment_prefixes=None)
        conf.read(ROOT / "deploy" / "supervisord.conf", encoding="utf-8")
        python = f'"%(ENV_CUIBAN_PYTHON)s" "{STAND_IN}"'
        for section in conf.sections():
            if section.startswith("program:") and section != "program:redis":
                conf[section]["command"] = f"{python} idle"
        conf["program:web"]["command"] = f'{python} serve "%(ENV_CUIBAN_SOCKETS)s/web.sock"'
        path = self.home / "supervisord.conf"
        with path.open("w", encoding="utf-8") as file:
            conf.write(file)
        return path

    def launch(self) -> subprocess.Popen[str]:
        self.launcher = subprocess.Popen(
            [sys.executable, str(STAND_IN), "launch", str(self.config), str(self.conf)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.launcher

    def start(self) -> str:
        """Launch and read what is printed up to the last line of the greeting."""
        launcher = self.launch()
        assert launcher.stdout
        said = ""
        for line in launcher.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(f"the launcher ended: {said}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.launcher
        self.launcher.send_signal(number)
        return self.launcher.wait(timeout=30)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.bind}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> list[psutil.Process]:
        return [one for one in psutil.process_iter() if _environment(one).get("CUIBAN_INSTANCE") == str(self.var)]

    def processes_of(self, words: str) -> list[psutil.Process]:
        """Return those whose command line holds these words; one that ends meanwhile has none."""
        return [one for one in self.processes() if words in _command_line(one)]


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Callable[[str], Installation]]:
    made: list[Installation] = []

    def make(name: str = "one") -> Installation:
        made.append(Installation(tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        if one.launcher and one.launcher.poll() is None:
            one.launcher.kill()
            one.launcher.wait()
        for process in one.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(one.sockets, ignore_errors=True)
