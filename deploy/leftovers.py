"""Finds and ends what a killed supervisor left running."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from deploy.place import INSTANCE


def end_leftovers(var_dir: Path, *, patience_seconds: float = 5.0) -> int:
    """End every process that was started for this installation; return how many there were."""
    left = [process for process in psutil.process_iter() if process.pid != os.getpid() and _belongs(process, var_dir)]
    for process in left:
        _signal(process, kill=False)
    _gone, stubborn = psutil.wait_procs(left, timeout=patience_seconds)
    for process in stubborn:
        _signal(process, kill=True)
    psutil.wait_procs(stubborn, timeout=patience_seconds)
    return len(left)


def _belongs(process: psutil.Process, var_dir: Path) -> bool:
    try:
        return bool(process.environ().get(INSTANCE) == str(var_dir))
    except (psutil.Error, OSError):
        return False


def _signal(process: psutil.Process, *, kill: bool) -> None:
    try:
        process.kill() if kill else process.terminate()
    except psutil.NoSuchProcess:
        return
