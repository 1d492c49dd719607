"""The local administrator's login: a password from the configuration, few tries, a session that ends."""

from __future__ import annotations

import hmac
import threading
from collections import deque
from datetime import datetime, timedelta

from flask import session

from models.sealing import keyring

TRIES = 5
TRIES_BY_ALL = 50
WINDOW = timedelta(minutes=5)


class Tries:
    """Counts failed tries of the last minutes, by address and in all; machine time."""

    def __init__(self) -> None:
        self._failed: deque[tuple[datetime, str]] = deque(maxlen=TRIES_BY_ALL)
        self._lock = threading.Lock()

    def may_try(self, address: str, now: datetime) -> bool:
        """Tell whether somebody at this address may try again."""
        with self._lock:
            recent = [where for at, where in self._failed if at > now - WINDOW]
        return len(recent) < TRIES_BY_ALL and recent.count(address) < TRIES

    def failed(self, address: str, now: datetime) -> None:
        """Remember a failed try."""
        with self._lock:
            self._failed.append((now, address))


def is_right(password: str | None, typed: str) -> bool:
    """Tell whether the typed password is the configured one; without one nobody gets in."""
    if password is None:
        return False
    return hmac.compare_digest(password.encode(), typed.encode("utf-8", "replace"))


def log_in(password: str) -> None:
    """Begin the session; a changed password ends it."""
    session.clear()
    session.permanent = True
    session["admin"] = _mark(password)


def is_logged_in(password: str | None) -> bool:
    """Tell whether this request belongs to a session of the administrator."""
    mark = session.get("admin")
    return password is not None and isinstance(mark, str) and hmac.compare_digest(mark, _mark(password))


def _mark(password: str) -> str:
    return keyring().lookup_hash("board session:" + password)[-32:]
