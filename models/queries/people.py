"""Finds people, units, groups and rotas."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from models.built import built_once
from models.database import Session
from models.department import Department, DepartmentAlias
from models.group import Group, group_departments
from models.once import store_once
from models.person import Person
from models.rota import RotaRow, ShiftReceipt
from rules.userids import userid_key


@built_once
def _person(key: str) -> Select[Person]:
    return select(Person).where(Person.userid_key == key, Person.is_active)


def person(session: Session, userid: str) -> Person | None:
    """Return the active person with this userid, whatever its case."""
    return _person.first(session, userid_key(userid))


def people_named(session: Session, name: str) -> list[Person]:
    """Return the active people with this name, by userid."""
    return list(session.scalars(select(Person).where(Person.name == name, Person.is_active).order_by(Person.userid)))


def all_people(session: Session) -> list[Person]:
    """Return all active people by userid."""
    return list(session.scalars(select(Person).where(Person.is_active).order_by(Person.userid)))


def people_with_role(session: Session, role: str) -> list[Person]:
    """Return the active people with this role, by userid."""
    return [someone for someone in all_people(session) if role in someone.roles]


def department(session: Session, department_id: int) -> Department:
    """Return a unit by id."""
    return session.get_one(Department, department_id)


@built_once
def _all_departments() -> Select[Department]:
    query = select(Department).where(Department.is_active).options(selectinload(Department.aliases))
    return query.order_by(Department.id)


def all_departments(session: Session) -> list[Department]:
    """Return all active units with their aliases, by id."""
    return _all_departments.all(session)


def department_called(session: Session, name: str) -> Department | None:
    """Return the active unit with exactly this name or alias."""
    alias = select(DepartmentAlias.department_id).where(DepartmentAlias.alias == name)
    query = select(Department).where(Department.is_active, (Department.name == name) | Department.id.in_(alias))
    return session.scalar(query.limit(1))


def departments_called(session: Session, names: Collection[str]) -> dict[str, Department]:
    """Return the active units with exactly these names or aliases, by what they were called."""
    found = {name: department_called(session, name) for name in names}
    return {name: unit for name, unit in found.items() if unit is not None}


def group_by_chat(session: Session, chat_id: str) -> Group | None:
    """Return the group with this chat id of the platform; its letters' case counts."""
    return session.scalar(select(Group).where(Group.chat_id == chat_id, Group.is_active))


def group(session: Session, group_id: int) -> Group:
    """Return a group by id."""
    return session.get_one(Group, group_id)


def groups_of_kind(session: Session, kind: str) -> list[Group]:
    """Return the active groups of a kind, by id."""
    return list(session.scalars(select(Group).where(Group.kind == kind, Group.is_active).order_by(Group.id)))


def all_groups(session: Session) -> list[Group]:
    """Return all active groups by id."""
    return list(session.scalars(select(Group).where(Group.is_active).order_by(Group.id)))


def every_group(session: Session) -> list[Group]:
    """Return all groups, those no longer in use too."""
    return list(session.scalars(select(Group).order_by(Group.id)))


def group_of_department(session: Session, department_id: int) -> Group | None:
    """Return the group a unit is reminded in; one that can be pushed to before one that cannot."""
    query = (
        select(Group)
        .join(group_departments)
        .where(group_departments.c.department_id == department_id, Group.kind == "unit", Group.is_active)
        .order_by(Group.push_key.is_(None), Group.id)
    )
    return session.scalar(query.limit(1))


def groups_of_departments(session: Session) -> dict[int, Group]:
    """Return the group each unit is reminded in, by the unit's id; as for one unit, for all at once."""
    query = (
        select(group_departments.c.department_id, Group)
        .join(Group, Group.id == group_departments.c.group_id)
        .where(Group.kind == "unit", Group.is_active)
        .order_by(Group.push_key.is_(None), Group.id)
    )
    found: dict[int, Group] = {}
    for department_id, group in session.execute(query):
        found.setdefault(department_id, group)
    return found


def departments_in_group(session: Session, group_id: int) -> list[int]:
    """Return ids of the units that sit in a group."""
    query = select(group_departments.c.department_id).where(group_departments.c.group_id == group_id)
    return list(session.scalars(query))


@built_once
def _every_line() -> Select[RotaRow]:
    return select(RotaRow).order_by(RotaRow.kind, RotaRow.start, RotaRow.name)


@built_once
def _lines(kind: str) -> Select[RotaRow]:
    return select(RotaRow).where(RotaRow.kind == kind).order_by(RotaRow.start, RotaRow.name)


def rota_rows(session: Session, kind: str | None = None) -> list[RotaRow]:
    """Return the rota lines of a kind (or all), by start."""
    return _every_line.all(session) if kind is None else _lines.all(session, kind)


def keep_receipt(session: Session, row: ShiftReceipt) -> bool:
    """Store that a shift was taken over; tells whether it was new."""
    return store_once(session, row)


@built_once
def _receipt_of(shift_id: int) -> Select[ShiftReceipt]:
    return select(ShiftReceipt).where(ShiftReceipt.shift_id == shift_id)


def receipt_of(session: Session, shift_id: int) -> ShiftReceipt | None:
    """Return that a shift was taken over."""
    return _receipt_of.first(session, shift_id)


def names_of(session: Session, userids: Sequence[str]) -> dict[str, str]:
    """Return the names of people by the userids as they are asked for."""
    query = select(Person.userid_key, Person.name).where(Person.userid_key.in_({userid_key(each) for each in userids}))
    found = dict(session.execute(query).all())
    return {each: found[userid_key(each)] for each in userids if userid_key(each) in found}
