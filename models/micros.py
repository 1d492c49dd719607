"""Reads moments as numbers where so many are read that making a datetime of each is what takes the time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Micros(FunctionElement[int]):
    """The microseconds from 1970 until a moment, worked out by the database."""

    type = BigInteger()
    inherit_cache = True


@compiles(Micros, "sqlite")
def _of_text(element: Micros, compiler: Any, **more: Any) -> str:
    # Seconds and what is below them apart: SQLite itself rounds a moment to a thousandth of a second.
    at = compiler.process(element.clauses, **more)
    return f"(CAST(strftime('%s', substr({at}, 1, 19)) AS INTEGER) * 1000000 + CAST(substr({at}, 21, 6) AS INTEGER))"


@compiles(Micros, "postgresql")
def _of_moment(element: Micros, compiler: Any, **more: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **more)}) * 1000000 AS BIGINT)"
