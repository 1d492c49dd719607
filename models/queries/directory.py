"""Reads the whole directory, switched-off rows included, for loading it anew."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.database import Session
from models.department import Department
from models.group import Group
from models.person import Person
from models.rota import RotaRow


def departments(session: Session) -> list[Department]:
    """Return every unit with its aliases."""
    return list(session.scalars(select(Department).options(selectinload(Department.aliases))))


def people(session: Session) -> list[Person]:
    """Return everybody."""
    return list(session.scalars(select(Person)))


def groups(session: Session) -> list[Group]:
    """Return every group with its units."""
    return list(session.scalars(select(Group).options(selectinload(Group.departments))))


def rotas(session: Session) -> list[RotaRow]:
    """Return every rota line."""
    return list(session.scalars(select(RotaRow)))
