"""The units that handle tickets, and the other names people call them by."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.orm import Base


class Department(Base):
    """A department, community or utility that a ticket can be given to."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    lead_userid: Mapped[str | None] = mapped_column(String(64))
    is_active: Mapped[bool] = mapped_column(default=True)
    aliases: Mapped[list[DepartmentAlias]] = relationship(back_populates="department", cascade="all, delete-orphan")


class DepartmentAlias(Base):
    """Another name of a department; one alias names one department."""

    __tablename__ = "department_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Serves loading a department with its names.
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    alias: Mapped[str] = mapped_column(String(100), unique=True)
    department: Mapped[Department] = relationship(back_populates="aliases")
