"""The tables in the database are those in code, every index serves somebody, and the planner agrees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import StatementError

from models import migrate
from models.card import Card
from models.clock import Clock
from models.database import Database, Session
from models.delivery import Delivery
from models.evidence import Evidence
from models.inbox import InboxRow
from models.incoming_file import IncomingFile
from models.machinery import Tick
from models.message import Attempt, Message
from models.queries import audit, cards, channels, clocks, files, inbox, messages, to_send
from models.sealing import Keyring, install_keyring
from models.ticket import Ticket

MODELS = Path(__file__).resolve().parents[2] / "models"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
N_ROWS = 5000


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    install_keyring(Keyring([b"k" * 32]))
    opened = Database(database_url)
    yield opened
    opened.close()


def test_migrations_make_exactly_the_tables_in_code(database: Database) -> None:
    assert migrate.drift(database) == []
    assert migrate.current_revision(database) == migrate.newest_revision()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate.upgrade(str(database.url))
    assert migrate.drift(database) == []


def test_naive_moment_never_reaches_the_database(database: Database) -> None:
    naive = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - the mistake itself
    with pytest.raises(StatementError, match="naive"), database.transaction() as session:
        session.add(Tick(name="scan", slot=1, given_at=naive))


def test_moment_comes_back_as_the_same_utc_moment(database: Database) -> None:
    with database.transaction() as session:
        session.add(Tick(name="scan", slot=1, given_at=NOW.astimezone()))
    with database.reading() as session:
        given_at = session.get_one(Tick, ("scan", 1)).given_at
    assert given_at == NOW and given_at.utcoffset() == timedelta(0)


def fill(database: Database) -> None:
    """Store many clocks and deliveries of which few are due or waiting, as after a year of work."""
    moments = [NOW - timedelta(minutes=number) for number in range(N_ROWS)]
    clock = {"stage": "handle", "policy": {}, "fired": [], "postponed": [], "reasons": [], "started_at": NOW}
    delivery = {"cause_kind": "clock", "step": "x", "audience": "unit", "kind": "reminder", "severity": "info"}
    delivery |= {"mentions": [], "facts": {}, "created_real_at": NOW}
    attempt = {"is_repeat": False, "body_sha256": "x", "address_hash": "x", "outcome": "sent"}
    message = {"channel": "app", "address": "x", "body": {}, "created_at": NOW}
    with database.transaction() as session:
        session.execute(insert(Clock), [_clock(n, at) | clock for n, at in enumerate(moments)])
        session.execute(insert(Delivery), [_delivery(n, at) | delivery for n, at in enumerate(moments)])
        session.execute(insert(Message), [_message(n, at) | message for n, at in enumerate(moments)])
        first_id = session.scalar(select(func.min(Message.id))) or 0
        tries = [{"message_id": first_id + n, "started_at": at} for n, at in enumerate(moments)]
        session.execute(insert(Attempt), [each | attempt for each in tries])
        session.execute(insert(Card), [_card(n, at) | {"message_id": first_id} for n, at in enumerate(moments)])
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _clock(number: int, at: datetime) -> dict[str, object]:
    is_stopped = number % 10 != 0
    ahead = NOW + timedelta(days=number)
    waiting = {"look_again_at": None if is_stopped else ahead, "stopped_at": at if is_stopped else None}
    return {"seq": number, "due_at": ahead} | waiting


def _delivery(number: int, at: datetime) -> dict[str, object]:
    state = "pending" if number % 500 == 0 else "sent"
    return {"cause_id": number, "destination": f"group:{number % 50}", "due_at": at, "created_at": at, "state": state}


def _card(number: int, at: datetime) -> dict[str, object]:
    told = {"kind": "desk:sign", "channel": "app", "userid": "zuoxi01", "shown": {}, "buttons": [], "created_at": at}
    return {"task_id": f"cb-{number}", "closed_at": None if number % 500 == 0 else at} | told


def _message(number: int, at: datetime) -> dict[str, object]:
    state = "waiting" if number % 500 == 0 else "sent"
    return {"destination": f"group:{number}", "not_before": at, "state": state}


def plan(database: Database, query: Any) -> str:
    """Return what the planner does for a query with the parameters it is really given, as one text."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "

    def ask(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        return explain + statement, parameters

    with database.engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", ask, retval=True)
        return str(connection.execute(query).cursor.fetchall())


def plan_of(database: Database, look: Callable[[Session], object]) -> str:
    """Return what the planner does for everything that a look asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        look(session)
    event.remove(database.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.connect() as connection:
        return str([connection.exec_driver_sql(explain + each, given).fetchall() for each, given in asked])


def test_the_planner_uses_the_index_each_recurring_query_was_given(database: Database) -> None:
    fill(database)
    used = {
        "ix_clocks_look_again_at": clocks.due_clocks_query(NOW, 200),
        "ix_messages_not_before": messages.retry_query(NOW, 200),
        "ix_deliveries_destination_due_at": to_send.waiting_query("group:0", 500),
        "ix_deliveries_waiting_due_at": audit.longest_waiting_query(NOW),
        "ix_deliveries_created_at_state": audit.contradictions_query(NOW - timedelta(hours=1), None),
        "ix_clocks_unmissed_due_at": audit.unfired_query(NOW, NOW, 200),
        "ix_cards_open": cards.settled_query(200),
        "ix_attempts_started_at": channels.last_arrival_query("app", NOW - timedelta(hours=1)),
    }
    missed = {index: found for index, query in used.items() if index not in (found := plan(database, query))}
    assert missed == {}


def heard_and_kept(database: Database) -> None:
    """Store many messages and files of which few are asked for, as after a year of work."""
    heard = {"source": "aibot", "sender": "liwg", "message": "x" * 500, "state": "answered", "tries": 1}
    heard |= {"received_at": NOW, "answered_at": NOW}
    sent = {"sender": "liwg", "chat_key": "x", "kind": "image", "source_key": "x", "state": "kept"}
    sent |= {"announced_at": NOW, "fetch_before": NOW, "try_at": NOW}
    kept = {"kind": "image", "filename": "x.jpg", "size_bytes": 1, "added_at": NOW, "added_by": "liwg"}
    ticket = {"platform": "12345", "state": "handling", "category_path": [], "special_flags": [], "missing": []}
    ticket |= {"deadline_basis": "stated", "deadline_reasons": [], "created_at": NOW}
    rows = range(N_ROWS)
    with database.transaction() as session:
        session.execute(insert(InboxRow), [heard | {"external_id": str(n), "answer_owed": n % 500 == 0} for n in rows])
        session.execute(insert(Ticket), [ticket | {"ticket_no": str(n), "tail": "0000"} for n in range(500)])
        first_id = session.scalar(select(func.min(Ticket.id))) or 0
        session.execute(insert(Evidence), [kept | {"ticket_id": first_id + n % 500, "sha256": f"x{n}"} for n in rows])
        evidence_id = session.scalar(select(func.min(Evidence.id))) or 0
        files_of_it = [{"position": n, "sha256": f"x{n}", "evidence_id": evidence_id + n} for n in rows]
        session.execute(insert(IncomingFile), [sent | each for each in files_of_it])
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def test_files_and_owed_answers_are_found_without_reading_all_there_ever_were(database: Database) -> None:
    heard_and_kept(database)
    looks: dict[str, Callable[[Session], object]] = {
        "ix_inbox_answer_owed": lambda session: inbox.owed(session, NOW, 100),
        "ix_incoming_files_link_id": lambda session: files.files_of_link(session, 7),
        "ix_incoming_files_evidence_id": lambda session: files.evidence_of(session, 7),
        "ix_incoming_files_sha256": lambda session: files.is_used(session, "elsewhere"),
        "ix_evidence_sha256": lambda session: files.is_used(session, "elsewhere"),
    }
    missed = {index: found for index, look in looks.items() if index not in (found := plan_of(database, look))}
    assert missed == {}


def test_each_round_of_sending_costs_by_what_waits(database: Database) -> None:
    fill(database)
    for query in (to_send.held_query(NOW, 200), to_send.late_query(NOW, ("on_duty", "leader"), 200)):
        found = plan(database, query)
        reads_everything = "Seq Scan on deliveries" in found or "SCAN deliveries'" in found
        assert not reads_everything, found


def test_every_index_says_what_it_serves() -> None:
    silent = []
    for path in sorted(MODELS.glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        silent += [f"{path.name}:{line}" for line in index_lines(path) if not is_explained(lines, line - 1)]
    assert silent == []


def index_lines(path: Path) -> list[int]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if makes_index(call)]


def makes_index(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name) and call.func.id == "Index":
        return True
    return any(word.arg == "index" for word in call.keywords)


def is_explained(lines: list[str], number: int) -> bool:
    """Tell whether a comment stands above a line, or above the indexes right before it."""
    while number > 0:
        number -= 1
        above = lines[number].strip()
        if above.startswith("#"):
            return above.startswith("# Serve") or is_explained(lines, number)
        if not above.startswith(("Index(", "__table_args__")):
            return False
    return False
