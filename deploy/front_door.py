"""Keeps the web's listening socket in the launcher, so that callers wait in its queue while the web is restarted."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config import split_bind
from deploy.place import CannotStart

_WAITING_CALLERS = 256


@contextmanager
def front_door(bind: str, handing_out_at: Path) -> Iterator[None]:
    """Listen on an address and hand the socket to whoever asks at a unix socket; raises CannotStart.

    WeCom gives a callback up after three tries. Were the socket gunicorn's own, a killed gunicorn would have them
    refused until it can bind again, some seconds later.
    """
    with _listening(bind) as door, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as counter:
        handing_out_at.unlink(missing_ok=True)
        counter.bind(str(handing_out_at))
        counter.listen()
        threading.Thread(target=_hand_out, args=(counter, door), daemon=True).start()
        try:
            yield
        finally:
            counter.shutdown(socket.SHUT_RDWR)
            handing_out_at.unlink(missing_ok=True)


def fetch_door(handed_out_at: Path) -> int:
    """Return the descriptor of the listening socket, inherited by what this process executes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.connect(str(handed_out_at))
        _said, descriptors, _flags, _address = socket.recv_fds(asking, 1, 1)
    [descriptor] = descriptors
    os.set_inheritable(descriptor, True)
    return int(descriptor)


def _listening(bind: str) -> socket.socket:
    host, port = split_bind(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING_CALLERS)
    except OSError as error:
        raise CannotStart(f"{bind} 监听不了（server.bind）：{error.strerror}") from None


def _hand_out(counter: socket.socket, door: socket.socket) -> None:
    while True:
        try:
            asking, _address = counter.accept()
        except OSError:
            # The counter was shut: the installation stops.
            return
        # Who went away meanwhile asks again when it is restarted.
        with asking, suppress(OSError):
            socket.send_fds(asking, [b"d"], [door.fileno()])
