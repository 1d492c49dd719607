"""Migrations only add, so that the previous release runs on; and every earlier database comes to the newest schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import NullPool

from models import migrate
from tests.bare import bare_url, fill, rows_of, tables_of

VERSIONS = migrate.FOLDER / "versions"
# Written before the rule.
FREE = {"20261124_0001", "20261124_0002"}
EARLIER = tuple(reversed(migrate.known_revisions()[1:]))
CONTRACT = "contract: since release"


def complaints(name: str, source: str) -> list[str]:
    """Return a sentence for each operation of a migration that the previous release could not live with."""
    tree = ast.parse(source)
    if CONTRACT in (ast.get_docstring(tree) or ""):
        return []
    steps = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != "downgrade"]
    calls = [node for step in steps for node in ast.walk(step) if isinstance(node, ast.Call) and is_operation(node)]
    own = {first_word(call) for call in calls if call.func.attr == "create_table"}  # type: ignore[attr-defined]
    found = [(call.lineno, why_not(call, own)) for call in calls]
    return [f"{name}:{line} {why}; or say in its docstring '{CONTRACT} …'" for line, why in found if why]


def is_operation(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in ("op", "batch")


def first_word(call: ast.Call) -> str:
    return str(getattr(call.args[0], "value", "")) if call.args else ""


def why_not(call: ast.Call, own: set[str]) -> str:
    """Say what is wrong with an operation; `own` are the tables the migration itself makes."""
    assert isinstance(call.func, ast.Attribute)
    kind = call.func.attr
    if kind in ("create_table", "f", "drop_index"):
        return ""
    if kind == "execute" and first_word(call).startswith(tuple(f"INSERT INTO {table} " for table in own)):
        return ""
    if kind == "create_index":
        is_unique = any(word.arg == "unique" and getattr(word.value, "value", None) for word in call.keywords)
        is_unique = is_unique and getattr(call.args[1], "value", None) not in own
        return "makes an index unique, which the previous release may violate" if is_unique else ""
    if kind == "add_column":
        column = next((each for each in call.args if isinstance(each, ast.Call)), None)
        return "" if column and can_be_left_out(column) else "adds a column the previous release does not fill"
    return f"does {kind}, but a migration only adds tables, nullable or defaulted columns and indexes"


def can_be_left_out(column: ast.Call) -> bool:
    words = {word.arg: getattr(word.value, "value", ...) for word in column.keywords}
    return words.get("nullable") is True or "server_default" in words


def later_migrations() -> Iterator[Path]:
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        if path.stem[:13] not in FREE:
            yield path


def test_every_migration_lets_the_previous_release_run() -> None:
    found = [line for path in later_migrations() for line in complaints(path.name, path.read_text(encoding="utf-8"))]
    assert "\n".join(found) == ""


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ('op.create_table("x", sa.Column("id", sa.Integer(), nullable=False))', ""),
        ('op.create_index("ix", "x", ["a"])', ""),
        ('op.create_index("ix", "x", ["a"], unique=True)', "makes an index unique"),
        ('op.add_column("x", sa.Column("a", sa.Integer(), nullable=True))', ""),
        ('op.add_column("x", sa.Column("a", sa.Integer(), server_default="0", nullable=False))', ""),
        ('op.add_column("x", sa.Column("a", sa.Integer(), nullable=False))', "adds a column the previous release"),
        ('op.drop_column("x", "a")', "does drop_column"),
        ('op.alter_column("x", "a", nullable=False)', "does alter_column"),
        ('op.execute("DELETE FROM x")', "does execute"),
    ],
)
def test_what_is_no_addition_is_told_in_a_sentence(operation: str, sentence: str) -> None:
    source = f'"""Add x"""\ndef upgrade():\n    {operation}\n'
    found = "".join(complaints("x.py", source))
    assert bool(found) == bool(sentence) and sentence in found
    assert complaints("x.py", source.replace("Add x", f"Drop x\n\n{CONTRACT} 2 nobody reads it")) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with bare_url(request.param, tmp_path, request) as made:
        yield made


def connected(url: str) -> Connection:
    return create_engine(url, poolclass=NullPool).connect()


@pytest.mark.parametrize("revision", EARLIER)
def test_database_of_an_earlier_release_comes_along_and_that_release_writes_on(url: str, revision: str) -> None:
    migrate.upgrade(url, revision)
    with connected(url) as connection, connection.begin():
        then = tables_of(connection)
        fill(connection, then, range(1, 4))
        before = rows_of(connection, then)
    migrate.upgrade(url)
    with connected(url) as connection, connection.begin():
        after = rows_of(connection, then)
        assert without_revision(after) == without_revision(before)
        # The previous release goes on: it knows nothing of what was added.
        fill(connection, then, range(4, 6))
        assert all(len(rows) == 5 for rows in without_revision(rows_of(connection, then)).values())


@pytest.mark.parametrize("revision", EARLIER)
def test_going_back_keeps_what_the_earlier_release_knew(url: str, revision: str) -> None:
    migrate.upgrade(url, revision)
    with connected(url) as connection:
        then = tables_of(connection)
    migrate.upgrade(url)
    with connected(url) as connection, connection.begin():
        fill(connection, tables_of(connection), range(1, 4))
        before = rows_of(connection, then)
    migrate.downgrade(url, revision)
    with connected(url) as connection:
        assert without_revision(rows_of(connection, then)) == without_revision(before)
        assert set(tables_of(connection).tables) == set(then.tables)


def without_revision(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {name: each for name, each in rows.items() if name != "alembic_version"}


def test_schema_of_a_newer_release_is_left_alone(url: str) -> None:
    migrate.upgrade(url)
    with connected(url) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_0001'")
    with pytest.raises(migrate.SchemaNewer, match="20991231_0001"):
        migrate.upgrade(url)


def test_whoever_spoke_before_was_heard(url: str) -> None:
    migrate.upgrade(url, "20261126_0003")
    heard = [("aibot", "1", "ChenZR", "wrQINGHE"), ("aibot", "2", "ChenZR", None), ("app", "3", "zuoxi01", None)]
    heard += [("aibot", "4", "chenzr", None), ("aibot", "5", "chenzr", "wrSTRANGE")]
    with connected(url) as connection:
        tables = tables_of(connection).tables
        group = {"name": "青禾群", "kind": "unit", "chat_id": "wrQINGHE", "has_ai_bot": True, "is_active": True}
        connection.execute(insert(tables["groups"]).values(group))
        for source, external_id, sender, chat_id in heard:
            row = {"source": source, "external_id": external_id, "sender": sender, "chat_id": chat_id}
            row |= {"received_at": datetime(2026, 11, 24, tzinfo=UTC), "message": b"x", "state": "answered", "tries": 1}
            row |= {"answered_late": False, "asked_again": False}
            connection.execute(insert(tables["inbox"]).values(row))
        connection.commit()
    migrate.upgrade(url)
    with connected(url) as connection:
        ways = connection.exec_driver_sql("SELECT destination, channel FROM ways WHERE heard_at IS NOT NULL").all()
    assert sorted(map(tuple, ways)) == [("group:1", "aibot"), ("user:chenzr", "aibot"), ("user:zuoxi01", "app")]
