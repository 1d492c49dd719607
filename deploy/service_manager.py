"""Tells the service manager that started the launcher how it stands (systemd's sd_notify, without a library)."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

READY, STOPPING = "READY=1", "STOPPING=1"
_SOCKET = "NOTIFY_SOCKET"


def tell(state: str) -> None:
    """Send a state to whoever waits for it; without a service manager nothing happens."""
    address = os.environ.get(_SOCKET, "")
    if not address:
        return
    # An address that begins with @ lies in no folder.
    name = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(state.encode(), name)
