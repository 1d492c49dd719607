"""Brings a database to the newest schema and tells which one it has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.database import Database
from models.tables import Base

FOLDER = Path(__file__).parent / "migrations"


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest revision; does nothing when it is there."""
    database = Database(url, wait_seconds=60)
    try:
        with database.engine.begin() as connection:
            command.upgrade(_alembic(connection), "head")
    finally:
        database.close()


def newest_revision() -> str | None:
    """Return the revision this code was written for."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def current_revision(database: Database) -> str | None:
    """Return the revision the database has; None when it was never migrated."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def drift(database: Database) -> list[object]:
    """Return what differs between the tables in code and in the migrated database; empty when nothing."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
