"""Keeps a program off a database that another release has brought further."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Protocol, TypeVar


class Worker(Protocol):
    """Whatever does jobs on the installation."""

    def may_work(self) -> bool:
        """Tell whether the database has this program's schema."""
        ...


Self = TypeVar("Self", bound=Worker)
Result = TypeVar("Result")


def on_own_schema(otherwise: Result) -> Callable[[Callable[[Self], Result]], Callable[[Self], Result]]:
    """Do a job only on a database that this program was written for; `otherwise` is what not doing it returns."""

    def guard(job: Callable[[Self], Result]) -> Callable[[Self], Result]:
        @wraps(job)
        def guarded(worker: Self) -> Result:
            return job(worker) if worker.may_work() else otherwise

        return guarded

    return guard
