#!/usr/bin/env python3
"""The commands on the machine: ./manage.py --help."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OWN_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def use_own_python() -> None:
    """Go on with the Python of .venv when there is one and this is another."""
    if OWN_PYTHON.exists() and Path(sys.prefix).resolve() != OWN_PYTHON.parent.parent.resolve():
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])  # noqa: S606 - our own interpreter


def main() -> None:
    """Run the command that was asked for."""
    try:
        from console.commands import cli
    except ModuleNotFoundError as missing:
        sys.exit(f"缺少依赖 {missing.name}，请先运行 make run 或 make venv。")
    # Databases, backups, reports and lists of people are for this user alone, as what the processes write is.
    os.umask(0o077)
    cli(prog_name="./manage.py")


if __name__ == "__main__":
    use_own_python()
    main()
