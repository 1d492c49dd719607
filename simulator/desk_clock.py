"""Asks the product for desk time and sets it, for the page; remembers it so that bubbles can show desk time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests


class DeskClock:
    """A window on the product's /api/v1/clock, with the token that has the right to it."""

    def __init__(self, product_url: Callable[[], str], token: str) -> None:
        self._product_url = product_url
        self._token = token
        self._lock = threading.Lock()
        self._known: tuple[datetime, datetime, float] | None = None
        self._is_moving = threading.Event()

    def read(self) -> tuple[int, dict[str, Any]]:
        """Return the product's status and answer; 502 when it is away."""
        return self._call("GET", None)

    def change(self, wish: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Pass on {"speed": 60} or {"advance": "30m"}."""
        self._is_moving.set()
        try:
            return self._call("POST", wish)
        finally:
            self._is_moving.clear()

    def now(self) -> datetime | None:
        """Return desk time as last seen and carried on at its speed, None before it was ever seen.

        While the product walks through its due moments, each bubble belongs to the moment it stands at just then.
        """
        if self._is_moving.is_set():
            self._call("GET", None, timeout_seconds=2)
        with self._lock:
            if self._known is None:
                return None
            real_at, desk_at, speed = self._known
        return desk_at + timedelta(seconds=(datetime.now(UTC) - real_at).total_seconds() * speed)

    def _call(
        self, method: str, wish: dict[str, Any] | None, timeout_seconds: float = 60
    ) -> tuple[int, dict[str, Any]]:
        url = self._product_url().rstrip("/") + "/api/v1/clock"
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            answer = requests.request(method, url, json=wish, headers=headers, timeout=timeout_seconds)
            body = answer.json()
        except (OSError, ValueError):
            return 502, {"error": "服务没有应答"}
        if answer.ok and isinstance(body, dict):
            self._remember(body)
        return answer.status_code, body if isinstance(body, dict) else {}

    def _remember(self, body: dict[str, Any]) -> None:
        try:
            desk_at, speed = datetime.fromisoformat(body["now"]), float(body["speed"])
        except (KeyError, ValueError, TypeError):
            return
        with self._lock:
            self._known = (datetime.now(UTC), desk_at, speed)
