"""A selection of orders that somebody saved under a name, to export it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.orm import Base
from models.sealing import SealedJson


class SavedSearch(Base):
    """What is looked for, by the fields of `Selection`; sealed, for a place may be where somebody lives."""

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    owner: Mapped[str] = mapped_column(String(80))
    filter: Mapped[dict[str, Any]] = mapped_column(SealedJson("saved_searches.filter"))
    saved_at: Mapped[datetime]
