"""One open socket of the long connection, seen from the platform, and the address at which it is played."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

CUT = 1006


class Standing(StrEnum):
    """What a connection is to the platform."""

    NEW = "new"
    SUBSCRIBED = "subscribed"
    FORGOTTEN = "forgotten"
    EVICTED = "evicted"


@dataclass(eq=False)
class Caller:
    """One open socket; whoever is not subscribed (any more) has its pings answered and hears nothing."""

    wire: ServerConnection
    standing: Standing = Standing.NEW
    since: datetime | None = None

    def put(self, frame: dict[str, Any]) -> bool:
        """Write a frame; tell whether it left."""
        try:
            self.wire.send(json.dumps(frame, ensure_ascii=False))
        except (ConnectionClosed, OSError):
            return False
        return True

    def close(self, code: int) -> None:
        """Close with a code; 1006 breaks the connection without a word."""
        if code == CUT:
            with suppress(OSError):
                self.wire.socket.shutdown(socket.SHUT_RDWR)
        else:
            self.wire.close(code)


def line_bind(websocket_url: str) -> tuple[str, int] | None:
    """Return where to listen for a configured address: only ws:// on this machine is ours to play."""
    parts = urlsplit(websocket_url)
    is_ours = parts.scheme == "ws" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return (str(parts.hostname), 80 if parts.port is None else parts.port) if is_ours else None
