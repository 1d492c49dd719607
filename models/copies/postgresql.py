"""Copies a PostgreSQL database with pg_dump while others write into it, and puts a copy back with pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from models.copies import OTHERS_LIVE_FOR, CannotCopy, Copied, Told, contents, is_written_in

_LOOK_EVERY_SECONDS = 0.2


def copy_out(url: str, into: Path, told: Told, tools: Path | None = None) -> Copied:
    """Dump the database as it is at one moment; the counts are of that very moment."""
    program = _program("pg_dump", tools)
    into.touch(mode=0o600)
    with _engine(url).connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        copied = contents(connection)
        size = connection.scalar(text("SELECT pg_database_size(current_database())")) or 1
        arguments = ("--format=custom", "--schema=public", f"--snapshot={snapshot}", f"--file={into}")
        for _ in _running(url, program, arguments):
            # A dump is smaller than the database, so the bar stays behind rather than ahead.
            told(min(into.stat().st_size / size, 1.0))
    return copied


def examine(file: Path, tools: Path | None = None) -> None:
    """Read the table of contents of a dump; raises CannotCopy."""
    program = _program("pg_restore", tools)
    done = subprocess.run([program, "--list", str(file)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotCopy(_said("pg_restore", done.stderr))


def is_empty(url: str) -> bool:
    """Tell whether nobody has written anything there."""
    with _engine(url).connect() as connection:
        return not is_written_in(connection)


def lives_elsewhere(url: str) -> bool:
    """Tell whether a program on whatever machine has written its sign of life into the database just now."""
    with _engine(url).connect() as connection:
        if connection.scalar(text("SELECT to_regclass('public.heartbeats')")) is None:
            return False
        signs = text("SELECT count(*) FROM heartbeats WHERE beat_at > now() - :recent AND beat_at <= now() + :recent")
        return bool(connection.scalar(signs, {"recent": OTHERS_LIVE_FOR}))


def place(file: Path, url: str, suffix: str, expected: Copied, tools: Path | None = None) -> str | None:
    """Put a dump back; what was there is kept in a schema of its own, whose name is returned.

    When it cannot be put back whole, or holds other than is expected, everything is as before.
    """
    program, engine = _program("pg_restore", tools), _engine(url)
    try:
        with engine.begin() as connection:
            kept = _move_aside(connection, suffix)
    except ProgrammingError:
        raise CannotCopy("数据库用户不能给模式 public 改名，没有恢复；请另建一个空库，改 [database] url") from None
    arguments = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--schema=public")
    try:
        for _ in _running(url, program, (*arguments, str(file))):
            pass
        with engine.connect() as connection:
            if contents(connection) != expected:
                raise CannotCopy("恢复出来的行数和清单不符，已退回原样")
    except BaseException:
        with engine.begin() as connection:
            _move_back(connection, kept)
        raise
    return kept


def _move_aside(connection: Connection, suffix: str) -> str | None:
    holds = text("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    if not connection.scalar(holds):
        return None
    kept = f"public{suffix}".replace("-", "_").replace(".", "_")
    connection.execute(text(f'ALTER SCHEMA public RENAME TO "{kept}"'))
    connection.execute(text("CREATE SCHEMA public"))
    return kept


def _move_back(connection: Connection, kept: str | None) -> None:
    connection.execute(text("DROP SCHEMA public CASCADE"))
    connection.execute(text(f'ALTER SCHEMA "{kept}" RENAME TO public' if kept else "CREATE SCHEMA public"))


def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 10})


def _program(name: str, folder: Path | None) -> str:
    found = shutil.which(str(folder / name)) if folder else shutil.which(name)
    if found is None:
        where = f"{folder} 里" if folder else "PATH 里"
        raise CannotCopy(f"{where}没有 {name}，请安装 postgresql-client，或用 --pg-bin 指明它所在的目录")
    return found


def _running(url: str, program: str, arguments: Sequence[str]) -> Iterator[None]:
    """Run a client program on the database and come back now and then while it works; raises CannotCopy."""
    conninfo, environment = _connection_of(url)
    process = subprocess.Popen(  # noqa: S603 - a program that the administrator has installed
        [program, *arguments, f"--dbname={conninfo}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield from _until_ended(process, Path(program).name)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _until_ended(process: subprocess.Popen[str], name: str) -> Iterator[None]:
    while True:
        try:
            _, said = process.communicate(timeout=_LOOK_EVERY_SECONDS)
            break
        except subprocess.TimeoutExpired:
            yield
    if process.returncode:
        raise CannotCopy(_said(name, said))


def _connection_of(url: str) -> tuple[str, dict[str, str]]:
    """Return how a client program reaches the database, and the environment that holds the password."""
    parsed = make_url(url)
    _, found = parsed.get_dialect()().create_connect_args(parsed)
    settings: dict[str, Any] = dict(found)
    password = settings.pop("password", None)
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}
    return make_conninfo(**settings), environment


def _said(name: str, stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if "error:" in line] or stderr.strip().splitlines() or ["?"]
    told = lines[0].split("error:")[-1].strip()[:200]
    more = "；请用与服务器同版本或更新的 PostgreSQL 客户端" if "version" in stderr else ""
    return f"{name}：{told}{more}"
