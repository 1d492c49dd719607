"""Keeps what a row held before an action changed it, with the action's event, and puts it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from models.assignment import Assignment
from models.call_task import CallTask
from models.clock import Clock
from models.database import Session
from models.event import Event
from models.followup import FollowUp
from models.incoming_file import IncomingFile
from models.orm import Base
from models.request import Request
from models.ticket import Ticket

Row = Assignment | CallTask | Clock | FollowUp | IncomingFile | Request | Ticket
_TABLES: dict[str, type[Base]] = {
    "assignments": Assignment,
    "call_tasks": CallTask,
    "clocks": Clock,
    "follow_ups": FollowUp,
    "incoming_files": IncomingFile,
    "requests": Request,
    "tickets": Ticket,
}
_MOMENT = "_at"


def before_values(row: Base, names: Iterable[str]) -> dict[str, Any]:
    """Return what a row holds in these columns, as plain values: moments as ISO text."""
    return {name: plain(getattr(row, name)) for name in names}


def saved(row: Row, *names: str, **instead: Any) -> dict[str, Any]:
    """Return what puts these columns of a row back; `instead` names values that a new row is to take then."""
    return {"table": row.__tablename__, "id": row.id, "fields": {**before_values(row, names), **instead}}


def remember(
    event: Event,
    *,
    rows: Iterable[dict[str, Any]] = (),
    started: Iterable[Clock | None] = (),
    stopped: Iterable[Clock] = (),
) -> None:
    """Add what an action changed besides its move to what its event can take back."""
    undo = event.undo or {}
    event.undo = {
        **undo,
        "rows": [*undo.get("rows", []), *rows],
        "started": [*undo.get("started", []), *(clock.id for clock in started if clock is not None)],
        "stopped": [*undo.get("stopped", []), *(clock.id for clock in stopped)],
    }


def put_back(session: Session, kept: Iterable[dict[str, Any]]) -> None:
    """Put saved columns back, the latest change first."""
    for each in reversed(list(kept)):
        row = session.get_one(_TABLES[each["table"]], each["id"])
        set_values(row, each["fields"])


def set_values(row: Base, values: dict[str, Any]) -> None:
    """Set columns of a row from plain values."""
    for name, value in values.items():
        is_moment = name.endswith(_MOMENT) and isinstance(value, str)
        setattr(row, name, datetime.fromisoformat(value) if is_moment else value)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: a moment as ISO text."""
    return value.isoformat() if isinstance(value, datetime) else value
