"""A process of the product that is killed when it is about to run the nth line of the product for the first time."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import FrameType
from typing import Any

import config
from config import ROOT
from machine_clock import MachineClock
from runtime import Runtime
from wiring import build, create_app

FOREIGN = (str(ROOT / ".venv"), str(ROOT / "tests"), str(ROOT / "simulator"))
NEVER = 0


@dataclass(frozen=True)
class Work:
    """What a mortal process does at a machine moment: hear a callback, or scan and send."""

    config_path: Path
    now: datetime
    callback: tuple[str, str, dict[str, str], bytes, str] | None = None

    def on(self, desk: Runtime) -> tuple[int, bytes]:
        """Do it; return the response to the callback."""
        if self.callback is None:
            desk.sweep()
            desk.scan()
            desk.send()
            return 0, b""
        method, path, query, body, kind = self.callback
        client = create_app(desk).test_client()
        answer = client.open(path, method=method, query_string=query, data=body, content_type=kind)
        return answer.status_code, answer.get_data()


@dataclass(frozen=True)
class Death:
    """How it went: the lines that were run, and the response; `response` is None for one who was killed."""

    n_lines: int
    response: tuple[int, bytes] | None


class Reaper:
    """Counts each line of the product at its first run and kills at the nth."""

    def __init__(self, nth: int) -> None:
        self.nth, self.seen = nth, set[tuple[str, int]]()

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        return self._line if name.startswith(str(ROOT)) and not name.startswith(FOREIGN) else None

    def _line(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line" and (place := (frame.f_code.co_filename, frame.f_lineno)) not in self.seen:
            self.seen.add(place)
            if len(self.seen) == self.nth:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def live(work: Work, nth: int, pipe: Connection) -> None:
    """Do the work in this process, up to the nth line."""
    desk = build(config.load(work.config_path))
    for part in (desk, desk.dispatcher, desk.sender):
        part.clock = lambda: work.now  # type: ignore[method-assign]
    desk.machine = MachineClock(desk.config.thresholds.clock_jump, lambda: work.now, work.now.timestamp)
    reaper = Reaper(nth)
    sys.settrace(reaper)
    response = work.on(desk)
    sys.settrace(None)
    pipe.send(Death(len(reaper.seen), response))


def run(processes: ForkServerContext, work: Work, nth: int) -> Death:
    """Do the work in a process of its own that is killed at the nth line (NEVER: not at all)."""
    here, there = processes.Pipe()
    process = processes.Process(target=live, args=(work, nth, there))
    process.start()
    there.close()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return here.recv() if process.exitcode == 0 else Death(nth, None)
