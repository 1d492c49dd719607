"""Becomes gunicorn on the listening socket that the launcher keeps; the supervisor starts this as the web."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy.front_door import fetch_door


def main(arguments: list[str]) -> None:
    """Replace this process by gunicorn: the path where the socket is handed out, then gunicorn's own arguments."""
    descriptor = fetch_door(Path(arguments[0]))
    # The same process goes on, so that the supervisor watches gunicorn's master itself.
    command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{descriptor}", *arguments[1:]]
    os.execv(sys.executable, command)  # noqa: S606 - our own arguments


if __name__ == "__main__":
    main(sys.argv[1:])
