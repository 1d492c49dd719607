"""Lets all databases of a run share what SQLAlchemy has compiled, which is a third of what the stories cost."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event

from models import database

_compiled: dict[Any, Any] = {}
_dialects: dict[str, Dialect] = {}


@cache
def share_compiled() -> None:
    """Give each engine that is opened from now on the dialect and the compiled statements of those before it."""
    database.create_engine = _create_engine


def _create_engine(url: str, **options: Any) -> Engine:
    engine = create_engine(url, execution_options={"compiled_cache": _compiled}, **options)
    kind = engine.dialect.name

    @event.listens_for(engine, "first_connect")
    def _keep(*_connection: object) -> None:
        # Only a dialect that has met its server knows what the server can do.
        _dialects.setdefault(kind, dialect)

    dialect = engine.dialect
    engine.dialect = _dialects.get(kind, dialect)
    return engine
