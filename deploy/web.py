"""Becomes gunicorn on the listening socket that the launcher keeps; the supervisor starts this as the web."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy.front_door import fetch_door

# Above what a worker keeps half-sent, below the descriptors a process may have.
_CONNECTIONS = "600"


def server_command(bind: str, processes: str, threads: str, app: str = "wsgi:app") -> list[str]:
    """Return the command that serves an application the way the house does."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", bind, "--no-control-socket"),
        *("--worker-class", "deploy.whole_requests.WholeRequestWorker", "--worker-connections", _CONNECTIONS),
        *("--workers", processes, "--threads", threads),
        *("--timeout", "30", "--graceful-timeout", "5", "--keep-alive", "5", app),
    ]


def main(arguments: list[str]) -> None:
    """Replace this process by gunicorn: the path where the socket is handed out, then processes and threads."""
    descriptor = fetch_door(Path(arguments[0]))
    # The same process goes on, so that the supervisor watches gunicorn's master itself.
    command = server_command(f"fd://{descriptor}", *arguments[1:])
    os.execv(command[0], command)  # noqa: S606 - our own arguments


if __name__ == "__main__":
    main(sys.argv[1:])
