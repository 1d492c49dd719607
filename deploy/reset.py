"""Forgets everything the demo has stored; run as python -m deploy.reset."""

from __future__ import annotations

import shutil
import sys

import click

from config import DEMO, load
from deploy.place import CannotStart, only_one, prepare_folders


def main() -> int:
    """Remove the demo's var_dir; return 1 while the demo runs."""
    settings = load(DEMO)
    try:
        prepare_folders(settings)
        with only_one(settings):
            shutil.rmtree(settings.server.var_dir)
    except CannotStart as reason:
        click.echo(f"请先停止演示：{reason}", err=True)
        return 1
    click.echo(f"已清空 {settings.server.var_dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
