"""Words what is wrong with the machinery, for administrators."""

from __future__ import annotations

from datetime import timedelta

NAMES = {
    "scheduler": "调度进程",
    "worker:ticks": "计时进程",
    "worker:send": "发送进程",
    "worker:files": "收文件进程",
    "worker:reports": "出报告进程",
    "watchdog": "看门狗进程",
    "gateway": "长连接进程",
}


def database_away() -> str:
    """The database does not answer."""
    return "数据库连不上"


def wrong_schema() -> str:
    """The database was not migrated."""
    return "数据库结构不是最新，请运行 ./manage.py migrate"


def newer_schema() -> str:
    """The database was migrated by a newer program than this one."""
    return "数据库结构比程序新，请把这台服务器上的程序也升级并重启"


def redis_away() -> str:
    """Redis does not answer."""
    return "Redis 连不上"


def silent(name: str, age: timedelta | None) -> str:
    """A process gave no sign of life, ever or for too long."""
    called = f"{NAMES.get(name, name)}（{name}）"
    return f"{called}还没有心跳" if age is None else f"{called}已{int(age.total_seconds())}秒没有心跳"


def scan_silent(age: timedelta | None) -> str:
    """No scan was finished, ever or for too long."""
    return "还没有完成过到期扫描" if age is None else f"已{int(age.total_seconds())}秒没有完成到期扫描"
