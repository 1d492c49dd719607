"""Things of the platform that run out: access tokens, single-use codes and counted windows."""

from __future__ import annotations

import secrets
from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Any

TOKEN_LIFE = timedelta(seconds=7200)


class AccessTokens:
    """The app's tokens; asking again within the life of one gives the same one, as the platform does."""

    def __init__(self) -> None:
        self._expires_at: dict[str, datetime] = {}

    def issue(self, now: datetime) -> tuple[str, int]:
        """Return a living token and the whole seconds it still lives."""
        for token, expires_at in self._expires_at.items():
            if expires_at > now:
                return token, int((expires_at - now).total_seconds())
        token = secrets.token_urlsafe(40)
        self._expires_at[token] = now + TOKEN_LIFE
        return token, int(TOKEN_LIFE.total_seconds())

    def errcode(self, token: str, now: datetime) -> int:
        """Return 0, 41001 (missing), 40014 (never issued) or 42001 (expired)."""
        if not token:
            return 41001
        if token not in self._expires_at:
            return 40014
        return 0 if self._expires_at[token] > now else 42001


class SingleUseCodes:
    """Codes that work once and only for a while (WeCom pages 101138 and 94888)."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._open: dict[str, tuple[datetime, Any]] = {}

    def issue(self, meaning: Any, now: datetime) -> str:
        """Return a new code that stands for `meaning`."""
        code = secrets.token_urlsafe(24)
        self._open[code] = (now + self._life, meaning)
        return code

    def look(self, code: str, now: datetime) -> Any | None:
        """Return what a usable code stands for, without using it."""
        expires_at, meaning = self._open.get(code, (now, None))
        return meaning if expires_at > now else None

    def use(self, code: str) -> None:
        """Use the code up."""
        self._open.pop(code, None)


class CountedWindows:
    """At most `limit` in `span` for each key, counted in a sliding window."""

    def __init__(self, limit: int, span: timedelta) -> None:
        self._limit = limit
        self._span = span
        self._taken: dict[str, deque[datetime]] = defaultdict(deque)

    def is_full(self, key: str, now: datetime) -> bool:
        """Tell whether the next one would be over the limit."""
        taken = self._taken[key]
        while taken and taken[0] <= now - self._span:
            taken.popleft()
        return len(taken) >= self._limit

    def take(self, key: str, now: datetime) -> None:
        """Count one."""
        self._taken[key].append(now)
