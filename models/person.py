"""The people of the desk and the units, and what each may be."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.department import Department
from models.orm import Base
from models.sealing import SealedText


class Person(Base):
    """Somebody who may talk to the bot.

    `userid_key` is the userid in lower case: some platform answers change the case of userids.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    userid: Mapped[str] = mapped_column(String(64))
    userid_key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    mobile: Mapped[str | None] = mapped_column(SealedText("people.mobile"))
    # Serves listing the members of a unit.
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    roles: Mapped[list[str]]
    is_active: Mapped[bool] = mapped_column(default=True)
    department: Mapped[Department | None] = relationship()
