"""Sets up the logs of every process: one JSON line an event; of an exception where it was raised, not what it says."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

# Their words are about code, files, sockets and tables. Any other exception may quote what it could not read: a name.
_ABOUT_THE_MACHINE = frozenset(
    {
        *("AttributeError", "ImportError", "IndexError", "KeyMissing", "MemoryError", "ModuleNotFoundError"),
        *("NameError", "RecursionError", "SealBroken", "TypeError", "ZeroDivisionError"),
        *("AuthenticationError", "DatabaseError", "IntegrityError", "OperationalError", "ProgrammingError"),
        *("OSError", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError"),
        *("FileNotFoundError", "PermissionError", "TimeoutError"),
    }
)


def configure_logs() -> None:
    """Write events as JSON to stdout; tracebacks, those of libraries too, name files, lines and kinds but no values."""
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutValues("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    sys.excepthook = _last_words
    shape_events(cached=True)


def shape_events(*, cached: bool) -> None:
    """Turn events into lines; `cached`, each logger keeps the stdout of its first line for ever."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_without_values),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=cached,
    )


def _last_words(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """Tell of what nobody caught, as of any other failure: Python would print what it quotes."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem, trace)
        return
    structlog.get_logger("process").error("ended", exc_info=(kind, problem, trace))


_transform = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def _without_values(exc_info: Any) -> list[dict[str, Any]]:
    found = _transform(exc_info)
    _hide(found)
    return found


def _hide(found: list[dict[str, Any]]) -> None:
    for each in found:
        each["exc_value"] = _said(each["exc_type"], each["exc_value"])
        each["exc_notes"] = []
        for inner in each.get("exceptions", ()):
            _hide(inner)


def _said(kind: str, text: str) -> str:
    """Return what an exception may say in a log: of a database's words the first line, as the next ones quote rows."""
    return text.partition("\n")[0] if kind in _ABOUT_THE_MACHINE else ""


class _WithoutValues(logging.Formatter):
    """Formats the logs of libraries, whose tracebacks would end with what the exception says."""

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, problem, trace = ei
        if kind is None:
            return ""
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__name__}: {_said(kind.__name__, str(problem))}"
