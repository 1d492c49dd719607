"""Copies a SQLite database while others write into it, and checks and places a copy."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from models.copies import CannotCopy, Copied, Told, contents, is_written_in

_PAGES_AT_ONCE = 2000
_BESIDE = ("-wal", "-shm", "-journal")


def file_of(url: str) -> Path:
    """Return the file of a database."""
    return Path(make_url(url).database or "")


def copy_out(url: str, into: Path, told: Told) -> Copied:
    """Copy the database as it is at this moment into a file of its own and check it; nobody has to wait meanwhile."""
    source_path = file_of(url)
    if not source_path.exists():
        raise CannotCopy("数据库还没有建立，请先运行 ./manage.py migrate")
    try:
        _copy(source_path, into, told)
    except sqlite3.Error as problem:
        # Which page is met first decides whether copying or checking finds the damage.
        is_damaged = getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        raise CannotCopy(f"{'数据库文件已损坏' if is_damaged else '数据库复制不了'}：{problem}") from None
    return examine(into)


def _copy(source_path: Path, into: Path, told: Told) -> None:
    with closing(sqlite3.connect(source_path, timeout=60, isolation_level=None)) as source:
        # An open read keeps one moment, so that writers neither wait nor make the copy begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(into, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")
            source.backup(
                copy, pages=_PAGES_AT_ONCE, progress=lambda _, left, total: told(1 - left / total if total else 1)
            )
            # One file without a journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")


def examine(file: Path) -> Copied:
    """Return what a copy holds; raises CannotCopy when its pages are damaged."""
    try:
        with closing(sqlite3.connect(file)) as copy:
            [said] = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as problem:
        said = str(problem)
    if said != "ok":
        raise CannotCopy(f"数据库文件已损坏：{said.splitlines()[-1][:100]}")
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        return contents(connection)


def is_empty(url: str) -> bool:
    """Tell whether nobody has written anything there."""
    if not file_of(url).exists():
        return True
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return not is_written_in(connection)


def place(file: Path, url: str, suffix: str) -> str | None:
    """Make a copy the database; what stood there is kept under another name, which is returned.

    At every moment one of the two is the database: a restore that is killed leaves no empty place to be filled anew.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as copy:
        # Nothing may lie beside it that a rename would leave behind.
        copy.execute("PRAGMA journal_mode=DELETE")
    target = file_of(url)
    kept = target.with_name(f"{target.name}{suffix}")
    had_one = target.exists()
    if had_one:
        _fold_in_journal(target)
    for ending in _BESIDE:
        # Of a database that could not be opened; beside the new one it would damage that.
        journal = target.with_name(target.name + ending)
        if journal.exists():
            journal.rename(kept.with_name(kept.name + ending))
    if had_one:
        try:
            kept.hardlink_to(target)
        except OSError:
            # A file system without links.
            target.rename(kept)
    file.chmod(0o600)
    with file.open("rb+") as whole:
        os.fsync(whole.fileno())
    file.replace(target)
    return kept.name if had_one else None


def _fold_in_journal(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        # A damaged one is kept as it lies, with its journal.
        return
