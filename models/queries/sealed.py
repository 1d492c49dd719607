"""Looks at which keys what is stored was sealed under, without opening any of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, func, literal, select, type_coerce

from models.database import Session
from models.inbox import InboxRow
from models.orm import Base
from models.sealing import KEY_ID_BYTES, SealedJson, SealedText


def key_ids(session: Session) -> set[bytes]:
    """Return the ids of all keys that anything is sealed under; it reads every sealed column once."""
    found: set[bytes] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedText | SealedJson):
                begins = func.substr(type_coerce(column, LargeBinary), 1, KEY_ID_BYTES)
                rows = session.scalars(select(begins).where(column.is_not(None)).distinct())
                found |= {bytes(each) for each in rows}
    return found


def used_since(session: Session, key_id: bytes) -> datetime | None:
    """Return when the oldest stored message came in that is sealed under a key; machine time."""
    begins = func.substr(type_coerce(InboxRow.message, LargeBinary), 1, KEY_ID_BYTES)
    return session.scalar(select(func.min(InboxRow.received_at)).where(begins == literal(key_id, LargeBinary)))
