"""Watches a running test: no long sleep, no connection that leaves this machine, no text longer than its column."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import String, event, inspect
from sqlalchemy.orm import Mapper, Session

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


@cache
def _lengths(mapper: Mapper[Any]) -> dict[str, int]:
    types = {attribute.key: attribute.columns[0].type for attribute in mapper.column_attrs}
    return {key: kind.length for key, kind in types.items() if isinstance(kind, String) and kind.length}


@event.listens_for(Session, "before_flush")
def _refuse_too_long(session: Session, *_: Any) -> None:
    """SQLite keeps whatever it is given; PostgreSQL would refuse it."""
    for row in (*session.new, *session.dirty) if _watching else ():
        for key, length in _lengths(inspect(row).mapper).items():
            value = inspect(row).dict.get(key)
            if isinstance(value, str) and len(value) > length:
                _offences.append(
                    f"{type(row).__name__}.{key} holds {length} characters, not the {len(value)} of {value!r}"
                )


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
