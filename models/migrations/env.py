"""Runs the migrations on the connection that models.migrate hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models.orm import UtcDateTime
from models.sealing import SealedJson, SealedText
from models.tables import Base


def plain_type(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types into migrations as what the database sees, so that old ones keep running."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, SealedText | SealedJson):
        return "sa.LargeBinary()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
