"""Builds a query once and fills in its values each time: to build a small one costs more than to run it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from sqlalchemy import Select, bindparam

from models.database import Session

_P = ParamSpec("_P")
_T = TypeVar("_T")


class BuiltOnce(Generic[_P, _T]):
    """A query whose function is called once, with a place for each argument, and so cannot choose by a value.

    In SQL nothing equals NULL, so None is no value.
    """

    def __init__(self, build: Callable[_P, Select[_T]]) -> None:
        self._build, self._names = build, tuple(signature(build).parameters)

    def __call__(self, *values: _P.args, **_named: _P.kwargs) -> tuple[Select[_T], dict[str, Any]]:
        """Return the query and what is filled in, as a session takes them."""
        if None in values:
            raise ValueError(f"{self._build.__name__}: nothing equals NULL")
        return self._query, dict(zip(self._names, values, strict=True))

    def all(self, session: Session, *values: _P.args, **_named: _P.kwargs) -> list[_T]:
        """Return everything that is found."""
        return list(session.scalars(*self(*values, **_named)))

    def first(self, session: Session, *values: _P.args, **_named: _P.kwargs) -> _T | None:
        """Return the first that is found, or None."""
        query, filled = self(*values, **_named)
        return session.scalar(query, filled)

    @cached_property
    def _query(self) -> Select[_T]:
        build: Callable[..., Select[_T]] = self._build
        return build(*map(bindparam, self._names))


def built_once(build: Callable[_P, Select[_T]]) -> BuiltOnce[_P, _T]:
    """Turn a function that builds a query into the query itself."""
    return BuiltOnce(build)
