"""The group chats the desk speaks in, and the units that sit in each."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.department import Department
from models.orm import Base
from models.sealing import SealedText

group_departments = Table(
    "group_departments",
    Base.metadata,
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    # Serves finding the group of a unit.
    Column("department_id", ForeignKey("departments.id"), primary_key=True, index=True),
)


class Group(Base):
    """One group chat; `chat_id` is unknown until the bot is first mentioned there, unless the directory says it."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[str | None] = mapped_column(String(128), unique=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    push_key: Mapped[str | None] = mapped_column(SealedText("groups.push_key"))
    has_ai_bot: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    departments: Mapped[list[Department]] = relationship(secondary=group_departments)
