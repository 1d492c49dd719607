"""Watches a running test: no long sleep, and no connection that leaves this machine."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LONGEST_SLEEP_SECONDS = 0.2
_LOCAL_HOSTS = ("127.", "::1", "localhost", "0.0.0.0")
_offences: list[str] = []
_watching = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in ("socket.connect", "socket.sendto"):
        _refuse_if_outside(arguments[1])


def _refuse_if_outside(address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, str) and not host.startswith(_LOCAL_HOSTS):
        _offences.append(f"the test opened a connection to {host}; only this machine is allowed")
        raise ConnectionRefusedError(f"tests may not reach {host}")


def _sleep_shortly(seconds: float) -> None:
    # Threads of servers may wait for their next turn; the test itself may not.
    if seconds > LONGEST_SLEEP_SECONDS and threading.current_thread() is threading.main_thread():
        _offences.append(f"the test slept {seconds} s; move desk time or wait for a condition instead")
        return
    _real_sleep(seconds)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Watch what runs inside; yield the list of offences, filled as they happen."""
    global _watching
    _offences.clear()
    _watching, time.sleep = True, _sleep_shortly
    try:
        yield _offences
    finally:
        _watching, time.sleep = False, _real_sleep


_real_sleep = time.sleep
sys.addaudithook(_audit)
