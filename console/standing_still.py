"""Makes sure that nothing runs where a command changes what it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config import Config
from console.commands import Failed
from deploy.place import CannotStart, only_one, prepare_folders
from models.copies import postgresql


@contextmanager
def standing_still(settings: Config) -> Iterator[None]:
    """Keep this installation from starting; raises Failed where it runs."""
    try:
        prepare_folders(settings)
        with only_one(settings):
            yield
    except CannotStart as reason:
        raise Failed(f"请先停止催办：{reason}") from None


def require_nobody_else(url: str) -> None:
    """Raise Failed when another server has used the database just now."""
    if not url.startswith("sqlite") and postgresql.lives_elsewhere(url):
        raise Failed("一分钟内还有程序在用这个数据库：请停止每一台服务器上的催办，等一分钟再运行")
