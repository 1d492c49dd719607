"""Counts wrong passwords for all web processes together, in Redis and, where that is away, in each by itself."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta

import redis

TRIES = 5
TRIES_BY_ALL = 50
WINDOW = timedelta(minutes=10)
# Wrong tries from everywhere shut out no address from which the administrator got in lately.
KNOWN_FOR = timedelta(days=30)
_NAME = "cuiban:login:failed"
_KNOWN = "cuiban:login:known:"


class Tries:
    """Failed tries of the last minutes, by address and in all; machine time."""

    def __init__(self, store: redis.Redis) -> None:
        self._store = store
        self._own: deque[tuple[datetime, str]] = deque(maxlen=TRIES_BY_ALL)
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def may_try(self, address: str, now: datetime) -> bool:
        """Tell whether somebody at this address may try again."""
        with self._lock:
            own = [where for at, where in self._own if at > now - WINDOW]
        counted = (own, self._by_all(now))
        if any(recent.count(address) >= TRIES for recent in counted):
            return False
        return all(len(recent) < TRIES_BY_ALL for recent in counted) or self._is_known(address)

    def succeeded(self, address: str, now: datetime) -> None:
        """Remember an address from which somebody got in."""
        with self._lock:
            self._known.add(address)
        with suppress(redis.RedisError):
            self._store.set(_KNOWN + address, now.isoformat(), ex=KNOWN_FOR)

    def failed(self, address: str, now: datetime) -> None:
        """Remember a failed try."""
        with self._lock:
            self._own.append((now, address))
        # Without Redis each process counts by itself.
        with suppress(redis.RedisError):
            together = self._store.pipeline()
            together.zadd(_NAME, {f"{secrets.token_hex(8)} {address}": now.timestamp()})
            together.zremrangebyrank(_NAME, 0, -TRIES_BY_ALL - 1)
            together.expire(_NAME, WINDOW)
            together.execute()

    def _is_known(self, address: str) -> bool:
        with self._lock:
            if address in self._known:
                return True
        try:
            return bool(self._store.exists(_KNOWN + address))
        except redis.RedisError:
            return False

    def _by_all(self, now: datetime) -> list[str]:
        try:
            tries = self._store.zrangebyscore(_NAME, f"({(now - WINDOW).timestamp()}", "+inf")
        except redis.RedisError:
            return []
        return [each.decode().partition(" ")[2] for each in tries if isinstance(each, bytes)]
