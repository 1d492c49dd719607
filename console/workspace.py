"""A private folder for what a command has half made, cleared again however the command ends."""

from __future__ import annotations

import fcntl
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from console.commands import Failed

# What stays free for the running desk while a command works.
_LEFT_FREE_MEBIBYTES = 300


def require_room(folder: Path, n_bytes: int, what: str) -> None:
    """Refuse what could fill the disk under the running desk; `what` ends the sentence."""
    free = shutil.disk_usage(folder).free
    if free < n_bytes + (_LEFT_FREE_MEBIBYTES << 20):
        raise Failed(f"{folder} 只剩 {free >> 20} MB，不够{what}")


@contextmanager
def workspace(parent: Path) -> Iterator[Path]:
    """Yield an empty folder inside `parent`, which is made when it is not there.

    One at a time; what a killed command left there is cleared first.
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = parent / ".half-made"
    with (parent / ".lock").open("a") as lock, _told_to_end():
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("另一个备份或恢复正在进行，请等它结束") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Let SIGTERM and a closed terminal unwind what is under way, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
