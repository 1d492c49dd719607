"""Brings a database to the newest schema and tells which one it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
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


class SchemaNewer(Exception):
    """The database was migrated by a newer release; `revision` is its own."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database at `url` to a revision, by default the newest; does nothing when it is there.

    Raises SchemaNewer for what this release does not know.
    """
    with _unknown_refused(url) as connection:
        command.upgrade(_alembic(connection), to)


def downgrade(url: str, to: str) -> None:
    """Take back what came after an earlier revision, for the release that had it; what only we knew is lost."""
    with _unknown_refused(url) as connection:
        command.downgrade(_alembic(connection), to)


@contextmanager
def _unknown_refused(url: str) -> Iterator[Connection]:
    database = Database(url, wait_seconds=60)
    try:
        with database.engine.begin() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is not None and revision not in known_revisions():
                raise SchemaNewer(revision)
            yield connection
    finally:
        database.close()


@cache
def known_revisions() -> tuple[str, ...]:
    """Return every revision this release knows, newest first; as the folder was when the process first asked."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions())


def newest_revision() -> str:
    """Return the revision this code was written for."""
    return known_revisions()[0]


def current_revision(database: Database) -> str | None:
    """Return the revision the database has; None when it was never migrated."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def drift(database: Database) -> list[object]:
    """Return what differs between the tables in code and in the migrated database; empty when nothing."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
