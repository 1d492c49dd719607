"""Opens the chosen installation for a command, and finds the ticket a command is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from actions.refusals import Refusal
from config import chosen_path, load
from console.commands import Failed
from models import migrate
from models.database import Database, Session
from models.queries import tickets as queries
from models.ticket import Ticket
from rules.half_width import half_width
from rules.masking import mask_text
from runtime import Runtime
from wiring import build

_TAIL = re.compile(r"[0-9]{4,12}")


@contextmanager
def opened() -> Iterator[Runtime]:
    """Open the installation with a database of the newest schema; raises Failed when it has not."""
    desk = build(load(chosen_path()))
    try:
        require_newest_schema(desk.database)
        yield desk
    finally:
        desk.database.close()


def require_newest_schema(database: Database) -> None:
    """Raise Failed unless the database exists and is migrated."""
    # Opening a SQLite file that is not there would make an empty one.
    if is_absent(database):
        raise Failed("数据库还没有建立，请先运行 ./manage.py migrate")
    current = migrate.current_revision(database)
    if current is not None and current not in migrate.known_revisions():
        raise migrate.SchemaNewer(current)
    if current != migrate.newest_revision():
        raise Failed("数据库结构不是最新，请先运行 ./manage.py migrate")


def is_absent(database: Database) -> bool:
    """Tell whether a SQLite database has no file yet."""
    return database.is_sqlite and not Path(database.url.removeprefix("sqlite:///")).exists()


def find_ticket(session: Session, written: str, number: int | None = None) -> Ticket:
    """Return the ticket of a full number or a tail of four digits or more, open ones first.

    Raises Refusal unknown_number or several_numbers.
    """
    plain = half_width(written).strip().lstrip("#")
    found = queries.latest_round(session, plain) or queries.latest_round(session, plain.upper())
    if found is None and _TAIL.fullmatch(plain):
        found = _by_tail(session, plain)
    if found is not None and number is not None:
        found = queries.round_of(session, found.ticket_no, found.platform, number)
    if found is None:
        raise Refusal("unknown_number", number=mask_text(plain))
    return found


def _by_tail(session: Session, tail: str) -> Ticket | None:
    found = queries.ending_in(session, tail, only_open=True) or queries.ending_in(session, tail)
    if len(found) > 1:
        raise Refusal("several_numbers", tail=tail, numbers=[ticket.ticket_no for ticket in found])
    return found[0] if found else None
