"""Loads departments, people, groups and rotas from the directory file; loading it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from actions.directory_shapes import Directory, DirectoryError, GroupLine, PersonLine, UnitLine
from actions.keeping_rotas import Moment, load_rotas
from models.database import Session
from models.department import Department, DepartmentAlias
from models.group import Group
from models.person import Person
from models.queries import directory as queries
from rules.userids import userid_key

__all__ = ["Change", "DirectoryError", "load_directory"]


@dataclass(frozen=True)
class Change:
    """One difference between the file and the database; `fields` names what differs, never its values."""

    table: str
    name: str
    how: str
    fields: tuple[str, ...] = ()


def load_directory(session: Session, raw: dict[str, Any], at: Moment | None = None) -> list[Change]:
    """Bring the database to what the file says and return what changed; raises DirectoryError with every mistake.

    Who or what is no longer in the file is switched off, not deleted: the past still names it. `at` is the desk's
    moment; without one the file is the first of a desk that has not begun, and no older rota is kept.
    """
    directory = Directory.from_toml(raw).spelled_as({row.userid_key: row.userid for row in queries.people(session)})
    changes = _load_departments(session, directory.departments)
    session.flush()
    changes += _load_people(session, directory.people)
    changes += _load_groups(session, directory.groups)
    rotas = load_rotas(session, directory.shifts + directory.duty, at)
    changes += [Change("班次", name, how, tuple(fields)) for name, how, fields in rotas]
    session.flush()
    return changes


def _load_departments(session: Session, lines: Iterable[UnitLine]) -> list[Change]:
    lines = list(lines)
    known = {row.name: row for row in queries.departments(session)}
    renamed = _drop_aliases(session, known, {line.name: set(line.aliases) for line in lines})
    changes: list[Change] = []
    seen = set()
    for line in lines:
        seen.add(line.name)
        row = known.get(line.name)
        if row is None:
            row = Department(name=line.name, kind=line.kind, lead_userid=line.lead, is_active=True, aliases=[])
            session.add(row)
            changes.append(Change("单位", line.name, "新增"))
        fields = _set(row, {"kind": line.kind, "lead_userid": line.lead, "is_active": True})
        fresh = set(line.aliases) - {alias.alias for alias in row.aliases}
        row.aliases += [DepartmentAlias(alias=alias) for alias in sorted(fresh)]
        if fresh or line.name in renamed:
            fields.append("aliases")
        if fields and line.name in known:
            changes.append(Change("单位", line.name, "更改", tuple(fields)))
    return changes + _switch_off("单位", known.values(), seen, lambda row: row.name)


def _drop_aliases(session: Session, known: dict[str, Department], wanted: dict[str, set[str]]) -> set[str]:
    """Take away aliases no longer meant, so that another unit may have them; returns the units that lost one."""
    lost = set()
    for name, row in known.items():
        kept = [alias for alias in row.aliases if alias.alias in wanted.get(name, set())]
        if len(kept) != len(row.aliases):
            row.aliases = kept
            lost.add(name)
    session.flush()
    return lost


def _load_people(session: Session, lines: Iterable[PersonLine]) -> list[Change]:
    known = {row.userid_key: row for row in queries.people(session)}
    units = {row.name: row.id for row in queries.departments(session)}
    changes: list[Change] = []
    seen = set()
    for line in lines:
        key = userid_key(line.userid)
        seen.add(key)
        values = {
            "userid": line.userid,
            "name": line.name,
            "mobile": line.mobile,
            "department_id": units[line.department] if line.department else None,
            "roles": line.roles,
            "is_active": True,
        }
        row = known.get(key)
        if row is None:
            session.add(Person(userid_key=key, **values))
            changes.append(Change("人员", line.userid, "新增"))
        elif fields := _set(row, values):
            changes.append(Change("人员", line.userid, "更改", tuple(fields)))
    return changes + _switch_off("人员", known.values(), seen, lambda row: row.userid_key)


def _load_groups(session: Session, lines: Iterable[GroupLine]) -> list[Change]:
    known = {row.name: row for row in queries.groups(session)}
    units = {row.name: row for row in queries.departments(session)}
    changes: list[Change] = []
    seen = set()
    for line in lines:
        seen.add(line.name)
        row = known.get(line.name)
        values: dict[str, Any] = {"kind": line.kind, "has_ai_bot": line.ai_bot, "is_active": True}
        # What was learnt in the chat by /绑定 stays when the file is silent about it.
        values |= {"chat_id": line.chat_id} if line.chat_id else {}
        values |= {"push_key": line.webhook_key} if line.webhook_key else {}
        members = [units[name] for name in line.departments]
        if row is None:
            session.add(Group(name=line.name, departments=members, **values))
            changes.append(Change("群", line.name, "新增"))
            continue
        fields = _set(row, values)
        if {unit.id for unit in row.departments} != {unit.id for unit in members}:
            row.departments = members
            fields.append("departments")
        if fields:
            changes.append(Change("群", line.name, "更改", tuple(fields)))
    return changes + _switch_off("群", known.values(), seen, lambda row: row.name)


def _set(row: Any, values: dict[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _switch_off(table: str, rows: Iterable[Any], seen: set[str], key: Callable[[Any], str]) -> list[Change]:
    changes = []
    for row in rows:
        if row.is_active and key(row) not in seen:
            row.is_active = False
            changes.append(Change(table, key(row), "停用"))
    return changes
