"""Databases and installations to measure on: SQLite as it is, PostgreSQL durable as on a server."""

from __future__ import annotations

import logging
import socket
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import structlog
from sqlalchemy import make_url

import config
from models import migrate
from tests.servers import Postgres

KINDS = ("SQLite", "PostgreSQL")
_DEMO_WEB = "127.0.0.1:8080"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Make a migrated, empty database of that kind; yield its URL."""
    if kind == "SQLite":
        url = f"sqlite:///{folder}/cuiban.db"
        migrate.upgrade(url)
        yield url
        return
    # PostgreSQL refuses to run as root and then needs a way into this folder as another user.
    folder.chmod(0o755)
    server = Postgres(folder)
    try:
        url = server.take()
        _make_durable(url)
        yield url
    finally:
        server.close()


def _make_durable(url: str) -> None:
    """Take back what makes the tests fast and would not survive a power cut."""
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")


def installation(folder: Path, database_url: str, redis_url: str, bind: str) -> Path:
    """Write the configuration of the demo's township for another place; return its path."""
    text = config.DEMO.read_text(encoding="utf-8")
    demo = tomllib.loads(text)
    for was, becomes in (
        (demo["database"]["url"], database_url),
        (demo["server"]["var_dir"], str(folder / "var")),
        ('url = "embedded"', f'url = "{redis_url}"'),
        (_DEMO_WEB, bind),
        ('"directory.toml"', f'"{config.DEMO.with_name("directory.toml")}"'),
    ):
        text = text.replace(was, becomes)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def demo_directory() -> dict[str, Any]:
    """Return the people, units and groups of the demo."""
    return tomllib.loads(config.DEMO.with_name("directory.toml").read_text(encoding="utf-8"))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quiet() -> None:
    """Let only warnings through from now on: the table is what is to be read."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
